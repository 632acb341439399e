// Every RPC of VehicleService: what goes upstream, what comes back, and that the car obeyed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class VehicleTest : public GatewayTest {
 protected:
  // The only request since the test began went there, with this JSON body ("" for none).
  static void ExpectSent(const std::string& method, const std::string& path,
                         const std::string& body = "") {
    const Json request = OnlyRequest();
    EXPECT_EQ(request.at("method"), method);
    EXPECT_EQ(request.at("target"), "/v3" + path);
    if (body.empty()) {
      EXPECT_EQ(request.at("body"), "");
    } else {
      EXPECT_EQ(Json::parse(request.at("body").get<std::string>()), Json::parse(body));
      EXPECT_EQ(request.at("headers").at("content-type"), "application/json");
    }
    simulator().ClearRecord();
  }

  static void ExpectSentToCar(const Car& car, const std::string& method, const std::string& path,
                              const std::string& body = "") {
    EXPECT_EQ(OnlyRequest().at("headers").at("sc-user-id"), car.user_id);
    ExpectSent(method, "/vehicles/" + car.vehicle_id + path, body);
  }

  // Reads a signal through the gateway, leaving no trace in the record.
  static v1::Signal Read(const Car& car, const std::string& code) {
    auto request = For<v1::GetSignalRequest>(car);
    request.set_signal_code(code);
    const auto reply = Call(vehicles(), &Vehicles::GetSignal, request);
    EXPECT_THAT(reply.error, Succeeds());
    simulator().ClearRecord();
    return reply.response.signal();
  }

  template <typename Execution>
  static void ExpectSuccess(const Execution& execution) {
    EXPECT_EQ(execution.status(), v1::COMMAND_STATUS_SUCCESS);
    EXPECT_EQ(execution.status_text(), "SUCCESS");
    EXPECT_EQ(execution.execution_mode(), "sync");
    EXPECT_THAT(execution.execution_id(), StartsWith("exec_"));
    EXPECT_TRUE(execution.has_executed_time());
    EXPECT_TRUE(execution.has_completed_time());
  }

  static v1::Coordinates Place(double latitude, double longitude) {
    v1::Coordinates place;
    place.set_latitude(latitude);
    place.set_longitude(longitude);
    return place;
  }

  static v1::TimeOfDay Clock(int hours, int minutes) {
    v1::TimeOfDay time;
    time.set_hours(hours);
    time.set_minutes(minutes);
    return time;
  }
};

TEST_F(VehicleTest, GetVehicleTellsWhatItIs) {
  const Car car = fleet().Tesla();
  v1::GetVehicleRequest request;
  request.set_vehicle_id(car.vehicle_id);
  const auto reply = Call(vehicles(), &Vehicles::GetVehicle, request);
  ASSERT_THAT(reply.error, Succeeds());
  const v1::Vehicle& vehicle = reply.response.vehicle();
  EXPECT_EQ(vehicle.vehicle_id(), car.vehicle_id);
  EXPECT_EQ(vehicle.make(), "TESLA");
  EXPECT_EQ(vehicle.model(), "Model 3");
  EXPECT_EQ(vehicle.year(), 2023);
  EXPECT_EQ(vehicle.powertrain_type(), v1::POWERTRAIN_TYPE_BEV);
  EXPECT_EQ(vehicle.mode(), v1::VEHICLE_MODE_LIVE);
  EXPECT_THAT(reply.response.upstream_request_id(), SizeIs(36));
  ExpectSent("GET", "/vehicles/" + car.vehicle_id);
}

TEST_F(VehicleTest, ListSignalsTellsAllThatIsStored) {
  const Car car = fleet().Tesla();
  const auto reply = Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
  ASSERT_THAT(reply.error, Succeeds());
  const int stored = simulator().Vehicle(car.vehicle_id).at("stored_signals");
  EXPECT_THAT(reply.response.signals(), SizeIs(stored));
  EXPECT_GT(stored, 70);
  EXPECT_EQ(reply.response.vehicle().vehicle_id(), car.vehicle_id);
  for (const v1::Signal& signal : reply.response.signals()) {
    EXPECT_NE(signal.status(), v1::SIGNAL_STATUS_UNSPECIFIED) << signal.DebugString();
    EXPECT_FALSE(signal.has_unknown_body()) << signal.DebugString();
    EXPECT_FALSE(signal.has_unrecognized_fields()) << signal.DebugString();
    EXPECT_EQ(signal.has_error(), signal.status() == v1::SIGNAL_STATUS_ERROR);
  }
  EXPECT_EQ(OnlyRequest().at("headers").at("sc-unit-system"), "metric");
  ExpectSentToCar(car, "GET", "/signals");
}

