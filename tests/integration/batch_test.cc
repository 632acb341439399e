// BatchGetSignals over many cars: bounded, streamed as answers arrive, one bad car fails only
// itself, and nobody works for a caller who is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kCars = 500;
constexpr int kAtOnce = 12;  // as configured below
constexpr int kAtMost = 24;  // the same
constexpr char kGate[] = "gate";
const Requests kSignals{"GET", "/v3/vehicles/**"};

// One RPC, read as the test likes.
class Stream {
 public:
  Stream(Vehicles& stub, const v1::BatchGetSignalsRequest& request, const CallOptions& options) {
    Prepare(options, &context_);
    reader_ = stub.BatchGetSignals(&context_, request);
  }

  // The next answer; nothing at the end.
  std::optional<v1::BatchGetSignalsResponse> Read() {
    v1::BatchGetSignalsResponse answer;
    if (!reader_->Read(&answer)) return std::nullopt;
    return answer;
  }

  // All answers that are left, by their index.
  std::map<int, v1::BatchGetSignalsResponse> ReadAll() {
    std::map<int, v1::BatchGetSignalsResponse> answers;
    while (auto answer = Read()) {
      EXPECT_EQ(answers.count(answer->index()), 0u) << "answered twice: " << answer->index();
      answers[answer->index()] = *std::move(answer);
    }
    return answers;
  }

  RichError Finish() { return ReadError(context_, reader_->Finish()); }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::BatchGetSignalsResponse>> reader_;
};

class BatchTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"batch", {{"default_concurrency", kAtOnce}, {"max_concurrency", kAtMost}}},
                      {"log", {{"level", "debug"}}},
                      {"retry", {{"max_attempts", 1}}}};  // which would mend what is to fail
    StartSuite({"--extra_vehicles=" + std::to_string(kCars)}, options);
  }

  // Every one of the simulator's many equal cars.
  static v1::BatchGetSignalsRequest ManyCars() {
    const std::string owner = fleet().UserWithExternalId("bulk");
    v1::BatchGetSignalsRequest request;
    const Json state = simulator().State();
    for (const Json& vehicle : state.at("vehicles")) {
      if (vehicle.at("user_id") != owner) continue;
      auto* added = request.add_vehicles();
      added->set_vehicle_id(vehicle.at("id"));
      added->set_user_id(owner);
    }
    EXPECT_THAT(request.vehicles(), SizeIs(kCars));
    return request;
  }

  static v1::BatchGetSignalsRequest Cars(const std::vector<Car>& cars) {
    v1::BatchGetSignalsRequest request;
    for (const Car& car : cars) *request.add_vehicles() = For<v1::ConnectedVehicle>(car);
    return request;
  }

  static Stream Start(const v1::BatchGetSignalsRequest& request, const CallOptions& options = {}) {
    return Stream(vehicles(), request, options);
  }

  static void HoldAll() {
    simulator().Queue({{"match", {{"path", kSignals.path}}}, {"hold", kGate}, {"times", -1}});
  }

  // Whether every request in the record was answered or has been aborted by the gateway.
  static bool NoneUnderWay() {
    const Json requests = simulator().Recorded(kSignals);
    return std::all_of(requests.begin(), requests.end(), [](const Json& request) {
      return request.at("outcome") == "replied" || request.at("peer_gone") == true;
    });
  }

  // The requests under way were aborted and none was added, though all the others could go through.
  static void ExpectStoppedAfter(int requests) {
    EXPECT_TRUE(Eventually(NoneUnderWay));
    simulator().ClearFaults();
    simulator().Release(kGate);
    v1::GetVehicleRequest other;
    other.set_vehicle_id(fleet().Tesla().vehicle_id);
    EXPECT_THAT(Call(vehicles(), &Vehicles::GetVehicle, other).error, Succeeds());
    EXPECT_EQ(simulator().Count(kSignals), requests + 1);
  }

  // The status of one car as the error an RPC of its own would have had.
  static RichError ErrorOf(const v1::BatchGetSignalsResponse& answer) {
    const v1::CallStatus& status = answer.status();
    return ParseRichError(grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                                       status.message(), status.SerializeAsString()),
                          std::nullopt);
  }
};

