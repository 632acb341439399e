// Tests of what is sent upstream for each request, and of what is refused.
#include <limits>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "server/smartcar/connection_requests.h"
#include "server/smartcar/vehicle_requests.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

template <typename Request>
Request ForCar() {
  Request request;
  request.set_vehicle_id("v1");
  request.set_user_id("u1");
  return request;
}

void SetTime(int hours, int minutes, v1::TimeOfDay* time) {
  time->set_hours(hours);
  time->set_minutes(minutes);
}

void SetPlace(v1::Coordinates* place) {
  place->set_latitude(0);
  place->set_longitude(-122.4);
}

// The text of the violations.
template <typename Request>
std::string Refusal(const Request& request) {
  const auto built = BuildRequest(request);
  EXPECT_EQ(built.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(built.status().message());
}

TEST(VehicleRequests, ReadsNameVehicleUserAndUnits) {
  auto list = ForCar<v1::ListSignalsRequest>();
  const auto all = BuildRequest(list);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->path, "/vehicles/v1/signals");
  EXPECT_EQ(all->user_id, "u1");
  EXPECT_EQ(all->unit_system, "metric");
  EXPECT_EQ(all->endpoint->kind, CallKind::kRead);

  auto get = ForCar<v1::GetSignalRequest>();
  get.set_signal_code("tractionbattery-stateofcharge");
  get.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  const auto one = BuildRequest(get);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->path, "/vehicles/v1/signals/tractionbattery-stateofcharge");
  EXPECT_EQ(one->unit_system, "imperial");
}

TEST(VehicleRequests, StateIsTheListOfSignalsInMetricUnits) {
  auto request = ForCar<v1::GetVehicleStateRequest>();
  request.mutable_read_mask()->add_paths("charge_percent");
  request.mutable_read_mask()->add_paths("vin");
  const auto built = BuildRequest(request);
  ASSERT_TRUE(built.ok());
  EXPECT_EQ(built->path, "/vehicles/v1/signals");
  EXPECT_EQ(built->user_id, "u1");
  EXPECT_EQ(built->unit_system, "metric");
  EXPECT_EQ(built->vehicle_id, "v1");
  EXPECT_EQ(built->resource_name, "v1");
}

TEST(VehicleRequests, ReadMaskTakesOnlyFieldsOfTheState) {
  for (const char* path : {"", "*", "chargePercent", "charge_percent.value", "state.vin", "VIN"}) {
    auto request = ForCar<v1::GetVehicleStateRequest>();
    request.mutable_read_mask()->add_paths("vin");
    request.mutable_read_mask()->add_paths(path);
    EXPECT_EQ(Refusal(request),
              "read_mask.paths[1]: must be the name of a field of VehicleState, such as "
              "charge_percent")
        << path;
  }
  v1::GetVehicleStateRequest request;
  request.mutable_read_mask()->add_paths("wings");
  EXPECT_TRUE(absl::StrContains(Refusal(request),
                                "vehicle_id: is required; user_id: is required; "
                                "read_mask.paths[0]: "));
}

TEST(VehicleRequests, VehicleNeedsNoUser) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id("v1");
  const auto built = BuildRequest(request);
  ASSERT_TRUE(built.ok());
  EXPECT_EQ(built->path, "/vehicles/v1");
  EXPECT_EQ(built->user_id, "");
}

TEST(VehicleRequests, BodylessCommandsHaveTheirDocumentedPaths) {
  const auto expect = [](const absl::StatusOr<UpstreamRequest>& built, absl::string_view path) {
    ASSERT_TRUE(built.ok());
    EXPECT_EQ(built->path, path);
    EXPECT_EQ(built->user_id, "u1");
    EXPECT_EQ(built->body, "");
    EXPECT_EQ(built->endpoint->kind, CallKind::kWrite);
    EXPECT_EQ(built->endpoint->method, HttpMethod::kPost);
  };
  expect(BuildRequest(ForCar<v1::StartChargeRequest>()), "/vehicles/v1/commands/charge/start");
  expect(BuildRequest(ForCar<v1::StopChargeRequest>()), "/vehicles/v1/commands/charge/stop");
  expect(BuildRequest(ForCar<v1::OpenChargePortRequest>()),
         "/vehicles/v1/commands/charge-port/open");
  expect(BuildRequest(ForCar<v1::CloseChargePortRequest>()),
         "/vehicles/v1/commands/charge-port/close");
  expect(BuildRequest(ForCar<v1::LockDoorsRequest>()), "/vehicles/v1/commands/security/lock");
  expect(BuildRequest(ForCar<v1::UnlockDoorsRequest>()), "/vehicles/v1/commands/security/unlock");
}