TEST_F(VehicleTest, ListSignalsOfABrandNewCarIsEmptyAndNoError) {
  const auto reply =
      Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().BrandNew()));
  EXPECT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.signals(), IsEmpty());
  EXPECT_EQ(reply.response.vehicle().make(), "KIA");
}

TEST_F(VehicleTest, GetSignalTellsOneInTheUnitsAskedFor) {
  const Car car = fleet().Tesla();
  auto request = For<v1::GetSignalRequest>(car);
  request.set_signal_code("odometer-traveleddistance");
  const auto metric = Call(vehicles(), &Vehicles::GetSignal, request);
  ASSERT_THAT(metric.error, Succeeds());
  EXPECT_EQ(metric.response.signal().quantity().unit(), v1::UNIT_KILOMETER);
  EXPECT_TRUE(metric.response.signal().has_oem_updated_time());
  EXPECT_EQ(OnlyRequest().at("headers").at("sc-unit-system"), "metric");
  ExpectSentToCar(car, "GET", "/signals/odometer-traveleddistance");
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  const auto imperial = Call(vehicles(), &Vehicles::GetSignal, request);
  ASSERT_THAT(imperial.error, Succeeds());
  EXPECT_EQ(imperial.response.signal().quantity().unit(), v1::UNIT_MILE);
  EXPECT_NEAR(imperial.response.signal().quantity().value() * 1.609344,
              metric.response.signal().quantity().value(), 1);
  EXPECT_EQ(OnlyRequest().at("headers").at("sc-unit-system"), "imperial");
}

TEST_F(VehicleTest, ChargingStartsAndStops) {
  const Car car = fleet().Tesla();
  simulator().SetSwitches({{"command_type", "path"}});
  const auto started = Call(vehicles(), &Vehicles::StartCharge, For<v1::StartChargeRequest>(car));
  ASSERT_THAT(started.error, Succeeds());
  ExpectSuccess(started.response.execution());
  EXPECT_EQ(started.response.execution().command_type(), "charge-start");
  ExpectSentToCar(car, "POST", "/commands/charge/start");
  EXPECT_TRUE(Read(car, "charge-ischarging").flag().value());
  const auto stopped = Call(vehicles(), &Vehicles::StopCharge, For<v1::StopChargeRequest>(car));
  ASSERT_THAT(stopped.error, Succeeds());
  ExpectSuccess(stopped.response.execution());
  ExpectSentToCar(car, "POST", "/commands/charge/stop");
  EXPECT_FALSE(Read(car, "charge-ischarging").flag().value());
}

TEST_F(VehicleTest, ChargeLimitShowsInTheNextRead) {
  const Car car = fleet().Tesla();
  auto request = For<v1::SetChargeLimitRequest>(car);
  request.set_limit_percent(63);
  const auto reply = Call(vehicles(), &Vehicles::SetChargeLimit, request);
  ASSERT_THAT(reply.error, Succeeds());
  ExpectSuccess(reply.response.execution());
  ExpectSentToCar(car, "POST", "/commands/charge/set-limit",
                  R"({"data":{"attributes":{"percent":63}}})");
  EXPECT_EQ(Read(car, "charge-chargelimits").charge_limits().active_limit(), 63);
}

TEST_F(VehicleTest, ChargePortOpensAndCloses) {
  const Car car = fleet().Simulated();
  ASSERT_THAT(
      Call(vehicles(), &Vehicles::OpenChargePort, For<v1::OpenChargePortRequest>(car)).error,
      Succeeds());
  ExpectSentToCar(car, "POST", "/commands/charge-port/open");
  EXPECT_TRUE(Read(car, "charge-ischargingportflapopen").flag().value());
  simulator().SetSignal(car.vehicle_id, "charge-ischargingcableconnected",
                        {{"body", {{"value", false}}}});
  ASSERT_THAT(
      Call(vehicles(), &Vehicles::CloseChargePort, For<v1::CloseChargePortRequest>(car)).error,
      Succeeds());
  ExpectSentToCar(car, "POST", "/commands/charge-port/close");
  EXPECT_FALSE(Read(car, "charge-ischargingportflapopen").flag().value());
}

