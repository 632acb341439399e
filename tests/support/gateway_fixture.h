// The fixture of tests that share one gateway and one simulator.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "smartcar/gateway/v1/connection_service.grpc.pb.h"
#include "smartcar/gateway/v1/vehicle_service.grpc.pb.h"
#include "tests/support/fleet.h"
#include "tests/support/gateway.h"
#include "tests/support/rpc.h"
#include "tests/support/simulator.h"

namespace smartcar_gateway {

namespace v1 = smartcar::gateway::v1;

using Vehicles = v1::VehicleService::Stub;
using Connections = v1::ConnectionService::Stub;

// Both processes start once per suite. Each test begins with an empty record and no faults; what
// happened to the cars before stays, so tests use cars of their own or do not mind. In the end the
// gateway must still run and stop cleanly: whatever the tests did to it, it lived on.
class GatewayTest : public ::testing::Test {
 protected:
  // A suite that needs flags hides SetUpTestSuite and calls this.
  static void StartSuite(std::vector<std::string> simulator_flags, GatewayOptions options);
  static void SetUpTestSuite() { StartSuite({}, {}); }
  static void TearDownTestSuite();

  void SetUp() override;

  static Simulator& simulator() { return *simulator_; }
  static Gateway& gateway() { return *gateway_; }
  static const Fleet& fleet() { return *fleet_; }
  static Vehicles& vehicles() { return *vehicles_; }
  static Connections& connections() { return *connections_; }

  // The only recorded request to the API since the test began; fails the test if there is another
  // number of them.
  static Json OnlyRequest();

 private:
  static std::unique_ptr<Simulator> simulator_;
  static std::unique_ptr<Gateway> gateway_;
  static std::unique_ptr<Fleet> fleet_;
  static std::unique_ptr<Vehicles> vehicles_;
  static std::unique_ptr<Connections> connections_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_FIXTURE_H_