TEST(VehicleRequests, ChargeLimitAndDestinationBecomeAttributes) {
  auto limit = ForCar<v1::SetChargeLimitRequest>();
  limit.set_limit_percent(80);
  EXPECT_EQ(BuildRequest(limit)->body, R"({"data":{"attributes":{"percent":80}}})");
  auto destination = ForCar<v1::SetDestinationRequest>();
  SetPlace(destination.mutable_destination());
  const auto built = BuildRequest(destination);
  ASSERT_TRUE(built.ok());
  EXPECT_EQ(built->path, "/vehicles/v1/commands/navigation/set-destination");
  EXPECT_EQ(built->body, R"({"data":{"attributes":{"latitude":0.0,"longitude":-122.4}}})");
}

TEST(VehicleRequests, SchedulesBecomeAttributes) {
  auto daily = ForCar<v1::CreateDailyChargeScheduleRequest>();
  SetPlace(daily.mutable_location());
  SetTime(8, 0, daily.mutable_start_time());
  SetTime(23, 5, daily.mutable_stop_time());
  EXPECT_EQ(BuildRequest(daily)->body,
            R"({"data":{"attributes":{"location":{"latitude":0.0,"longitude":-122.4},)"
            R"("startTime":"08:00","stopTime":"23:05"}}})");

  auto weekly = ForCar<v1::CreateWeeklyChargeScheduleRequest>();
  SetPlace(weekly.mutable_location());
  auto* day = weekly.add_days();
  day->set_day(v1::DAY_OF_WEEK_SUNDAY);
  SetTime(1, 2, day->mutable_start_time());
  SetTime(3, 4, day->mutable_stop_time());
  EXPECT_EQ(BuildRequest(weekly)->body,
            R"({"data":{"attributes":{"days":{"sunday":{"startTime":"01:02","stopTime":"03:04"}},)"
            R"("location":{"latitude":0.0,"longitude":-122.4}}}})");

  auto workweek = ForCar<v1::CreateWorkweekChargeScheduleRequest>();
  SetPlace(workweek.mutable_location());
  SetTime(1, 0, workweek.mutable_weekends()->mutable_start_time());
  SetTime(2, 0, workweek.mutable_weekends()->mutable_stop_time());
  EXPECT_EQ(BuildRequest(workweek)->body,
            R"({"data":{"attributes":{"location":{"latitude":0.0,"longitude":-122.4},)"
            R"("weekends":{"startTime":"01:00","stopTime":"02:00"}}}})");

  auto deletion = ForCar<v1::DeleteChargeScheduleRequest>();
  deletion.set_schedule_id("sched_1");
  const auto deleted = BuildRequest(deletion);
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ(deleted->path, "/vehicles/v1/charge-schedules/sched_1");
  EXPECT_EQ(deleted->endpoint->method, HttpMethod::kDelete);
  EXPECT_EQ(deleted->resource_name, "sched_1");
}

TEST(VehicleRequests, EveryWrongFieldIsNamedAtOnce) {
  EXPECT_EQ(Refusal(v1::ListSignalsRequest()), "vehicle_id: is required; user_id: is required");
  v1::SetChargeLimitRequest limit;
  limit.set_user_id("u1");
  limit.set_limit_percent(49);
  limit.set_request_id("not-a-uuid");
  EXPECT_EQ(
      Refusal(limit),
      "limit_percent: must be 50 to 100; vehicle_id: is required; request_id: must be a UUID, "
      "such as 0f8fad5b-d9cb-469f-a165-70867728950e");
}

