// The state of every simulated car, and the list of the signals that exist.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class VehicleStateTest : public GatewayTest {
 protected:
  static Reply<v1::GetVehicleStateResponse> Get(const Car& car,
                                                const std::vector<std::string>& paths = {}) {
    auto request = For<v1::GetVehicleStateRequest>(car);
    for (const std::string& path : paths) request.mutable_read_mask()->add_paths(path);
    return Call(vehicles(), &Vehicles::GetVehicleState, request);
  }

  static v1::VehicleState StateOf(const Car& car) {
    const auto reply = Get(car);
    EXPECT_THAT(reply.error, Succeeds());
    return reply.response.state();
  }

  // Replaces what the car's store has for a code.
  static void Store(const Car& car, const std::string& code, const Json& body) {
    simulator().SetSignal(car.vehicle_id, code, {{"body", body}});
  }

  // The info of every field that is set, by the field's name.
  static std::map<std::string, v1::ReadingInfo> Infos(const v1::VehicleState& state) {
    std::map<std::string, v1::ReadingInfo> infos;
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    state.GetReflection()->ListFields(state, &fields);
    for (const auto* field : fields) {
      const auto& reading = state.GetReflection()->GetMessage(state, field);
      const auto* info = reading.GetDescriptor()->FindFieldByName("info");
      infos[field->name()].CopyFrom(reading.GetReflection()->GetMessage(reading, info));
    }
    return infos;
  }
};

TEST_F(VehicleStateTest, EveryCarsStateAgreesWithItsSignals) {
  std::set<std::string> fields_seen;
  const Json simulated = simulator().State();
  for (const Json& vehicle : simulated.at("vehicles")) {
    const Car car = {vehicle.at("id"), vehicle.at("user_id"), vehicle.at("connection_id")};
    const std::string name =
        vehicle.at("make").get<std::string>() + " " + vehicle.at("model").get<std::string>();
    SCOPED_TRACE(name);
    const auto list = Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
    ASSERT_THAT(list.error, Succeeds());
    std::map<std::string, v1::Signal> signals;
    for (const v1::Signal& signal : list.response.signals()) signals[signal.code()] = signal;
    const auto reply = Get(car);
    ASSERT_THAT(reply.error, Succeeds());
    EXPECT_EQ(reply.response.vehicle().vehicle_id(), car.vehicle_id);
    EXPECT_THAT(reply.response.upstream_request_id(), SizeIs(36));
    const auto infos = Infos(reply.response.state());
    EXPECT_GE(infos.size(), signals.empty() ? 0u : 8u) << reply.response.DebugString();
    for (const auto& [field, info] : infos) {
      SCOPED_TRACE(field);
      fields_seen.insert(field);
      ASSERT_EQ(signals.count(info.signal_code()), 1u) << info.DebugString();
      const v1::Signal& signal = signals[info.signal_code()];
      EXPECT_EQ(info.status(), signal.status());
      EXPECT_EQ(info.error().SerializeAsString(), signal.error().SerializeAsString());
      EXPECT_EQ(info.oem_updated_time().SerializeAsString(),
                signal.oem_updated_time().SerializeAsString());
      EXPECT_EQ(info.unconverted_unit_text(), "");
      EXPECT_FALSE(info.status() == v1::SIGNAL_STATUS_SUCCESS && info.is_stale());
    }
  }
  // Together the cars have every field.
  EXPECT_EQ(fields_seen.size(), static_cast<size_t>(v1::VehicleState::descriptor()->field_count()));
}

TEST_F(VehicleStateTest, ParkedCarIsOneCallInMetricUnits) {
  const Car car = fleet().Tesla();
  const v1::VehicleState state = StateOf(car);
  EXPECT_EQ(state.charge_percent().value(), 62);
  EXPECT_EQ(state.range_km().value(), 298.4);
  EXPECT_EQ(state.battery_capacity_kwh().value(), 75);
  EXPECT_EQ(state.charge_limit_percent().value(), 80);
  EXPECT_TRUE(state.is_plugged_in().value());
  EXPECT_TRUE(state.is_charging().has_value());
  EXPECT_FALSE(state.is_charging().value());
  EXPECT_EQ(state.charging_state().value(), v1::CHARGING_STATE_NOT_CHARGING);
  EXPECT_TRUE(state.is_locked().value());
  EXPECT_THAT(state.doors().doors(), SizeIs(4));
  EXPECT_EQ(state.gear().value(), v1::GEAR_PARK);
  EXPECT_EQ(state.vin().value(), "5YJ3E1EA7PF317001");
  EXPECT_EQ(state.color().value(), "Midnight Silver");
  std::vector<double> pressures;
  for (const auto& tire : state.tires().tires()) pressures.push_back(tire.pressure_kpa());
  EXPECT_THAT(pressures, ElementsAre(290, 290, 280, 230));
  EXPECT_TRUE(state.odometer_km().info().has_oem_updated_time());

  const Json request = OnlyRequest();
  EXPECT_EQ(request.at("method"), "GET");
  EXPECT_EQ(request.at("target"), "/v3/vehicles/" + car.vehicle_id + "/signals");
  EXPECT_EQ(request.at("headers").at("sc-unit-system"), "metric");
  EXPECT_EQ(request.at("headers").at("sc-user-id"), car.user_id);
}

