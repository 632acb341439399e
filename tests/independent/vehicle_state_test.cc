// What a vehicle is, and the plain state made of its signals.
#include <string>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

class VehicleStateTest : public IndependentTest {
 protected:
  static v1::VehicleState State(const std::string& vehicle_id) {
    const auto reply =
        Call(vehicles(), &Vehicles::GetVehicleState, About<v1::GetVehicleStateRequest>(vehicle_id));
    EXPECT_THAT(reply.error, Succeeds());
    EXPECT_EQ(Sent(reply.response, "GET", "/v3/vehicles/" + vehicle_id + "/signals").at("user"),
              kUser);
    return reply.response.state();
  }
};

TEST_F(VehicleStateTest, VehicleIsDescribedAndNeedsNoUser) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id(kCar);
  const auto reply = Call(vehicles(), &Vehicles::GetVehicle, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.vehicle(), IsMessage(std::string("vehicle_id: '") + kCar +
                                                  R"(' make: 'RENAULT' model: 'Zoe' year: 2021
                           powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: 'BEV'
                           mode: VEHICLE_MODE_LIVE mode_text: 'live')"));
  EXPECT_EQ(Sent(reply.response, "GET", std::string("/v3/vehicles/") + kCar).at("user"), "");
}

TEST_F(VehicleStateTest, StateIsMetricAndInPlainNames) {
  const v1::VehicleState state = State(kCar);
  EXPECT_EQ(state.charge_percent().value(), 51);
  EXPECT_EQ(state.charge_percent().info().signal_code(), "tractionbattery-stateofcharge");
  EXPECT_EQ(state.charge_percent().info().oem_updated_time().seconds(), 1777874700);
  EXPECT_EQ(state.range_km().value(), 143.2);
  EXPECT_EQ(state.battery_capacity_kwh().value(), 52);
  EXPECT_TRUE(state.is_charging().value());
  EXPECT_EQ(state.charging_state().value(), v1::CHARGING_STATE_CHARGING);
  EXPECT_EQ(state.charge_limit_percent().value(), 70);
  EXPECT_EQ(state.charge_time_remaining().value().seconds(), 95 * 60);
  EXPECT_EQ(state.charging_power_kw().value(), 7.35);
  EXPECT_EQ(state.odometer_km().value(), 40961.7);
  EXPECT_THAT(state.location().coordinates(), IsMessage("latitude: 54.3213 longitude: 10.1349"));
  EXPECT_EQ(state.speed_kph().value(), 0);
  EXPECT_TRUE(state.is_locked().has_value());
  EXPECT_FALSE(state.is_locked().value());
  EXPECT_EQ(state.doors().doors_size(), 4);
  EXPECT_FALSE(state.sunroof().has_is_open());
  EXPECT_EQ(state.fuel_liters().value(), 11.3);
  EXPECT_EQ(state.inside_temperature_celsius().value(), 18);
  ASSERT_EQ(state.tires().tires_size(), 4);
  EXPECT_EQ(state.tires().tires(1).pressure_kpa(), 250);
  EXPECT_EQ(state.low_voltage_battery_health().value(), v1::BATTERY_HEALTH_LEVEL_WARN);
  EXPECT_EQ(state.vin().value(), "VF1AG000X64000321");
  EXPECT_EQ(state.firmware_version().value(), "R.24-17b");
}

TEST_F(VehicleStateTest, WhatIsNotFreshOrNotUnderstoodSaysSo) {
  const v1::VehicleState state = State(kUnwellCar);
  EXPECT_TRUE(state.odometer_km().info().is_stale());
  EXPECT_EQ(state.odometer_km().value(), 128304);
  EXPECT_FALSE(state.charge_rate_kph().has_value());
  EXPECT_EQ(state.charge_rate_kph().info().error().code(), "NOT_CHARGING");
  EXPECT_FALSE(state.is_locked().has_value());
  EXPECT_EQ(state.is_locked().info().error().type(), "PERMISSION");
  EXPECT_FALSE(state.speed_kph().has_value());
  EXPECT_EQ(state.speed_kph().info().unconverted_unit_text(), "knots");
  EXPECT_FALSE(state.has_location());
  // 236 "bar" are kilopascal.
  EXPECT_EQ(state.tires().tires(0).pressure_kpa(), 236);
  EXPECT_FALSE(state.tires().tires(1).has_pressure_kpa());
}

TEST_F(VehicleStateTest, NothingStoredIsAnEmptyState) {
  EXPECT_THAT(State(kEmptyCar), IsMessage(""));
}

TEST_F(VehicleStateTest, MaskChooses) {
  auto request = About<v1::GetVehicleStateRequest>(kCar);
  request.mutable_read_mask()->add_paths("nickname");
  const auto reply = Call(vehicles(), &Vehicles::GetVehicleState, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.state().nickname().value(), "M\303\266we 4");
  v1::VehicleState rest = reply.response.state();
  rest.clear_nickname();
  EXPECT_THAT(rest, IsMessage(""));
}

}  // namespace
}  // namespace smartcar_gateway
