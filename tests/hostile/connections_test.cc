// Connections that do nothing, do it slowly, or are too many: they cost little, end in time, and
// are in nobody's way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/hostile/hostile_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using Attackers = std::vector<std::unique_ptr<Attacker>>;

class ConnectionsTest : public HostileTest {
 protected:
  Attackers Connect(int count) const {
    Attackers attackers;
    for (int i = 0; i < count; ++i) attackers.push_back(NewAttacker());
    return attackers;
  }

  static void ExpectAllClosed(const Attackers& attackers) {
    for (const auto& attacker : attackers) EXPECT_TRUE(attacker->WaitForClose());
  }
};

TEST_F(ConnectionsTest, ThousandsThatDoNothingAfterTheirSettings) {
  AllowMegabytes(120);
  constexpr int kConnections = 2000;
  const Attackers attackers = Connect(kConnections);
  for (const auto& attacker : attackers) attacker->Open();
  for (const auto& attacker : attackers) EXPECT_TRUE(attacker->WaitUntilRead());
  EXPECT_THAT(ReadAsNewCaller(), Succeeds());
}

TEST_F(ConnectionsTest, ThoseThatNeverBeginAreClosedByTheHandshakeTimeout) {
  constexpr int kEach = 250;
  const Attackers silent = Connect(kEach);
  const Attackers half_a_preface = Connect(kEach);
  for (const auto& attacker : half_a_preface) EXPECT_TRUE(attacker->Send("PRI * HTTP/2.0\r\n"));
  EXPECT_THAT(ReadAsNewCaller(), Succeeds()) << "they are in the way";
  ExpectAllClosed(silent);
  ExpectAllClosed(half_a_preface);
}

TEST_F(ConnectionsTest, MoreThanTheProcessMayHaveFiles) {
  const Process& process = gateway().process();
  rlimit before{};
  ASSERT_EQ(prlimit(process.pid(), RLIMIT_NOFILE, nullptr, &before), 0);
  rlimit few = before;
  few.rlim_cur = process.open_files() + 20;
  ASSERT_EQ(prlimit(process.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  Attackers attackers = Connect(60);
  for (const auto& attacker : attackers) attacker->Open();
  attackers.clear();
  EXPECT_TRUE(
      Eventually([&] { return process.open_files() < static_cast<int>(few.rlim_cur) - 10; }));
  // TearDown sees whether somebody is let in again.
}

TEST_F(ConnectionsTest, CallersWhoReadNothingHoldLittle) {
  constexpr int kCallers = 20;
  constexpr int kVehicles = 500;
  v1::BatchGetSignalsRequest batch;
  for (int i = 0; i < kVehicles; ++i) {
    v1::ConnectedVehicle* vehicle = batch.add_vehicles();
    vehicle->set_vehicle_id(fleet().Tesla().vehicle_id);
    vehicle->set_user_id(fleet().Tesla().user_id);
  }
  const std::string method = "/smartcar.gateway.v1.VehicleService/BatchGetSignals";
  Attackers attackers;
  for (int i = 0; i < kCallers; ++i) {
    attackers.push_back(NewCaller(Settings({{kSettingsInitialWindowSize, 0}})));
    attackers.back()->Call(CallHeaders(method), Message(batch.SerializeAsString()));
  }
  EXPECT_TRUE(simulator().WaitForCount({"GET", kApi}, 1));
  EXPECT_THAT(ReadAsNewCaller(), Succeeds()) << "they are in the way";
  // One begins to read, and gets everything.
  constexpr uint32_t kMuch = 0x7fff0000;
  attackers[0]->Send(WindowUpdate(0, kMuch) + WindowUpdate(1, kMuch));
  const StreamReply& reply = attackers[0]->Wait(1);
  EXPECT_EQ(reply.grpc_status(), grpc::OK);
  std::printf("answers of %.1f MB each\n", reply.data.size() / 1048576.0);
  EXPECT_GT(reply.data.size(), kVehicles * 1000u);
}

TEST_F(ConnectionsTest, WhoDoesNotAnswerPingsIsGone) {
  // As a peer is that vanished without a word: it takes what is sent, and says nothing more.
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->Begin(CallHeaders(kGetVehicle));
  const auto ping = attacker->WaitFor(
      [](const Frame& frame) { return frame.type == FrameType::kPing && frame.flags == kNoFlags; });
  EXPECT_TRUE(ping.has_value());
  EXPECT_TRUE(attacker->WaitForClose());
  EXPECT_NE(attacker->Wait(stream).grpc_status(), grpc::OK);
}

TEST_F(ConnectionsTest, CallsThatComeByteByByteAreInNobodysWay) {
  constexpr int kCallers = 100;
  Attackers attackers;
  for (int i = 0; i < kCallers; ++i) attackers.push_back(NewCaller());
  const std::string call =
      Bytes(FrameType::kHeaders, kEndHeaders, 1, Literals(CallHeaders(kGetVehicle))) +
      Bytes(FrameType::kData, kEndStream, 1, GoodRead());
  for (size_t at = 0; at + 1 < call.size(); ++at) {
    for (const auto& attacker : attackers) ASSERT_TRUE(attacker->Send(call.substr(at, 1)));
  }
  EXPECT_THAT(ReadAsNewCaller(), Succeeds()) << "they are in the way";
  for (const auto& attacker : attackers) {
    attacker->Send(call.substr(call.size() - 1));
    EXPECT_EQ(attacker->Wait(1).grpc_status(), grpc::OK);
  }
}

TEST_F(ConnectionsTest, OneMoreThanAllowedIsClosed) {
  constexpr int kLimit = 20;
  GatewayOptions options;
  options.config = {{"server", {{"max_connections", kLimit}}}};
  const auto gateway = Gateway::Start(simulator(), options);
  Attackers attackers;
  for (int i = 0; i < kLimit; ++i) {
    attackers.push_back(std::make_unique<Attacker>(gateway->address()));
    EXPECT_TRUE(attackers.back()->Open());
  }
  Attacker one_more(gateway->address());
  EXPECT_TRUE(one_more.WaitForClose());
  EXPECT_EQ(one_more.Received(FrameType::kSettings), 0);
  EXPECT_TRUE(gateway->process().WaitForErr("callers are turned away: there are 20 connections"));
  attackers.clear();
  EXPECT_TRUE(Eventually([&] { return Attacker(gateway->address()).Open(); }));
}

}  // namespace
}  // namespace smartcar_gateway
