// The audit log of the real gateway: what a command leaves behind, whatever becomes of the gateway,
// its caller or the disk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/json_lines.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() : simulator_(Simulator::Start()), fleet_(*simulator_) {
    folder_ = NewScratchFolder("audit");
    file_ = folder_ + "/state/audit.jsonl";
  }

  void Start(Json audit = Json::object()) {
    gateway_ = nullptr;
    GatewayOptions options;
    options.config = {{"state_dir", folder_ + "/state"}, {"audit", std::move(audit)}};
    gateway_ = Gateway::Start(*simulator_, options);
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
    connections_ = v1::ConnectionService::NewStub(gateway_->NewChannel());
  }
  void Stop() {
    gateway_->process().Signal(SIGTERM);
    EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  }

  std::vector<std::string> Events() const {
    std::vector<std::string> events;
    for (const Json& line : ReadJsonLines(file_)) {
      events.push_back(line.at("event").get<std::string>().substr(sizeof("AUDIT_EVENT_") - 1));
    }
    return events;
  }

  Finished Verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> flags = {"--verify_audit=" + file_};
    flags.insert(flags.end(), more.begin(), more.end());
    return RunToEnd({RunfilePath("server/smartcar_gateway"), flags, {}});
  }

  std::unique_ptr<Simulator> simulator_;
  Fleet fleet_;
  std::string folder_;
  std::string file_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
  std::unique_ptr<Connections> connections_;
};

TEST_F(AuditTest, CommandsAndDeletionsAreRecordedReadsAreNot) {
  Start();
  const Car car = fleet_.Tesla();
  EXPECT_THAT(Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car)).error,
              Succeeds());
  EXPECT_THAT(Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error,
              Succeeds());
  v1::DeleteConnectionRequest deletion;
  deletion.set_connection_id(car.connection_id);
  EXPECT_THAT(Call(*connections_, &Connections::DeleteConnection, deletion).error, Succeeds());
  Stop();
  EXPECT_THAT(Events(), ElementsAre("GATEWAY_STARTED", "COMMAND_STARTED", "COMMAND_ENDED",
                                    "COMMAND_STARTED", "COMMAND_ENDED", "GATEWAY_STOPPED"));
  const std::vector<Json> lines = ReadJsonLines(file_);
  EXPECT_EQ(lines[3].at("resource_id"), car.connection_id);
  EXPECT_EQ(lines[1].at("caller"), "anonymous");
  EXPECT_EQ(lines[1].at("rule"), "no policy");
  struct stat info {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const Finished verified = Verify();
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("6 lines"));
}

