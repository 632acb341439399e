// Start and end of a suite.
#include "tests/support/gateway_fixture.h"

#include <csignal>
#include <utility>

namespace smartcar_gateway {

std::unique_ptr<Simulator> GatewayTest::simulator_;
std::unique_ptr<Gateway> GatewayTest::gateway_;
std::unique_ptr<Fleet> GatewayTest::fleet_;
std::unique_ptr<Vehicles> GatewayTest::vehicles_;
std::unique_ptr<Connections> GatewayTest::connections_;

void GatewayTest::StartSuite(std::vector<std::string> simulator_flags, GatewayOptions options) {
  simulator_ = Simulator::Start(std::move(simulator_flags));
  gateway_ = Gateway::Start(*simulator_, std::move(options));
  fleet_ = std::make_unique<Fleet>(*simulator_);
  const std::shared_ptr<grpc::Channel> channel = gateway_->NewChannel();
  vehicles_ = v1::VehicleService::NewStub(channel);
  connections_ = v1::ConnectionService::NewStub(channel);
}

void GatewayTest::TearDownTestSuite() {
  EXPECT_TRUE(gateway_->process().running()) << gateway_->process().err();
  // First the connection: an idle client looks at its socket only every five seconds, and would
  // keep a draining server waiting.
  connections_ = nullptr;
  vehicles_ = nullptr;
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
  gateway_ = nullptr;
  simulator_ = nullptr;
}

void GatewayTest::SetUp() {
  simulator().ClearFaults();
  simulator().ClearRecord();
}

Json GatewayTest::OnlyRequest() {
  const Json requests = simulator().Recorded({"", kApi});
  EXPECT_EQ(requests.size(), 1u) << requests.dump(2);
  return requests.empty() ? Json::object() : requests[0];
}

}  // namespace smartcar_gateway