TEST_F(BatchTest, FiveHundredCarsStreamWithinTheBoundWhileUpstreamIsSlow) {
  HoldAll();
  Stream stream = Start(ManyCars());
  std::set<int> answered;
  int most_at_once = 0;
  while (answered.size() < kCars) {
    const int before = static_cast<int>(answered.size());
    const int expected = std::min(kAtOnce, kCars - before);
    ASSERT_TRUE(simulator().WaitForHeld(kGate, expected)) << "after " << before;
    EXPECT_EQ(simulator().Count(kSignals), before + expected) << "more than the bound is sent";
    const int released = simulator().Release(kGate);
    EXPECT_EQ(released, expected);
    most_at_once = std::max(most_at_once, released);
    for (int i = 0; i < expected; ++i) {
      const auto answer = stream.Read();
      ASSERT_TRUE(answer.has_value());
      EXPECT_FALSE(answer->result().signals().empty()) << answer->DebugString();
      EXPECT_TRUE(answered.insert(answer->index()).second);
    }
  }
  EXPECT_EQ(stream.Read(), std::nullopt);
  EXPECT_THAT(stream.Finish(), Succeeds());
  EXPECT_EQ(simulator().Count(kSignals), kCars);
  std::printf("%d cars: %d requests, never more than %d at once\n", kCars, kCars, most_at_once);
}