TEST_F(AuditTest, KilledBetweenSendingAndAnsweringTheCommandHasLeftItsTrace) {
  Start();
  simulator_->Queue(
      {{"match", {{"method", "POST"}, {"path", kApi}}}, {"times", 1}, {"hold", "locked"}});
  auto lock = For<v1::LockDoorsRequest>(fleet_.Tesla());
  lock.set_request_id("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
  const auto call = StartCall(vehicles_->async(), &Vehicles::async::LockDoors, lock);
  ASSERT_TRUE(simulator_->WaitForHeld("locked", 1));
  gateway_->process().Signal(SIGKILL);
  gateway_->process().WaitForExit();
  EXPECT_THAT(Events(), ElementsAre("GATEWAY_STARTED", "COMMAND_STARTED"));
  simulator_->Release("locked");

  Start();
  EXPECT_THAT(Call(*vehicles_, &Vehicles::LockDoors, lock).error,
              FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  Stop();
  EXPECT_THAT(Events(), ElementsAre("GATEWAY_STARTED", "COMMAND_STARTED", "GATEWAY_STARTED",
                                    "COMMAND_STARTED", "COMMAND_ENDED", "GATEWAY_STOPPED"));
  const Json end = ReadJsonLines(file_).at(4);
  EXPECT_EQ(end.at("reason"), "OUTCOME_UNKNOWN");
  EXPECT_EQ(end.at("may_have_executed"), true);
  EXPECT_EQ(Verify().status, 0);
}

TEST_F(AuditTest, CommandThatGoesOnWithoutItsCallerIsRecordedWhenItHasEnded) {
  Start();
  simulator_->Queue(
      {{"match", {{"method", "POST"}, {"path", kApi}}}, {"times", 1}, {"hold", "locked"}});
  auto lock = For<v1::LockDoorsRequest>(fleet_.Tesla());
  lock.set_request_id("6ba7b810-9dad-41d1-80b4-00c04fd430c9");
  // Whose share of the quota it is may be anybody's word; who called is not.
  CallOptions posing;
  posing.metadata.emplace("x-caller-id", "spiffe://example.org/somebody-else");
  const auto call = StartCall(vehicles_->async(), &Vehicles::async::LockDoors, lock, posing);
  ASSERT_TRUE(simulator_->WaitForHeld("locked", 1));
  call->Cancel();
  const std::vector<Json> cancelled = WaitForJsonLines(file_, 3);
  ASSERT_EQ(cancelled.size(), 3u);
  EXPECT_EQ(cancelled[2].at("code"), "CANCELLED");
  EXPECT_EQ(cancelled[2].at("may_have_executed"), true);
  simulator_->Release("locked");
  const std::vector<Json> settled = WaitForJsonLines(file_, 4);
  ASSERT_EQ(settled.size(), 4u);
  EXPECT_EQ(settled[3].at("event"), "AUDIT_EVENT_COMMAND_SETTLED");
  EXPECT_EQ(settled[3].at("request_id"), lock.request_id());
  EXPECT_EQ(settled[3].at("started_sequence"), settled[1].at("sequence"));
  EXPECT_EQ(settled[3].at("caller"), "anonymous");
  EXPECT_EQ(settled[3].at("upstream_status"), 200);
  EXPECT_EQ(settled[3].at("targets")[0].at("vehicle_id"), lock.vehicle_id());
  EXPECT_EQ(settled[3].at("targets")[0].at("user_id"), lock.user_id());
}

TEST_F(AuditTest, EditedAndRemovedLinesAreFound) {
  Start();
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(
        Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(fleet_.Tesla())).error,
        Succeeds());
  }
  Stop();
  const std::string whole = ReadFile(file_);
  ASSERT_EQ(Verify().status, 0);

  std::string edited = whole;
  edited.replace(edited.find("LockDoors"), 4, "Look");
  WriteFile(file_, edited);
  const Finished changed = Verify();
  EXPECT_EQ(changed.status, 3);
  EXPECT_THAT(changed.out + changed.err, HasSubstr("line 3"));

  const size_t second = whole.find('\n') + 1;
  const size_t third = whole.find('\n', second) + 1;
  WriteFile(file_, whole.substr(0, second) + whole.substr(third));
  EXPECT_EQ(Verify().status, 3);
}

TEST_F(AuditTest, WithoutRoomCommandsAreRefusedAndReadsGoOnUntilThereIsRoomAgain) {
  Start();
  // Nothing that the gateway writes may become larger than its audit log is now.
  struct stat info {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  const rlimit full{static_cast<rlim_t>(info.st_size), RLIM_INFINITY};
  ASSERT_EQ(prlimit(gateway_->process().pid(), RLIMIT_FSIZE, &full, nullptr), 0);
  const auto lock = For<v1::LockDoorsRequest>(fleet_.Tesla());
  EXPECT_THAT(Call(*vehicles_, &Vehicles::LockDoors, lock).error,
              FailsWith(grpc::UNAVAILABLE, "AUDIT_NOT_WRITTEN"));
  EXPECT_EQ(simulator_->Count({"", kApi}), 0);
  EXPECT_THAT(
      Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet_.Tesla())).error,
      Succeeds());
  const rlimit roomy{RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(prlimit(gateway_->process().pid(), RLIMIT_FSIZE, &roomy, nullptr), 0);
  EXPECT_THAT(Call(*vehicles_, &Vehicles::LockDoors, lock).error, Succeeds());
  Stop();
  EXPECT_EQ(Verify().status, 0);
}

TEST_F(AuditTest, WithoutRoomCommandsGoOnWhereTheConfigurationSaysSoAndTheLogCriesOut) {
  Start({{"on_failure", "continue"}});
  struct stat info {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  const rlimit full{static_cast<rlim_t>(info.st_size), RLIM_INFINITY};
  ASSERT_EQ(prlimit(gateway_->process().pid(), RLIMIT_FSIZE, &full, nullptr), 0);
  EXPECT_THAT(
      Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(fleet_.Tesla())).error,
      Succeeds());
  EXPECT_TRUE(gateway_->process().WaitForErr(" error    audit log: "));
}

}  // namespace
}  // namespace smartcar_gateway
