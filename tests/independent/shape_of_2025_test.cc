// Every read again, as Smartcar's early access of 2025 answered it.
#include <string>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ShapeOf2025Test : public IndependentTest {};

TEST_F(ShapeOf2025Test, VehicleHasNoEnvelope) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id(kCarOf2025);
  const auto reply = Call(vehicles(), &Vehicles::GetVehicle, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.vehicle().vehicle_id(), kCarOf2025);
  EXPECT_EQ(reply.response.vehicle().model(), "Leon e-Hybrid");
  EXPECT_EQ(reply.response.vehicle().year(), 2022);
  EXPECT_EQ(reply.response.vehicle().powertrain_type(), v1::POWERTRAIN_TYPE_PHEV);
}

TEST_F(ShapeOf2025Test, SignalHasNoEnvelopeAndTimesInMilliseconds) {
  auto request = About<v1::GetSignalRequest>(kCarOf2025, kUserOf2025);
  request.set_signal_code("tractionbattery-stateofcharge");
  const auto reply = Call(vehicles(), &Vehicles::GetSignal, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_FALSE(reply.response.has_vehicle());
  EXPECT_THAT(reply.response.signal(),
              IsMessage(R"(code: 'tractionbattery-stateofcharge' name: 'StateOfCharge'
                           group: 'TractionBattery' status: SIGNAL_STATUS_SUCCESS
                           status_text: 'SUCCESS'
                           oem_updated_time { seconds: 1746338700 }
                           retrieved_time { seconds: 1746338828 nanos: 100000000 }
                           quantity { value: 48 unit: UNIT_PERCENT unit_text: 'percentage' })"));
}

TEST_F(ShapeOf2025Test, SignalsCarryOlderWordsAndKeys) {
  const auto reply = Call(vehicles(), &Vehicles::ListSignals,
                          About<v1::ListSignalsRequest>(kCarOf2025, kUserOf2025));
  ASSERT_THAT(reply.error, Succeeds());
  const auto& signals = reply.response.signals();
  ASSERT_THAT(signals, SizeIs(10));
  for (const v1::Signal& signal : signals) {
    SCOPED_TRACE(signal.DebugString());
    EXPECT_EQ(signal.status(), v1::SIGNAL_STATUS_SUCCESS);
    EXPECT_FALSE(signal.has_unrecognized_fields());
    EXPECT_FALSE(signal.has_ingested_time());
    EXPECT_EQ(signal.oem_updated_time().seconds(), 1746338700);
  }
  EXPECT_THAT(signals[0].charge_limits(), IsMessage(R"(limits {
                             scope: CHARGE_SCOPE_CHARGING_TYPE scope_text: 'CONNECTOR' limit: 75
                             condition { connector_type: 'J1772' }
                           }
                           active_limit: 75 unit: UNIT_PERCENT unit_text: 'percentage')"));
  EXPECT_THAT(signals[1].charge_timers(), IsMessage(R"(timers {
                             scope: CHARGE_SCOPE_LOCATION scope_text: 'location'
                             condition {
                               name: 'Cabin' address: 'Fjordvegen 2'
                               coordinates { latitude: 61.2 longitude: 6.8 }
                             }
                             windows {
                               start_time { hours: 23 minutes: 15 }
                               stop_time { hours: 5 minutes: 30 }
                               days: DAY_OF_WEEK_SUNDAY days_text: 'SUNDAY'
                             }
                             departure_timers {
                               days: [DAY_OF_WEEK_MONDAY, DAY_OF_WEEK_TUESDAY]
                               days_text: ['MONDAY', 'TUESDAY']
                               departure_time { hours: 7 minutes: 5 }
                             }
                             is_oem_optimization_enabled: false
                           })"));
  EXPECT_THAT(signals[2].quantity(),
              IsMessage("value: 3.6 unit: UNIT_KILOWATT unit_text: 'kilowatts'"));
  EXPECT_EQ(signals[3].quantity().unit(), v1::UNIT_CELSIUS);
  EXPECT_THAT(signals[4].doors(),
              IsMessage(R"(doors { row: 0 column: 0 is_open: false is_locked: true }
                           doors { row: 0 column: 1 is_open: true is_locked: false }
                           row_count: 2 column_count: 2)"));
  EXPECT_THAT(signals[5].windows(),
              IsMessage("windows { row: 1 column: 1 is_open: true } row_count: 2 column_count: 2"));
  EXPECT_EQ(signals[6].quantity().unit(), v1::UNIT_LITER);
  EXPECT_EQ(signals[7].quantity().unit(), v1::UNIT_KILOMETER);
  EXPECT_EQ(signals[8].nominal_capacity().unit(), v1::UNIT_KILOWATT_HOUR);
  EXPECT_EQ(reply.response.vehicle().make(), "SEAT");
}

TEST_F(ShapeOf2025Test, StateIsMadeOfThem) {
  const auto reply = Call(vehicles(), &Vehicles::GetVehicleState,
                          About<v1::GetVehicleStateRequest>(kCarOf2025, kUserOf2025));
  ASSERT_THAT(reply.error, Succeeds());
  const v1::VehicleState& state = reply.response.state();
  EXPECT_EQ(state.charge_percent().value(), 48);
  EXPECT_EQ(state.charge_limit_percent().value(), 75);
  EXPECT_EQ(state.charging_power_kw().value(), 3.6);
  EXPECT_EQ(state.odometer_km().value(), 61208.4);
  EXPECT_EQ(state.fuel_liters().value(), 22);
  EXPECT_EQ(state.inside_temperature_celsius().value(), 24.5);
  EXPECT_EQ(state.doors().doors_size(), 2);
  EXPECT_TRUE(state.windows().windows(0).is_open());
}

TEST_F(ShapeOf2025Test, ConnectionsArePagedByAnotherName) {
  v1::ListConnectionsRequest request;
  request.set_user_id(kUserOf2025);
  const auto reply = Call(connections(), &Connections::ListConnections, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.total_size(), 1);
  EXPECT_THAT(reply.response.next_page_token(), IsEmpty());
  ASSERT_THAT(reply.response.connections(), SizeIs(1));
  const v1::Connection& connection = reply.response.connections(0);
  EXPECT_EQ(connection.vehicle().vehicle_id(), kCarOf2025);
  EXPECT_EQ(connection.create_time().seconds(), 1746000000);
  EXPECT_THAT(connection.update_time(), IsMessage("seconds: 1746000360 nanos: 500000000"));
}

TEST_F(ShapeOf2025Test, ConnectionHasNoEnvelope) {
  v1::GetConnectionRequest request;
  request.set_connection_id(kConnectionOf2025);
  const auto reply = Call(connections(), &Connections::GetConnection, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.connection().connection_id(), kConnectionOf2025);
  EXPECT_EQ(reply.response.connection().user_id(), kUserOf2025);
  EXPECT_THAT(reply.response.connection().permissions(), ElementsAre("read_fuel"));
}

}  // namespace
}  // namespace smartcar_gateway