TEST_F(VehicleStateTest, ErrorsOfSignalsTakeTheirThreeForms) {
  const v1::VehicleState tesla = StateOf(fleet().Tesla());
  // The car has none.
  EXPECT_FALSE(tesla.sunroof().has_is_open());
  EXPECT_EQ(tesla.sunroof().info().status(), v1::SIGNAL_STATUS_ERROR);
  EXPECT_EQ(tesla.sunroof().info().error().code(), "VEHICLE_NOT_CAPABLE");
  // There is none at present.
  EXPECT_FALSE(tesla.charging_power_kw().has_value());
  EXPECT_FALSE(tesla.charge_time_remaining().has_value());
  EXPECT_EQ(tesla.charging_power_kw().info().error().code(), "NOT_CHARGING");
  EXPECT_FALSE(tesla.charging_power_kw().info().is_stale());
  // It could not be read lately.
  const v1::VehicleState volkswagen = StateOf(fleet().Charging());
  EXPECT_EQ(volkswagen.inside_temperature_celsius().value(), 17.5);
  EXPECT_EQ(volkswagen.inside_temperature_celsius().info().error().type(), "UPSTREAM");
  EXPECT_TRUE(volkswagen.inside_temperature_celsius().info().is_stale());
  EXPECT_FALSE(volkswagen.charge_percent().info().is_stale());
}

TEST_F(VehicleStateTest, ChargingCarTellsPowerAndTimeLeft) {
  const v1::VehicleState state = StateOf(fleet().Charging());
  EXPECT_TRUE(state.is_charging().value());
  EXPECT_EQ(state.charging_state().value(), v1::CHARGING_STATE_CHARGING);
  EXPECT_EQ(state.charging_power_kw().value(), 11);
  EXPECT_EQ(state.charge_time_remaining().value().seconds(), 95 * 60);
  EXPECT_EQ(state.charge_rate_kph().value(), 62.5);
}

TEST_F(VehicleStateTest, NumbersThatCannotBeMeantAsWrittenAreUnderstood) {
  // "bar" with kilopascal.
  const v1::VehicleState toyota = StateOf(fleet().Combustion());
  EXPECT_THAT(toyota.tires().tires(), SizeIs(4));
  for (const auto& tire : toyota.tires().tires()) {
    EXPECT_EQ(tire.pressure_kpa(), tire.row() == 0 ? 240 : 230);
  }
  // 0.77 without a unit.
  EXPECT_EQ(StateOf(fleet().Named("TOYOTA", "Prius")).fuel_percent().value(), 77);
}

TEST_F(VehicleStateTest, UnknownIsNeitherYesNorNo) {
  const v1::VehicleState state = StateOf(fleet().Asleep());
  EXPECT_TRUE(state.has_is_locked());
  EXPECT_FALSE(state.is_locked().has_value());
  EXPECT_TRUE(state.is_asleep().value());
}

TEST_F(VehicleStateTest, OfABrandNewCarIsEmptyAndNoError) {
  const auto reply = Get(fleet().BrandNew());
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_TRUE(reply.response.has_state());
  EXPECT_THAT(Infos(reply.response.state()), IsEmpty());
  EXPECT_EQ(reply.response.vehicle().make(), "KIA");
}

TEST_F(VehicleStateTest, IsMetricEvenIfUpstreamIsNot) {
  const Car car = fleet().Named("Simulated", "PHEV");
  Store(car, "odometer-traveleddistance", {{"value", 100}, {"unit", "miles"}});
  Store(car, "internalcombustionengine-amountremaining", {{"value", 10}, {"unit", "gallons"}});
  Store(car, "climate-externaltemperature", {{"value", 68}, {"unit", "fahrenheit"}});
  Store(car, "motion-currentspeed", {{"value", 55}, {"unit", "mph"}});
  Store(car, "charge-timetocomplete", {{"value", 1.5}, {"unit", "hours"}});
  Store(car, "charge-wattage", {{"value", 7.4}, {"unit", "kilowatts"}});
  Store(car, "wheel-tires",
        {{"values", {{{"row", 0}, {"column", 0}, {"tirePressure", 33}}}}, {"unit", "psi"}});
  Store(car, "tractionbattery-range", {{"value", 10}, {"unit", "leagues"}});
  const v1::VehicleState state = StateOf(car);
  EXPECT_EQ(state.odometer_km().value(), 160.9344);
  EXPECT_EQ(state.fuel_liters().value(), 37.85411784);
  EXPECT_EQ(state.outside_temperature_celsius().value(), 20);
  EXPECT_EQ(state.speed_kph().value(), 88.51392);
  EXPECT_EQ(state.charge_time_remaining().value().seconds(), 5400);
  EXPECT_EQ(state.charging_power_kw().value(), 7.4);
  EXPECT_THAT(state.tires().tires(0).pressure_kpa(), DoubleNear(227.527, 0.001));
  EXPECT_FALSE(state.range_km().has_value());
  EXPECT_EQ(state.range_km().info().unconverted_unit_text(), "leagues");
}