TEST_F(VehicleTest, LockLocksAndUnlockUnlocks) {
  const Car car = fleet().Tesla();
  const auto unlocked = Call(vehicles(), &Vehicles::UnlockDoors, For<v1::UnlockDoorsRequest>(car));
  ASSERT_THAT(unlocked.error, Succeeds());
  ExpectSuccess(unlocked.response.execution());
  ExpectSentToCar(car, "POST", "/commands/security/unlock");
  EXPECT_FALSE(Read(car, "closure-islocked").flag().value());
  const auto locked = Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car));
  ASSERT_THAT(locked.error, Succeeds());
  ExpectSuccess(locked.response.execution());
  EXPECT_THAT(locked.response.upstream_request_id(), Not(IsEmpty()));
  ExpectSentToCar(car, "POST", "/commands/security/lock");
  EXPECT_TRUE(Read(car, "closure-islocked").flag().value());
  const v1::Signal doors = Read(car, "closure-doors");
  EXPECT_THAT(doors.doors().doors(), SizeIs(4));
  for (const v1::Door& door : doors.doors().doors()) EXPECT_TRUE(door.is_locked());
}

TEST_F(VehicleTest, DestinationReachesTheCarAndZeroIsAPlace) {
  const Car car = fleet().Charging();
  auto request = For<v1::SetDestinationRequest>(car);
  *request.mutable_destination() = Place(0, -122.25);
  const auto reply = Call(vehicles(), &Vehicles::SetDestination, request);
  ASSERT_THAT(reply.error, Succeeds());
  ExpectSentToCar(car, "POST", "/commands/navigation/set-destination",
                  R"({"data":{"attributes":{"latitude":0.0,"longitude":-122.25}}})");
  EXPECT_EQ(simulator().Vehicle(car.vehicle_id).at("destination"),
            Json({{"latitude", 0.0}, {"longitude", -122.25}}));
}

TEST_F(VehicleTest, ChargeSchedulesAreCreatedShownAndDeleted) {
  const Car car = fleet().Tesla();
  auto daily = For<v1::CreateDailyChargeScheduleRequest>(car);
  *daily.mutable_location() = Place(52.5, 13.25);
  *daily.mutable_start_time() = Clock(22, 5);
  *daily.mutable_stop_time() = Clock(6, 0);
  const auto created = Call(vehicles(), &Vehicles::CreateDailyChargeSchedule, daily);
  ASSERT_THAT(created.error, Succeeds());
  ExpectSuccess(created.response.execution());
  EXPECT_EQ(created.response.execution().schedule_type(), v1::CHARGE_SCHEDULE_TYPE_DAILY);
  EXPECT_EQ(created.response.execution().action(), v1::CHARGE_SCHEDULE_ACTION_CREATE);
  ExpectSentToCar(car, "POST", "/charge-schedules/daily", R"({"data":{"attributes":{
      "location":{"latitude":52.5,"longitude":13.25},"startTime":"22:05","stopTime":"06:00"}}})");
  const std::string id = created.response.execution().schedule_id();
  std::string shown;
  const v1::Signal timers = Read(car, "charge-chargetimers");
  for (const auto& timer : timers.charge_timers().timers()) shown += timer.schedule_id();
  EXPECT_EQ(shown, id) << timers.DebugString();

  auto request = For<v1::DeleteChargeScheduleRequest>(car);
  request.set_schedule_id(id);
  simulator().SetSwitches({{"delete_schedule_reply", "body"}});
  const auto deleted = Call(vehicles(), &Vehicles::DeleteChargeSchedule, request);
  ASSERT_THAT(deleted.error, Succeeds());
  EXPECT_EQ(deleted.response.execution().action(), v1::CHARGE_SCHEDULE_ACTION_DELETE);
  ExpectSentToCar(car, "DELETE", "/charge-schedules/" + id);
  EXPECT_THAT(simulator().Vehicle(car.vehicle_id).at("schedules"), IsEmpty());
}

