// The fixture of tests about the access token.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKEN_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKEN_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;

// Each test has both processes for itself. The gateway keeps no quota, so that no call waits for
// anything but the token.
class TokenTest : public ::testing::Test {
 protected:
  explicit TokenTest(std::vector<std::string> simulator_flags = {})
      : simulator_(Simulator::Start(std::move(simulator_flags))),
        car_(Fleet(*simulator_).BrandNew()) {}

  void StartGateway(GatewayOptions options = {}) {
    // Each read waits for the token by itself.
    Json& share_calls = options.config["cache"]["share_calls"];
    if (share_calls.is_null()) share_calls = false;
    gateway_ = Gateway::Start(*simulator_, std::move(options));
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
  }

  RichError Read() const {
    return Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error;
  }

  RichError Lock() const {
    return Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car_)).error;
  }

  std::unique_ptr<PendingRead> StartRead(const Car& car, const CallOptions& options = {}) const {
    return StartCall(vehicles_->async(), &Vehicles::async::ListSignals,
                     For<v1::ListSignalsRequest>(car), options);
  }

  // One read of each, none like another.
  std::vector<std::unique_ptr<PendingRead>> StartReads(const std::vector<Car>& cars) const {
    std::vector<std::unique_ptr<PendingRead>> reads;
    for (const Car& car : cars) reads.push_back(StartRead(car));
    return reads;
  }

  // The cars that the simulator has by its flag --extra_vehicles.
  std::vector<Car> ExtraCars() const {
    const std::string owner = Fleet(*simulator_).UserWithExternalId("bulk");
    std::vector<Car> cars;
    const Json state = simulator_->State();
    for (const Json& vehicle : state.at("vehicles")) {
      if (vehicle.at("user_id") == owner) cars.push_back({vehicle.at("id"), owner, ""});
    }
    return cars;
  }

  // Answered by the gateway itself, and in the order of one connection: whatever was started before
  // has arrived by then.
  void WaitUntilAllHaveArrived() const {
    EXPECT_EQ(Call(*vehicles_, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  }

  int TokenRequests() const { return simulator_->Count({"", kTokenPath}); }
  int ApiRequests() const { return simulator_->Count({"", kApi}); }

  // Requests to the API that Smartcar answered with 401.
  int Refused() const {
    int refused = 0;
    const Json requests = simulator_->Recorded({"", kApi});
    for (const Json& request : requests) refused += request.at("status") == 401;
    return refused;
  }

  void QueueForToken(Json fault) const {
    fault["match"] = {{"path", kTokenPath}};
    simulator_->Queue(fault);
  }

  const std::unique_ptr<Simulator> simulator_;
  const Car car_;  // nothing is stored of it, so that thousands of reads are quick
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKEN_FIXTURE_H_