TEST_F(BatchTest, OneBadCarFailsOnlyItself) {
  auto request = ManyCars();
  Json faults = Json::array();
  const auto fault = [&faults](const std::string& vehicle_id, Json what) {
    what["match"] = {{"path", "/v3/vehicles/" + vehicle_id + "/**"}};
    what["delay_ms"] = 5;
    faults.push_back(what);
  };
  for (int i = 0; i < kCars; ++i) {
    auto* car = request.mutable_vehicles(i);
    switch (i % 10) {
      case 1:
        car->set_vehicle_id("no-such-car");
        break;
      case 3:
        fault(car->vehicle_id(),
              {{"status", 403}, {"body", {{"errors", {{{"type", "PERMISSION"}}}}}}});
        break;
      case 4:
        fault(car->vehicle_id(),
              {{"status", 429},
               {"headers", {{"retry-after", "7"}}},
               {"body", {{"errors", {{{"type", "RATE_LIMIT"}, {"code", "VEHICLE"}}}}}}});
        break;
      case 6:
        fault(car->vehicle_id(), {{"body", "{\"data\":[{"}});
        break;
      case 7:
        fault(car->vehicle_id(), {{"break", "mid_body"}, {"break_kind", "stream_reset"}});
        break;
      default:
        break;
    }
  }
  faults.push_back({{"match", {{"path", kSignals.path}}}, {"delay_ms", 5}, {"times", -1}});
  simulator().Queue(faults);

  Stream stream = Start(request);
  const auto answers = stream.ReadAll();
  EXPECT_THAT(stream.Finish(), Succeeds());
  ASSERT_EQ(answers.size(), static_cast<size_t>(kCars));
  for (const auto& [index, answer] : answers) {
    SCOPED_TRACE(index);
    EXPECT_EQ(answer.vehicle_id(), request.vehicles(index).vehicle_id());
    EXPECT_EQ(answer.user_id(), request.vehicles(index).user_id());
    switch (index % 10) {
      case 1:
        EXPECT_THAT(ErrorOf(answer), FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
        break;
      case 3:
        EXPECT_THAT(ErrorOf(answer), FailsWith(grpc::PERMISSION_DENIED, "PERMISSION_NOT_GRANTED"));
        break;
      case 4: {
        const RichError error = ErrorOf(answer);
        EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
        ASSERT_TRUE(error.retry_info.has_value());
        EXPECT_EQ(error.retry_info->retry_delay().seconds(), 7);
        EXPECT_TRUE(error.quota_failure.has_value());
        EXPECT_TRUE(error.request_info.has_value());
        break;
      }
      case 6:
        EXPECT_THAT(ErrorOf(answer), FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID"));
        break;
      case 7:
        EXPECT_THAT(ErrorOf(answer), FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
        break;
      default:
        EXPECT_FALSE(answer.result().signals().empty()) << answer.DebugString();
        EXPECT_FALSE(answer.result().upstream_request_id().empty());
        break;
    }
  }
  EXPECT_TRUE(
      gateway().process().WaitForErr("vehicles=500 answered=500 "
                                     "failures=NOT_FOUND:50,PERMISSION_DENIED:50,RESOURCE_"
                                     "EXHAUSTED:50,INTERNAL:50,UNAVAILABLE:50"));
  EXPECT_THAT(gateway().process().err(),
              HasSubstr("item endpoint=signals.list vehicle_id=no-such"));
}

TEST_F(BatchTest, CancellingStopsTheRest) {
  auto request = ManyCars();
  request.set_max_concurrency(5);
  HoldAll();
  Stream stream = Start(request);
  ASSERT_TRUE(simulator().WaitForHeld(kGate, 5));
  EXPECT_EQ(simulator().Release(kGate), 5);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(stream.Read().has_value());
  ASSERT_TRUE(simulator().WaitForHeld(kGate, 5));
  stream.Cancel();
  EXPECT_THAT(stream.ReadAll(), IsEmpty());
  EXPECT_EQ(stream.Finish().code, grpc::CANCELLED);
  ExpectStoppedAfter(10);
}

TEST_F(BatchTest, TheDeadlineStopsTheRest) {
  HoldAll();
  CallOptions options;
  options.deadline = std::chrono::milliseconds(500);
  Stream stream = Start(ManyCars(), options);
  EXPECT_THAT(stream.ReadAll(), IsEmpty());
  EXPECT_EQ(stream.Finish().code, grpc::DEADLINE_EXCEEDED);
  EXPECT_EQ(simulator().Count(kSignals), kAtOnce);
  ExpectStoppedAfter(kAtOnce);
}

TEST_F(BatchTest, TheCallerMayAskForMoreAtOnceUpToTheLimit) {
  auto request = ManyCars();
  request.set_max_concurrency(1000);
  HoldAll();
  Stream stream = Start(request);
  ASSERT_TRUE(simulator().WaitForHeld(kGate, kAtMost));
  EXPECT_EQ(simulator().Release(kGate), kAtMost);
  for (int i = 0; i < kAtMost; ++i) EXPECT_TRUE(stream.Read().has_value());
  ASSERT_TRUE(simulator().WaitForHeld(kGate, kAtMost));
  EXPECT_EQ(simulator().Count(kSignals), 2 * kAtMost);
  stream.Cancel();
  EXPECT_EQ(stream.Finish().code, grpc::CANCELLED);
  ExpectStoppedAfter(2 * kAtMost);
}

TEST_F(BatchTest, AThousandVehiclesAreTakenAndOneMoreIsNot) {
  v1::BatchGetSignalsRequest request = Cars(std::vector<Car>(1000, fleet().Tesla()));
  request.add_signal_codes("tractionbattery-stateofcharge");
  Stream stream = Start(request);
  const auto answers = stream.ReadAll();
  EXPECT_THAT(stream.Finish(), Succeeds());
  EXPECT_THAT(answers, SizeIs(1000)) << "one that is given twice is answered twice";
  EXPECT_LE(simulator().Count(kSignals), 1000) << "though one call may answer several";

  simulator().ClearRecord();
  *request.add_vehicles() = request.vehicles(0);
  Stream refused = Start(request);
  EXPECT_THAT(refused.ReadAll(), IsEmpty());
  const RichError error = refused.Finish();
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  ASSERT_TRUE(error.bad_request.has_value());
  EXPECT_EQ(error.bad_request->field_violations(0).field(), "vehicles");
  EXPECT_EQ(simulator().Count(kSignals), 0);
}

TEST_F(BatchTest, EveryWrongFieldIsNamedAndNothingIsSent) {
  auto request = Cars({fleet().Tesla(), fleet().Full()});
  request.mutable_vehicles(0)->clear_user_id();
  request.mutable_vehicles(1)->set_vehicle_id("../1");
  request.add_signal_codes("a b");
  Stream stream = Start(request);
  EXPECT_THAT(stream.ReadAll(), IsEmpty());
  const RichError error = stream.Finish();
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  std::vector<std::string> fields;
  for (const auto& violation : error.bad_request->field_violations()) {
    fields.push_back(violation.field());
  }
  EXPECT_THAT(fields,
              ElementsAre("vehicles[0].user_id", "vehicles[1].vehicle_id", "signal_codes[0]"));
  EXPECT_EQ(simulator().Count(kSignals), 0);
}

TEST_F(BatchTest, CodesThatAreNotStoredAreMissingAndNoError) {
  auto request = Cars({fleet().Tesla(), fleet().BrandNew()});
  for (const char* code : {"tractionbattery-stateofcharge", "no-such-code", "closure-islocked"}) {
    request.add_signal_codes(code);
  }
  Stream several = Start(request);
  auto answers = several.ReadAll();
  EXPECT_THAT(several.Finish(), Succeeds());
  const v1::SignalsResult& rich = answers[0].result();
  ASSERT_THAT(rich.signals(), SizeIs(2));
  EXPECT_EQ(rich.signals(0).code(), "closure-islocked");
  EXPECT_EQ(rich.signals(1).code(), "tractionbattery-stateofcharge");
  EXPECT_EQ(rich.vehicle().make(), "TESLA");
  EXPECT_THAT(rich.missing_signal_codes(), ElementsAre("no-such-code"));
  EXPECT_THAT(answers[1].result().missing_signal_codes(), SizeIs(3));
  EXPECT_FALSE(answers[1].has_status());

  request.clear_signal_codes();
  request.add_signal_codes("closure-islocked");
  simulator().ClearRecord();
  Stream one = Start(request);
  answers = one.ReadAll();
  EXPECT_THAT(one.Finish(), Succeeds());
  ASSERT_THAT(answers[0].result().signals(), SizeIs(1));
  EXPECT_THAT(answers[1].result().missing_signal_codes(), ElementsAre("closure-islocked"));
  EXPECT_EQ(simulator().Count({"GET", "/v3/vehicles/*/signals/closure-islocked"}), 2);
}

}  // namespace
}  // namespace smartcar_gateway
