// What commands change in a car, and when a car refuses.
#include "tools/simulator/model/commands.h"

#include <gtest/gtest.h>

#include "tools/simulator/clock.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/model/fleet.h"
#include "tools/simulator/model/schedules.h"

namespace smartcar_simulator {
namespace {

class CommandsTest : public testing::Test {
 protected:
  Vehicle& Car(int number) { return *world_.FindVehicle(FleetId(IdKind::kVehicle, 1, number)); }

  // The refusal's code, or "" when the car obeyed.
  std::string Run(int car, const std::string& type, const Json& parameters = Json::object(),
                  Refresh refresh = Refresh::kInstant) {
    CarWriter writer(Car(car), SimulatedClock::ManualStart() + absl::Hours(1), refresh);
    const std::optional<TaxonomyError> refusal = RunCommand(type, parameters, Car(car), writer);
    return refusal ? refusal->code : "";
  }

  Json Stored(int car, const std::string& code) {
    return Car(car).store.at(code).body.value_or(Json());
  }

  World world_ = MakeFleet(1, 0, SimulatedClock::ManualStart());
};

TEST_F(CommandsTest, UnlockAndLockMoveEveryLock) {
  EXPECT_EQ(Run(1, "security-unlock"), "");
  EXPECT_EQ(Stored(1, "closure-islocked")["value"], false);
  const Json unlocked = Stored(1, "closure-doors");
  for (const Json& door : unlocked["values"]) EXPECT_EQ(door["isLocked"], false);
  EXPECT_EQ(Stored(1, "closure-reartrunk")["isLocked"], false);
  EXPECT_EQ(Run(1, "security-lock"), "");
  EXPECT_EQ(Stored(1, "closure-islocked")["value"], true);
  const Json locked = Stored(1, "closure-doors");
  for (const Json& door : locked["values"]) EXPECT_EQ(door["isLocked"], true);
  EXPECT_EQ(Stored(1, "closure-reartrunk")["isLocked"], true);
  EXPECT_EQ(Car(1).command_counts["security-lock"], 1);
  EXPECT_EQ(Car(1).command_counts["security-unlock"], 1);
}

TEST_F(CommandsTest, LockIsRefusedWithAnOpenDoorAndInMotion) {
  EXPECT_EQ(Run(11, "security-lock"), "DOOR_OPEN");
  EXPECT_EQ(Run(12, "security-lock"), "IN_MOTION");
  EXPECT_EQ(Run(12, "security-unlock"), "IN_MOTION");
  EXPECT_EQ(Car(12).command_counts.size(), 0u);
  EXPECT_EQ(Car(12).refused_commands, 2);
}

TEST_F(CommandsTest, ChargingStartsAndStops) {
  EXPECT_TRUE(Car(1).store.at("charge-wattage").error.has_value());
  EXPECT_EQ(Run(1, "charge-start"), "");
  EXPECT_EQ(Stored(1, "charge-ischarging")["value"], true);
  EXPECT_EQ(Stored(1, "charge-detailedchargingstatus")["value"], "CHARGING");
  EXPECT_EQ(Stored(1, "charge-wattage")["value"], 11000);
  EXPECT_EQ(Stored(1, "charge-amperage")["value"], 16);
  // 18 % of 75 kWh at 11 kW.
  EXPECT_EQ(Stored(1, "charge-timetocomplete")["value"], 74);
  EXPECT_FALSE(Car(1).store.at("charge-wattage").error.has_value());
  EXPECT_EQ(Run(1, "charge-start"), "CHARGING_IN_PROGRESS");
  EXPECT_EQ(Run(1, "charge-stop"), "");
  EXPECT_EQ(Stored(1, "charge-ischarging")["value"], false);
  EXPECT_EQ(Stored(1, "charge-wattage"), (Json{{"value", nullptr}, {"unit", "watt"}}));
  EXPECT_EQ(Car(1).store.at("charge-wattage").error->code, "NOT_CHARGING");
  EXPECT_EQ(Run(1, "charge-stop"), "NOT_CHARGING");
}

TEST_F(CommandsTest, ChargingNeedsAPlugAndRoomInTheBattery) {
  EXPECT_EQ(Run(3, "charge-start"), "CHARGING_PLUG_NOT_CONNECTED");
  EXPECT_EQ(Run(4, "charge-start"), "FULLY_CHARGED");
}

TEST_F(CommandsTest, ChargeLimitShowsAndEndsChargingWhenReached) {
  EXPECT_EQ(Run(2, "charge-set-limit", {{"percent", 60}}), "");
  EXPECT_EQ(Stored(2, "charge-chargelimits")["activeLimit"], 60);
  EXPECT_EQ(Stored(2, "charge-chargelimits")["values"][0]["limit"], 60);
  EXPECT_EQ(Stored(2, "charge-ischarging")["value"], true);
  EXPECT_EQ(Run(1, "charge-start"), "");
  EXPECT_EQ(Run(1, "charge-set-limit", {{"percent", 60}}), "");
  EXPECT_EQ(Stored(1, "charge-ischarging")["value"], false);
  EXPECT_EQ(Stored(1, "charge-detailedchargingstatus")["value"], "FULLY_CHARGED");
  // A car that had no list of limits gets one.
  EXPECT_EQ(Run(4, "charge-set-limit", {{"percent", 80}}), "");
  EXPECT_EQ(Stored(4, "charge-chargelimits")["values"].size(), 1u);
}

TEST_F(CommandsTest, ChargePortOpensAndClosesOnlyWithoutTheCable) {
  EXPECT_EQ(Run(1, "charge-port-close"), "CHARGING_PLUG_CONNECTED");
  EXPECT_EQ(Run(1, "charge-port-open"), "");
  EXPECT_EQ(Stored(1, "charge-ischargingportflapopen")["value"], true);
  Car(1).car["charge-ischargingcableconnected"].body = Json{{"value", false}};
  EXPECT_EQ(Run(1, "charge-port-close"), "");
  EXPECT_EQ(Stored(1, "charge-ischargingportflapopen")["value"], false);
}

TEST_F(CommandsTest, DestinationIsRemembered) {
  const Json parameters = {{"latitude", 37.7}, {"longitude", -122.4}};
  EXPECT_EQ(Run(1, "navigation-set-destination", parameters), "");
  EXPECT_EQ(Car(1).destination, parameters);
}

TEST_F(CommandsTest, CarsRefuseWhatTheyCannotDoOrWhileTheySleep) {
  EXPECT_EQ(Run(5, "charge-start"), "VEHICLE_NOT_CAPABLE");
  EXPECT_EQ(Run(2, "charge-port-open"), "VEHICLE_NOT_CAPABLE");
  EXPECT_EQ(Run(7, "security-lock"), "ASLEEP");
  EXPECT_EQ(Run(8, "security-lock"), "AUTHENTICATION_FAILED");
  EXPECT_EQ(Run(13, "security-lock"), "UNREACHABLE");
}

TEST_F(CommandsTest, ManualRefreshLetsTheStoreLagBehindTheCar) {
  EXPECT_EQ(Run(1, "security-unlock", Json::object(), Refresh::kManual), "");
  EXPECT_EQ(Stored(1, "closure-islocked")["value"], true);
  EXPECT_EQ(CarValue(Car(1), "closure-islocked"), false);
  RefreshStore(Car(1));
  EXPECT_EQ(Stored(1, "closure-islocked")["value"], false);
}

TEST_F(CommandsTest, SchedulesShowInTheChargeTimersUntilDeleted) {
  CarWriter writer(Car(1), SimulatedClock::ManualStart(), Refresh::kInstant);
  const Json window = {{"startTime", "22:00"}, {"stopTime", "06:30"}};
  Json parameters = {{"location", {{"latitude", 1.5}, {"longitude", 2.5}}}};
  parameters["weekdays"] = window;
  parameters["weekends"] = window;
  const size_t before = Stored(1, "charge-chargetimers")["values"].size();
  EXPECT_FALSE(CreateSchedule("workweek", "sched_x", parameters, Car(1), writer).has_value());
  const Json timers = Stored(1, "charge-chargetimers")["values"];
  ASSERT_EQ(timers.size(), before + 1);
  EXPECT_EQ(timers.back()["type"], "LOCATION");
  EXPECT_EQ(timers.back()["scheduleId"], "sched_x");
  EXPECT_EQ(timers.back()["scheduleType"], "WORKWEEK");
  EXPECT_EQ(timers.back()["schedules"][0]["start"], "22:00:00");
  EXPECT_EQ(timers.back()["schedules"][0]["days"].size(), 5u);
  EXPECT_EQ(timers.back()["schedules"][1]["days"].size(), 2u);
  std::optional<std::string> type;
  EXPECT_FALSE(DeleteSchedule("sched_x", Car(1), writer, &type).has_value());
  EXPECT_EQ(type, "workweek");
  EXPECT_EQ(Stored(1, "charge-chargetimers")["values"].size(), before);
  EXPECT_FALSE(DeleteSchedule("sched_x", Car(1), writer, &type).has_value());
  EXPECT_FALSE(type.has_value());
}

}  // namespace
}  // namespace smartcar_simulator
