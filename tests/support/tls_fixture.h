// The fixture of tests of a gateway that encrypts.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_TLS_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_TLS_FIXTURE_H_

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/certificates.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {

// Each test has both processes and the certificates for itself. In the end the gateway must still
// run and stop cleanly.
class TlsTest : public ::testing::Test {
 protected:
  using ChannelPtr = std::shared_ptr<grpc::Channel>;

  // `clients`: see GatewayCertificates::Config.
  void StartGateway(const std::string& clients, const Json& config = Json::object()) {
    GatewayOptions options;
    options.config = certificates_.Config(clients);
    options.config.merge_patch(config);
    gateway_ = Gateway::Start(*simulator_, options);
  }

  void TearDown() override {
    if (gateway_ == nullptr) return;
    EXPECT_TRUE(gateway_->process().running()) << gateway_->process().err();
    gateway_->process().Signal(SIGTERM);
    EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
  }

  CertificateAndKey Caller() const { return certificates_.callers().Issue({}); }
  // A new connection on each call.
  ChannelPtr Connect(const CertificateAndKey& own = {}) const {
    return gateway_->NewTlsChannel(certificates_.authority().certificate(), own);
  }

  RichError Read(const ChannelPtr& channel) const {
    const auto vehicles = v1::VehicleService::NewStub(channel);
    return Call(*vehicles, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error;
  }

  // Whether the connection is accepted: health needs nothing else.
  static grpc::StatusCode Check(const ChannelPtr& channel) {
    const auto health = grpc::health::v1::Health::NewStub(channel);
    return Call(*health, &grpc::health::v1::Health::Stub::Check, {}).error.code;
  }

  const GatewayCertificates certificates_;
  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const Car car_ = Fleet(*simulator_).Tesla();
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_TLS_FIXTURE_H_