TEST(VehicleRequests, ResendingNeedsTheRequestIdOfWhatWasSent) {
  auto unlock = ForCar<v1::UnlockDoorsRequest>();
  unlock.set_resend_if_unknown(true);
  EXPECT_EQ(Refusal(unlock), "resend_if_unknown: needs a request_id");
  unlock.set_request_id("0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_TRUE(BuildRequest(unlock)->resend_if_unknown);
}

TEST(VehicleRequests, IdsThatCouldLeaveTheirPathOrHeaderAreRefused) {
  for (const std::string& id :
       {std::string("../users"), std::string("a/b"), std::string("a%2fb"), std::string("a?b"),
        std::string("a\r\nx: y"), std::string("a\0b", 3), std::string("."), std::string(".."),
        std::string("\xff\xfe"), std::string(64 * 1024, 'a'), std::string(" ")}) {
    auto request = ForCar<v1::ListSignalsRequest>();
    request.set_vehicle_id(id);
    EXPECT_TRUE(absl::StartsWith(Refusal(request), "vehicle_id: ")) << id.substr(0, 20);
    request = ForCar<v1::ListSignalsRequest>();
    request.set_user_id(id);
    EXPECT_TRUE(absl::StartsWith(Refusal(request), "user_id: ")) << id.substr(0, 20);
  }
}

TEST(VehicleRequests, PlacesOffTheGlobeAreRefused) {
  auto request = ForCar<v1::SetDestinationRequest>();
  EXPECT_EQ(Refusal(request), "destination: is required");
  request.mutable_destination()->set_latitude(90.1);
  EXPECT_EQ(Refusal(request),
            "destination.latitude: must be -90 to 90; destination.longitude: is required");
  request.mutable_destination()->set_latitude(std::numeric_limits<double>::quiet_NaN());
  request.mutable_destination()->set_longitude(std::numeric_limits<double>::infinity());
  EXPECT_EQ(Refusal(request),
            "destination.latitude: must be -90 to 90; destination.longitude: must be -180 to 180");
}

TEST(VehicleRequests, ScheduleTimesAndDaysAreChecked) {
  auto weekly = ForCar<v1::CreateWeeklyChargeScheduleRequest>();
  SetPlace(weekly.mutable_location());
  EXPECT_EQ(Refusal(weekly), "days: must name at least one day");
  for (int i = 0; i < 2; ++i) {
    auto* day = weekly.add_days();
    day->set_day(v1::DAY_OF_WEEK_MONDAY);
    SetTime(24, 0, day->mutable_start_time());
  }
  EXPECT_EQ(Refusal(weekly),
            "days[0].start_time: must be 00:00 to 23:59; days[0].stop_time: is required; "
            "days[1].day: is named twice; days[1].start_time: must be 00:00 to 23:59; "
            "days[1].stop_time: is required");
  auto workweek = ForCar<v1::CreateWorkweekChargeScheduleRequest>();
  SetPlace(workweek.mutable_location());
  EXPECT_EQ(Refusal(workweek), "weekdays: is required if weekends is not given");
}

TEST(ConnectionRequests, ListingSendsEveryFilterAndThePage) {
  v1::ListConnectionsRequest request;
  request.set_user_id("u1");
  request.set_vehicle_id("v1");
  request.set_mode(v1::VEHICLE_MODE_SIMULATED);
  request.set_external_user_id("a&b=c");
  request.set_page_size(7);
  const auto listing = BuildListing(request);
  ASSERT_TRUE(listing.ok());
  EXPECT_EQ(listing->upstream.path,
            "/connections?page%5Bnumber%5D=1&page%5Bsize%5D=7&filter%5Bvehicle.mode%5D=simulated"
            "&filter%5BuserId%5D=u1&filter%5BvehicleId%5D=v1"
            "&filter%5Buser.externalId%5D=a%26b%3Dc");
}

TEST(ConnectionRequests, PageTokenCarriesItsPageAndSize) {
  v1::ListConnectionsRequest request;
  request.set_user_id("u1");
  request.set_page_size(1000);
  const auto first = BuildListing(request);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->position.page_size, 100) << "more than the most counts as the most";
  request.set_page_token(EncodePageToken({3, 20}, first->filters));
  const auto third = BuildListing(request);
  ASSERT_TRUE(third.ok());
  EXPECT_EQ(third->position.page_number, 3);
  EXPECT_EQ(third->position.page_size, 20);
}

TEST(ConnectionRequests, PageTokenOfOtherFiltersOrOfNoListingIsRefused) {
  v1::ListConnectionsRequest request;
  const auto first = BuildListing(request);
  ASSERT_TRUE(first.ok());
  const std::string token = EncodePageToken({2, 10}, first->filters);
  request.set_user_id("u2");
  request.set_page_token(token);
  EXPECT_TRUE(absl::StartsWith(BuildListing(request).status().message(), "page_token: "));
  request.set_user_id("");
  for (const std::string bad : {"2", "MTo", "!!!!", "MToyOjEwOmZm", ""}) {
    request.set_page_token(bad + "x");
    EXPECT_FALSE(BuildListing(request).ok()) << bad;
  }
  request.set_page_token("");
  request.set_page_size(-1);
  EXPECT_EQ(BuildListing(request).status().message(), "page_size: must not be negative");
}

TEST(ConnectionRequests, ConnectionsAndUsersAreNamedByTheirIds) {
  v1::DeleteUserRequest user;
  EXPECT_EQ(Refusal(user), "user_id: is required");
  user.set_user_id("u1");
  EXPECT_EQ(BuildRequest(user)->path, "/users/u1");
  v1::GetConnectionRequest get;
  get.set_connection_id("c1");
  EXPECT_EQ(BuildRequest(get)->path, "/connections/c1");
  v1::DeleteConnectionRequest deletion;
  deletion.set_connection_id("c1");
  EXPECT_EQ(BuildRequest(deletion)->path, "/connections/c1");
  EXPECT_EQ(BuildRequest(deletion)->endpoint->method, HttpMethod::kDelete);
}

}  // namespace
}  // namespace smartcar_gateway