TEST_F(VehicleTest, WeeklyScheduleNamesItsDays) {
  const Car car = fleet().Tesla();
  auto request = For<v1::CreateWeeklyChargeScheduleRequest>(car);
  *request.mutable_location() = Place(52.5, 13.25);
  for (const v1::DayOfWeek day : {v1::DAY_OF_WEEK_MONDAY, v1::DAY_OF_WEEK_SUNDAY}) {
    auto* window = request.add_days();
    window->set_day(day);
    *window->mutable_start_time() = Clock(1, 30);
    *window->mutable_stop_time() = Clock(5, 45);
  }
  const auto reply = Call(vehicles(), &Vehicles::CreateWeeklyChargeSchedule, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().schedule_type(), v1::CHARGE_SCHEDULE_TYPE_WEEKLY);
  ExpectSentToCar(car, "POST", "/charge-schedules/weekly", R"({"data":{"attributes":{
      "location":{"latitude":52.5,"longitude":13.25},
      "days":{"monday":{"startTime":"01:30","stopTime":"05:45"},
              "sunday":{"startTime":"01:30","stopTime":"05:45"}}}}})");
}

TEST_F(VehicleTest, WorkweekScheduleHasTwoWindows) {
  const Car car = fleet().Tesla();
  auto request = For<v1::CreateWorkweekChargeScheduleRequest>(car);
  *request.mutable_location() = Place(52.5, 13.25);
  *request.mutable_weekdays()->mutable_start_time() = Clock(0, 0);
  *request.mutable_weekdays()->mutable_stop_time() = Clock(5, 0);
  *request.mutable_weekends()->mutable_start_time() = Clock(10, 0);
  *request.mutable_weekends()->mutable_stop_time() = Clock(23, 59);
  const auto reply = Call(vehicles(), &Vehicles::CreateWorkweekChargeSchedule, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().schedule_type(), v1::CHARGE_SCHEDULE_TYPE_WORKWEEK);
  ExpectSentToCar(car, "POST", "/charge-schedules/workweek", R"({"data":{"attributes":{
      "location":{"latitude":52.5,"longitude":13.25},
      "weekdays":{"startTime":"00:00","stopTime":"05:00"},
      "weekends":{"startTime":"10:00","stopTime":"23:59"}}}})");
}

TEST_F(VehicleTest, DeletionWithoutAReplyBodyIsASuccess) {
  const Car car = fleet().Unplugged();
  auto daily = For<v1::CreateDailyChargeScheduleRequest>(car);
  *daily.mutable_location() = Place(57.7, 12);
  *daily.mutable_start_time() = Clock(22, 0);
  *daily.mutable_stop_time() = Clock(6, 0);
  const auto created = Call(vehicles(), &Vehicles::CreateDailyChargeSchedule, daily);
  ASSERT_THAT(created.error, Succeeds());
  simulator().SetSwitches({{"delete_schedule_reply", "no_content"}});
  auto request = For<v1::DeleteChargeScheduleRequest>(car);
  request.set_schedule_id(created.response.execution().schedule_id());
  EXPECT_THAT(Call(vehicles(), &Vehicles::DeleteChargeSchedule, request).error, Succeeds());
  simulator().SetSwitches({{"delete_schedule_reply", "body"}});
  EXPECT_THAT(simulator().Vehicle(car.vehicle_id).at("schedules"), IsEmpty());
}

TEST_F(VehicleTest, RepliesOfTheEarlyAccessAreUnderstoodToo) {
  simulator().SetSwitches({{"json_shape", "early_access"}});
  const Car car = fleet().Tesla();
  const auto list = Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
  EXPECT_THAT(list.error, Succeeds());
  EXPECT_GT(list.response.signals_size(), 70);
  EXPECT_EQ(Read(car, "closure-islocked").body_case(), v1::Signal::kFlag);
  v1::GetVehicleRequest request;
  request.set_vehicle_id(car.vehicle_id);
  const auto vehicle = Call(vehicles(), &Vehicles::GetVehicle, request);
  simulator().SetSwitches({{"json_shape", "ga"}});
  ASSERT_THAT(vehicle.error, Succeeds());
  EXPECT_EQ(vehicle.response.vehicle().make(), "TESLA");
}

}  // namespace
}  // namespace smartcar_gateway
