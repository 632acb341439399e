// VehicleGates: closed until the time named, and forgotten afterwards.
#include "server/quota/vehicle_gates.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(VehicleGates, ClosedGateOpensAtItsTimeAndConcernsNobodyElse) {
  VehicleGates gates;
  gates.Close("a", kNow + absl::Minutes(5), kNow);
  EXPECT_EQ(gates.ClosedUntil("a", kNow), kNow + absl::Minutes(5));
  EXPECT_TRUE(gates.ClosedUntil("a", kNow + absl::Seconds(299)).has_value());
  EXPECT_FALSE(gates.ClosedUntil("a", kNow + absl::Minutes(5)).has_value());
  EXPECT_FALSE(gates.ClosedUntil("b", kNow).has_value());
}

TEST(VehicleGates, LatestOfSeveralTimesCounts) {
  VehicleGates gates;
  gates.Close("a", kNow + absl::Minutes(5), kNow);
  gates.Close("a", kNow + absl::Minutes(1), kNow);
  EXPECT_EQ(gates.ClosedUntil("a", kNow), kNow + absl::Minutes(5));
  gates.Close("a", kNow + absl::Minutes(9), kNow);
  EXPECT_EQ(gates.ClosedUntil("a", kNow), kNow + absl::Minutes(9));
  EXPECT_EQ(gates.size(), 1u);
}

TEST(VehicleGates, GatesThatHaveOpenedTakeNoMemory) {
  VehicleGates gates;
  for (int i = 0; i < 1000; ++i) {
    gates.Close(absl::StrCat("car", i), kNow + absl::Seconds(i + 1), kNow + absl::Seconds(i));
  }
  EXPECT_EQ(gates.size(), 1u);
}

TEST(VehicleGates, BeyondTheLimitTheFirstToOpenOpensAtOnce) {
  VehicleGates gates(2);
  gates.Close("long", kNow + absl::Hours(3), kNow);
  gates.Close("short", kNow + absl::Hours(1), kNow);
  gates.Close("medium", kNow + absl::Hours(2), kNow);
  EXPECT_EQ(gates.size(), 2u);
  EXPECT_FALSE(gates.ClosedUntil("short", kNow).has_value());
  EXPECT_TRUE(gates.ClosedUntil("medium", kNow).has_value());
  EXPECT_TRUE(gates.ClosedUntil("long", kNow).has_value());
}

TEST(VehicleGates, TimeThatHasPassedClosesNothing) {
  VehicleGates gates;
  gates.Close("a", kNow, kNow);
  EXPECT_EQ(gates.size(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