TEST_F(VehicleStateTest, IsTheSameInTheShapeOfTheEarlyAccess) {
  const Car car = fleet().Simulated();
  const v1::VehicleState ga = StateOf(car);
  simulator().SetSwitches({{"json_shape", "early_access"}});
  const v1::VehicleState early = StateOf(car);
  simulator().SetSwitches({{"json_shape", "ga"}});
  EXPECT_EQ(Infos(early).size(), Infos(ga).size());
  EXPECT_EQ(early.charge_percent().value(), ga.charge_percent().value());
  EXPECT_TRUE(early.charge_percent().info().has_oem_updated_time());
  EXPECT_EQ(early.doors().doors_size(), ga.doors().doors_size());
  EXPECT_EQ(early.vin().value(), ga.vin().value());
}

TEST_F(VehicleStateTest, MaskChoosesFields) {
  const auto reply = Get(fleet().Tesla(), {"vin", "charge_percent", "fuel_range_km"});
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.vehicle().make(), "TESLA");
  std::vector<std::string> names;
  for (const auto& [name, info] : Infos(reply.response.state())) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("charge_percent", "vin"));
}

TEST_F(VehicleStateTest, MaskOfAnotherFieldIsRefusedBeforeAnythingIsSent) {
  const auto reply = Get(fleet().Tesla(), {"vin", "wings", "vin.value"});
  EXPECT_THAT(reply.error,
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  EXPECT_THAT(reply.error, AllOf(Violates("read_mask.paths[1]", "name of a field of VehicleState"),
                                 Violates("read_mask.paths[2]", "name of a field of VehicleState"),
                                 Not(Violates("read_mask.paths[0]", ""))));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

TEST_F(VehicleStateTest, FailsAsAnyReadOfSignalsDoes) {
  simulator().Queue({{"status", 429},
                     {"headers", {{"retry-after", "7"}}},
                     {"body", {{"errors", {{{"type", "RATE_LIMIT"}, {"code", "VEHICLE"}}}}}}});
  const auto limited = Get(fleet().Tesla());
  EXPECT_THAT(limited.error, FailsWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
  EXPECT_EQ(limited.error.pushback, "7000");
  simulator().Queue({{"status", 200}, {"body", "{\"data\":7}"}});
  EXPECT_THAT(Get(fleet().Tesla()).error,
              FailsWith(grpc::StatusCode::INTERNAL, "UPSTREAM_REPLY_INVALID"));
}

TEST_F(VehicleStateTest, ListsTheSignalsThatExistWithoutAskingSmartcar) {
  const auto reply = Call(vehicles(), &Vehicles::ListSignalDefinitions, {});
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.signal_definitions(), SizeIs(93));
  v1::ListSignalDefinitionsRequest odometer;
  odometer.set_group("Odometer");
  const auto one = Call(vehicles(), &Vehicles::ListSignalDefinitions, odometer);
  ASSERT_THAT(one.error, Succeeds());
  ASSERT_THAT(one.response.signal_definitions(), SizeIs(1));
  const v1::SignalDefinition& definition = one.response.signal_definitions(0);
  EXPECT_EQ(definition.code(), "odometer-traveleddistance");
  EXPECT_EQ(definition.name(), "TraveledDistance");
  EXPECT_EQ(definition.body_kind(), v1::SIGNAL_BODY_KIND_QUANTITY);
  EXPECT_EQ(definition.unit(), v1::UNIT_KILOMETER);
  EXPECT_EQ(definition.permission(), "read_odometer");
  EXPECT_THAT(definition.description(), Not(IsEmpty()));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

TEST_F(VehicleStateTest, AGroupThatDoesNotExistIsRefusedWithTheNamesThereAre) {
  v1::ListSignalDefinitionsRequest request;
  request.set_group("Engine");
  const auto reply = Call(vehicles(), &Vehicles::ListSignalDefinitions, request);
  EXPECT_THAT(reply.error,
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  EXPECT_THAT(reply.error, Violates("group", "InternalCombustionEngine"));
}

}  // namespace
}  // namespace smartcar_gateway
