// Tests of VehicleTurns.
#include "server/commands/vehicle_turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;

class VehicleTurnsTest : public ::testing::Test {
 protected:
  VehicleTurns::Ticket Wait(const std::string& vehicle, const std::string& name) {
    const auto ticket = turns_.NewTicket();
    EXPECT_TRUE(turns_.Wait(vehicle, ticket, [this, name] { had_turn_.push_back(name); }));
    return ticket;
  }

  VehicleTurns turns_{2};
  std::vector<std::string> had_turn_;
};

TEST_F(VehicleTurnsTest, OneAtATimeInTheOrderTheyCame) {
  Wait("a", "first");
  Wait("a", "second");
  Wait("a", "third");
  EXPECT_THAT(had_turn_, ElementsAre("first"));
  turns_.Done("a");
  EXPECT_THAT(had_turn_, ElementsAre("first", "second"));
  turns_.Done("a");
  turns_.Done("a");
  EXPECT_THAT(had_turn_, ElementsAre("first", "second", "third"));
  EXPECT_EQ(turns_.vehicles(), 0u);
}

TEST_F(VehicleTurnsTest, VehiclesDoNotWaitForEachOther) {
  Wait("a", "a");
  Wait("b", "b");
  EXPECT_THAT(had_turn_, ElementsAre("a", "b"));
}

TEST_F(VehicleTurnsTest, WhoWithdrawsLosesOnlyItsOwnTurn) {
  Wait("a", "first");
  const auto second = Wait("a", "second");
  Wait("a", "third");
  EXPECT_TRUE(turns_.Withdraw("a", second));
  EXPECT_FALSE(turns_.Withdraw("a", second));
  turns_.Done("a");
  EXPECT_THAT(had_turn_, ElementsAre("first", "third"));
}

TEST_F(VehicleTurnsTest, WhoHasItsTurnCannotWithdraw) {
  const auto first = Wait("a", "first");
  EXPECT_FALSE(turns_.Withdraw("a", first));
  turns_.Done("a");
  EXPECT_FALSE(turns_.Withdraw("a", first));
}

TEST_F(VehicleTurnsTest, TooManyWaitingAreRefused) {
  Wait("a", "first");
  Wait("a", "second");
  Wait("a", "third");
  EXPECT_FALSE(turns_.Wait("a", turns_.NewTicket(), [] { FAIL() << "was refused"; }));
  Wait("b", "b");
}

TEST_F(VehicleTurnsTest, ThousandsOfVehiclesLeaveNothingBehind) {
  for (int i = 0; i < 5000; ++i) {
    const std::string vehicle = std::to_string(i);
    Wait(vehicle, vehicle);
    turns_.Done(vehicle);
  }
  EXPECT_EQ(turns_.vehicles(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
