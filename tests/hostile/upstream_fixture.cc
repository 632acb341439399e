// A gateway between the simulator and a liar.
#include "tests/hostile/upstream_fixture.h"

#include <csignal>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

GatewayOptions Between(const Simulator& simulator, const Liar& liar,
                       const TestAuthority& authority) {
  const std::string ca_file = NewScratchFolder("authorities") + "/ca.pem";
  WriteFile(ca_file, absl::StrCat(ReadFile(simulator.ca_file()), authority.certificate()));
  GatewayOptions options;
  options.config = {
      {"retry", {{"max_attempts", 1}}},
      {"breaker", {{"failures", 0}}},
      {"smartcar", {{"vehicle_base_url", liar.base_url() + "/v3"}, {"ca_file", ca_file}}}};
  return options;
}

}  // namespace

UpstreamTest::UpstreamTest()
    : simulator_(Simulator::Start()),
      liar_(std::make_unique<Liar>(Liar::Options{Trusted()}, TellTheTruth)),
      gateway_(Gateway::Start(*simulator_, Between(*simulator_, *liar_, authority_))),
      vehicles_(v1::VehicleService::NewStub(gateway_->NewChannel())) {}

void UpstreamTest::SetUp() { usage_ = std::make_unique<Usage>(gateway_->process().pid()); }

void UpstreamTest::TearDown() {
  liar_->Present({Trusted()});
  liar_->SetScript(TellTheTruth);
  // The first may still be sent on a connection that is being flooded.
  EXPECT_TRUE(Eventually([&] { return Read().code == grpc::OK; }))
      << "the gateway does not live on";
  ReportAndExpect(*usage_, allowed_megabytes_);
  vehicles_ = nullptr;
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
}

std::unique_ptr<Liar> UpstreamTest::AnotherLiar() const {
  return std::make_unique<Liar>(Liar::Options{Trusted()}, TellTheTruth);
}

void UpstreamTest::Say(std::string bytes) {
  liar_->SetScript([bytes = std::move(bytes)](Conversation& gateway) {
    gateway.ReadRequest();
    gateway.Write(bytes);
  });
}

RichError UpstreamTest::Read(std::chrono::milliseconds deadline) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id("a");
  CallOptions options;
  options.deadline = deadline;
  return Call(*vehicles_, &Vehicles::GetVehicle, request, options).error;
}

RichError UpstreamTest::Lock() {
  return Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(Car{"a", "u", ""})).error;
}

void UpstreamTest::ExpectRead(grpc::StatusCode code, const std::string& reason) {
  EXPECT_THAT(Read(), FailsWith(code, reason));
}

void UpstreamTest::ExpectLostCommand() {
  const RichError lock = Lock();
  EXPECT_THAT(lock, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(lock, HasMetadata("may_have_executed", "true"));
}

void UpstreamTest::ExpectCleanLog() { ExpectLinesOfOurs(gateway_->process().err()); }

}  // namespace smartcar_gateway
