// Tests of what BatchGetSignals refuses and of the calls it makes.
#include "server/smartcar/batch_requests.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

v1::BatchGetSignalsRequest Batch(int vehicles) {
  v1::BatchGetSignalsRequest request;
  for (int i = 0; i < vehicles; ++i) {
    auto* vehicle = request.add_vehicles();
    vehicle->set_vehicle_id("v" + std::to_string(i));
    vehicle->set_user_id("u" + std::to_string(i));
  }
  return request;
}

std::string Refusal(const v1::BatchGetSignalsRequest& request) {
  const absl::Status checked = CheckBatch(request);
  EXPECT_EQ(checked.code(), absl::StatusCode::kInvalidArgument);
  return std::string(checked.message());
}

TEST(BatchRequests, OneToAThousandVehicles) {
  EXPECT_EQ(Refusal(Batch(0)), "vehicles: must be 1 to 1000, not 0");
  EXPECT_TRUE(CheckBatch(Batch(1)).ok());
  EXPECT_TRUE(CheckBatch(Batch(1000)).ok());
  EXPECT_EQ(Refusal(Batch(1001)), "vehicles: must be 1 to 1000, not 1001");
}

TEST(BatchRequests, AtMostAHundredCodes) {
  auto request = Batch(1);
  for (int i = 0; i < 100; ++i) request.add_signal_codes("code-" + std::to_string(i));
  EXPECT_TRUE(CheckBatch(request).ok());
  request.add_signal_codes("one-too-many");
  EXPECT_EQ(Refusal(request), "signal_codes: must be at most 100, not 101");
}

TEST(BatchRequests, EveryWrongFieldIsNamedWithItsPlace) {
  auto request = Batch(4);
  request.mutable_vehicles(1)->clear_vehicle_id();
  request.mutable_vehicles(3)->set_user_id("../u");
  request.add_signal_codes("closure-islocked");
  request.add_signal_codes("");
  request.set_unit_system(static_cast<v1::UnitSystem>(7));
  request.set_max_concurrency(-1);
  EXPECT_EQ(Refusal(request),
            "vehicles[1].vehicle_id: is required; "
            "vehicles[3].user_id: may hold only letters, digits, '-', '_', '.' and '~'; "
            "signal_codes[1]: is required; "
            "unit_system: is no unit system this release knows; "
            "max_concurrency: must not be negative");
}

TEST(BatchRequests, ManyWrongFieldsStillFitIntoTrailers) {
  auto request = Batch(1000);
  for (auto& vehicle : *request.mutable_vehicles()) vehicle.clear_user_id();
  const absl::Status checked = CheckBatch(request);
  EXPECT_EQ(checked.message().substr(0, 63),
            "1000 fields are wrong, the first of them: vehicles[0].user_id: ");
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(
      std::string(checked.GetPayload("type.googleapis.com/google.rpc.BadRequest").value())));
  EXPECT_EQ(bad.field_violations_size(), 16);
}

TEST(BatchRequests, EachVehicleIsOneCallForAllSignals) {
  auto request = Batch(2);
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  const UpstreamRequest call = BuildBatchItem(request, BatchCodes(request), 1);
  EXPECT_EQ(call.endpoint->name, "signals.list");
  EXPECT_EQ(call.path, "/vehicles/v1/signals");
  EXPECT_EQ(call.user_id, "u1");
  EXPECT_EQ(call.unit_system, "imperial");
}

TEST(BatchRequests, ASingleCodeAsksForThatSignal) {
  auto request = Batch(1);
  request.add_signal_codes("closure-islocked");
  request.add_signal_codes("closure-islocked");
  const UpstreamRequest call = BuildBatchItem(request, BatchCodes(request), 0);
  EXPECT_EQ(call.endpoint->name, "signals.get");
  EXPECT_EQ(call.path, "/vehicles/v0/signals/closure-islocked");
  EXPECT_EQ(call.unit_system, "metric");
}

TEST(BatchRequests, SeveralCodesAskForAllAndCountOnce) {
  auto request = Batch(1);
  for (const char* code : {"b", "a", "b"}) request.add_signal_codes(code);
  EXPECT_EQ(BatchCodes(request), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(BuildBatchItem(request, BatchCodes(request), 0).path, "/vehicles/v0/signals");
}

}  // namespace
}  // namespace smartcar_gateway
