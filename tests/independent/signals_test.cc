// Reading signals as Smartcar sends them since 2026.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class SignalsTest : public IndependentTest {
 protected:
  static v1::ListSignalsResponse List(const std::string& vehicle_id) {
    const auto reply =
        Call(vehicles(), &Vehicles::ListSignals, About<v1::ListSignalsRequest>(vehicle_id));
    EXPECT_THAT(reply.error, Succeeds());
    return reply.response;
  }

  static v1::Signal Find(const v1::ListSignalsResponse& list, const std::string& code) {
    for (const v1::Signal& signal : list.signals()) {
      if (signal.code() == code) return signal;
    }
    ADD_FAILURE() << "no signal " << code;
    return {};
  }

  // The body alone.
  static v1::Signal Body(const v1::ListSignalsResponse& list, const std::string& code) {
    v1::Signal signal = Find(list, code);
    for (const char* field : {"code", "name", "group", "status", "status_text", "error",
                              "oem_updated_time", "retrieved_time", "ingested_time"}) {
      signal.GetReflection()->ClearField(&signal, signal.GetDescriptor()->FindFieldByName(field));
    }
    return signal;
  }
};

TEST_F(SignalsTest, AllThatTheCatalogueKnowsAreReadAndNothingOfThemIsLost) {
  const auto list = List(kCar);
  const auto known = Call(vehicles(), &Vehicles::ListSignalDefinitions, {});
  ASSERT_THAT(known.error, Succeeds());
  ASSERT_EQ(list.signals_size(), known.response.signal_definitions_size());
  for (int i = 0; i < list.signals_size(); ++i) {
    const v1::Signal& signal = list.signals(i);
    const v1::SignalDefinition& definition = known.response.signal_definitions(i);
    SCOPED_TRACE(signal.DebugString());
    EXPECT_EQ(signal.code(), definition.code());
    EXPECT_EQ(signal.name(), definition.name());
    EXPECT_EQ(signal.group(), definition.group());
    EXPECT_EQ(static_cast<int>(signal.body_case()), static_cast<int>(definition.body_kind()));
    if (signal.has_quantity()) {
      EXPECT_EQ(signal.quantity().unit(), definition.unit());
    }
    EXPECT_EQ(signal.status(), v1::SIGNAL_STATUS_SUCCESS);
    EXPECT_FALSE(signal.has_error());
    EXPECT_FALSE(signal.has_unrecognized_fields());
    EXPECT_THAT(signal.ingested_time(), IsMessage("seconds: 1777874829 nanos: 250000000"));
  }
  const Json sent = Sent(list, "GET", std::string("/v3/vehicles/") + kCar + "/signals");
  EXPECT_EQ(sent.at("user"), kUser);
  EXPECT_EQ(sent.at("unit_system"), "metric");
  EXPECT_EQ(sent.at("body"), "");
}

TEST_F(SignalsTest, BodiesHoldWhatTheRepliesSay) {
  const auto list = List(kCar);
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"charge-amperage", "quantity { value: 31.8 unit: UNIT_AMPERE unit_text: 'ampere' }"},
      {"charge-chargelimits",
       R"(charge_limits {
            limits { scope: CHARGE_SCOPE_GLOBAL scope_text: 'GLOBAL' limit: 85 }
            limits {
              scope: CHARGE_SCOPE_LOCATION scope_text: 'LOCATION' limit: 70
              condition {
                name: 'Depot Nord' address: 'Am Hafen 7, 24103 Kiel'
                coordinates { latitude: 54.3213 longitude: 10.1349 }
              }
            }
            limits {
              scope: CHARGE_SCOPE_CHARGING_TYPE scope_text: 'CHARGING_TYPE' limit: 90
              condition { connector_type: 'DC' }
            }
            active_limit: 70 unit: UNIT_PERCENT unit_text: 'percent'
          })"},
      {"charge-chargerecords",
       R"(charge_records {
            records {
              record_id: 'session-0815'
              cost { currency_code: 'DKK' energy_amount: 61.4 other_amount: 5 }
              start_time { seconds: 1777752900 }
              end_time { seconds: 1777779630 }
              location {
                name: 'Depot Nord' address: 'Am Hafen 7, 24103 Kiel'
                coordinates { latitude: 54.3213 longitude: 10.1349 }
              }
              energy_added: 38.25 charging_type: 'AC' is_public_charger: false
              start_state_of_charge_percent: 22 end_state_of_charge_percent: 70
            }
          })"},
      {"charge-chargerphases", "count { value: 3 unit_text: 'count' }"},
      {"charge-chargetimers",
       R"(charge_timers {
            timers {
              scope: CHARGE_SCOPE_GLOBAL scope_text: 'GLOBAL'
              windows {
                start_time { hours: 22 minutes: 30 } stop_time { hours: 5 minutes: 45 }
                days: [DAY_OF_WEEK_MONDAY, DAY_OF_WEEK_FRIDAY] days_text: ['MONDAY', 'FRIDAY']
              }
              departure_timers {
                days: DAY_OF_WEEK_SATURDAY days_text: 'SATURDAY'
                departure_time { hours: 9 minutes: 10 }
              }
              is_oem_optimization_enabled: true
            }
            timers {
              scope: CHARGE_SCOPE_LOCATION scope_text: 'LOCATION'
              condition {
                name: 'Depot Nord' coordinates { latitude: 54.3213 longitude: 10.1349 }
              }
              windows {
                start_time { hours: 1 } stop_time { hours: 4 }
                days: [DAY_OF_WEEK_MONDAY, DAY_OF_WEEK_TUESDAY, DAY_OF_WEEK_WEDNESDAY,
                       DAY_OF_WEEK_THURSDAY, DAY_OF_WEEK_FRIDAY, DAY_OF_WEEK_SATURDAY,
                       DAY_OF_WEEK_SUNDAY]
                days_text: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY',
                            'SUNDAY']
              }
              schedule_type: CHARGE_SCHEDULE_TYPE_DAILY schedule_type_text: 'DAILY'
              schedule_id: 'sched_kiel1'
            }
          })"},
      {"charge-detailedchargingstatus",
       "charging_status { state: CHARGING_STATE_CHARGING state_text: 'CHARGING' }"},
      {"charge-timetocomplete", "quantity { value: 95 unit: UNIT_MINUTE }"},
      {"climate-externaltemperature",
       "quantity { value: -3.5 unit: UNIT_CELSIUS unit_text: 'celsius' }"},
      {"closure-doors",
       R"(doors {
            doors { row: 1 column: 1 is_open: false is_locked: true }
            doors { row: 0 column: 0 is_open: true is_locked: false }
            doors { row: 0 column: 1 is_open: false }
            doors { row: 1 column: 0 is_locked: true }
            row_count: 2 column_count: 2
          })"},
      {"closure-islocked", "flag { value: false }"},
      {"closure-sunroof", "closure {}"},
      {"closure-tailgate", "closure { is_open: false is_locked: true }"},
      {"closure-windows",
       R"(windows {
            windows { row: 0 column: 0 is_open: false }
            windows { row: 0 column: 1 is_open: true }
            windows { row: 1 column: 0 }
            row_count: 2 column_count: 2
          })"},
      {"connectivitysoftware-currentfirmwareversion", "text { value: 'R.24-17b' }"},
      {"diagnostics-abs", "diagnostic_status { state: DIAGNOSTIC_STATE_OK state_text: 'OK' }"},
      {"diagnostics-brakefluid",
       R"(diagnostic_status {
            state: DIAGNOSTIC_STATE_ALERT state_text: 'ALERT'
            description: 'Brake fluid below minimum'
          })"},
      {"diagnostics-dtclist",
       R"(dtc_list {
            codes { code: 'P0A80' recorded_time { seconds: 1777568709 } }
            codes { code: 'U0293' }
          })"},
      {"location-preciselocation",
       R"(precise_location {
            coordinates { latitude: 54.3213 longitude: 10.1349 }
            heading_degrees: 231.5
            direction: COMPASS_DIRECTION_SOUTH_WEST direction_text: 'SW'
            location_type: LOCATION_TYPE_LAST_PARKED location_type_text: 'LAST_PARKED'
          })"},
      {"lowvoltagebattery-status",
       "battery_health { level: BATTERY_HEALTH_LEVEL_WARN level_text: 'WARN' }"},
      {"motion-currentspeed",
       "quantity { value: 0 unit: UNIT_KILOMETER_PER_HOUR unit_text: 'kph' }"},
      {"service-records",
       R"(service_records {
            records {
              record_id: 'visit-3' cost { currency_code: 'EUR' amount: 412.5 }
              service_time { seconds: 1768204800 }
              tasks { item_id: 't1' description: 'Inspection' }
              details { item_id: 'd1' description: 'Wipers worn' }
              odometer: 35210
            }
          })"},
      {"tractionbattery-nominalcapacity",
       R"(nominal_capacity {
            capacity: 52
            source: CAPACITY_SOURCE_USER_SELECTED source_text: 'USER_SELECTED'
            available_capacities { capacity: 41 description: 'Z.E. 40' }
            available_capacities { capacity: 52 }
            unit: UNIT_KILOWATT_HOUR unit_text: 'kWh'
          })"},
      {"tractionbattery-range",
       R"(driving_range {
            value: 143.2 type: RANGE_TYPE_DEFAULT type_text: 'DEFAULT'
            additional_values { type: RANGE_TYPE_RATED type_text: 'RATED' value: 201 }
            additional_values {
              type: RANGE_TYPE_IDEAL_CONDITIONS type_text: 'IDEAL_CONDITIONS' value: 188.6
            }
            unit: UNIT_KILOMETER unit_text: 'km'
          })"},
      {"transmission-drivemode", "drive_mode { canonical: 'ECO' oem_display_name: 'Eco Leaf' }"},
      {"transmission-gearstate", "gear_state { gear: GEAR_PARK gear_text: 'PARK' }"},
      {"vehicleidentification-nickname", "text { value: 'M\303\266we 4' }"},
      {"vehicleidentification-packages", "text_list { values: ['Winter', 'Tow bar'] }"},
      {"wheel-tires",
       R"(tires {
            tires { row: 1 column: 0 pressure: 2.3 }
            tires { row: 0 column: 0 pressure: 2.5 }
            tires { row: 0 column: 1 pressure: 2.45 }
            tires { row: 1 column: 1 pressure: 2.35 }
            row_count: 2 column_count: 2 unit: UNIT_BAR unit_text: 'bar'
          })"},
  };
  for (const auto& [code, text] : bodies) {
    SCOPED_TRACE(code);
    EXPECT_THAT(Body(list, code), IsMessage(text));
  }
}

TEST_F(SignalsTest, ValueThatNeverChangesHasNoTimeOfTheCarMaker) {
  const v1::Signal vin = Find(List(kCar), "vehicleidentification-vin");
  EXPECT_FALSE(vin.has_oem_updated_time());
  EXPECT_FALSE(vin.has_retrieved_time());
  EXPECT_TRUE(vin.has_ingested_time());
}

TEST_F(SignalsTest, OneSignalIsReadInTheUnitsAskedFor) {
  auto request = About<v1::GetSignalRequest>(kCar);
  request.set_signal_code("tractionbattery-stateofcharge");
  const auto metric = Call(vehicles(), &Vehicles::GetSignal, request);
  ASSERT_THAT(metric.error, Succeeds());
  EXPECT_THAT(metric.response.signal(),
              IsMessage(R"(code: 'tractionbattery-stateofcharge' name: 'StateOfCharge'
                           group: 'TractionBattery' status: SIGNAL_STATUS_SUCCESS
                           status_text: 'SUCCESS'
                           oem_updated_time { seconds: 1777874700 }
                           retrieved_time { seconds: 1777874828 nanos: 100000000 }
                           ingested_time { seconds: 1777874829 nanos: 250000000 }
                           quantity { value: 51 unit: UNIT_PERCENT unit_text: 'percent' })"));
  EXPECT_EQ(metric.response.vehicle().model(), "Zoe");
  const std::string signals = std::string("/v3/vehicles/") + kCar + "/signals/";
  EXPECT_EQ(Sent(metric.response, "GET", signals + "tractionbattery-stateofcharge").at("user"),
            kUser);

  request.set_signal_code("odometer-traveleddistance");
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  const auto imperial = Call(vehicles(), &Vehicles::GetSignal, request);
  ASSERT_THAT(imperial.error, Succeeds());
  EXPECT_THAT(imperial.response.signal().quantity(),
              IsMessage("value: 25452.4 unit: UNIT_MILE unit_text: 'miles'"));
  EXPECT_EQ(Sent(imperial.response, "GET", signals + "odometer-traveleddistance").at("unit_system"),
            "imperial");
}

TEST_F(SignalsTest, ErrorsComeInThreeFormsAndUnknownWordsStay) {
  const auto list = List(kUnwellCar);
  ASSERT_THAT(list.signals(), SizeIs(12));
  EXPECT_EQ(list.vehicle().make(), "VOLVO");
  EXPECT_EQ(list.vehicle().powertrain_type(), v1::POWERTRAIN_TYPE_UNSPECIFIED);

  const v1::Signal incapable = Find(list, "closure-sunroof");
  EXPECT_EQ(incapable.body_case(), v1::Signal::BODY_NOT_SET);
  EXPECT_THAT(incapable.error(), IsMessage(R"(type: 'COMPATIBILITY' code: 'VEHICLE_NOT_CAPABLE'
                           title: 'Vehicle Not Capable' detail: 'This roof is made of steel.'
                           resolution_type: 'UNKNOWN_RESOLUTION_TYPE')"));
  const v1::Signal without_value = Find(list, "charge-chargerate");
  EXPECT_EQ(without_value.error().code(), "NOT_CHARGING");
  EXPECT_THAT(without_value.quantity(),
              IsMessage("unit: UNIT_KILOMETER_PER_HOUR unit_text: 'km/h'"));
  const v1::Signal stale = Find(list, "odometer-traveleddistance");
  EXPECT_EQ(stale.status(), v1::SIGNAL_STATUS_ERROR);
  EXPECT_EQ(stale.quantity().value(), 128304);
  EXPECT_EQ(stale.oem_updated_time().seconds(), 1785560280);
  EXPECT_EQ(stale.error().resolution_type(), "RETRY_LATER");

  const v1::Signal forbidden = Find(list, "closure-islocked");
  EXPECT_EQ(forbidden.error().type(), "PERMISSION");
  EXPECT_EQ(forbidden.error().code(), "UNKNOWN");
  EXPECT_EQ(Find(list, "internalcombustionengine-fuellevel").status(),
            v1::SIGNAL_STATUS_UNAVAILABLE);

  EXPECT_THAT(Body(list, "charge-chargelimits"),
              IsMessage("charge_limits { active_limit: 80 unit: UNIT_PERCENT "
                        "unit_text: 'percent' }"));
  EXPECT_THAT(Body(list, "closure-reartrunk"), IsMessage("closure { is_open: false }"));
  EXPECT_THAT(Body(list, "motion-currentspeed"),
              IsMessage("quantity { value: 3 unit_text: 'knots' }"));
  EXPECT_THAT(Body(list, "tractionbattery-stateofcharge"),
              IsMessage(R"(quantity { value: 33 unit: UNIT_PERCENT unit_text: 'percent' }
                           unrecognized_fields {
                             fields { key: 'chemistry' value { string_value: 'LFP' } }
                           })"));
  EXPECT_THAT(Body(list, "transmission-gearstate"), IsMessage("gear_state { gear_text: 'CRAWL' }"));
  EXPECT_EQ(Find(list, "transmission-gearstate").status_text(), "RESTING");
  const v1::Signal unheard_of = Find(list, "tractionbattery-estimatedrange");
  ASSERT_TRUE(unheard_of.has_unknown_body());
  EXPECT_EQ(unheard_of.unknown_body().fields().at("value").number_value(), 211);
  EXPECT_TRUE(unheard_of.unknown_body().fields().at("confidence").has_struct_value());
}

TEST_F(SignalsTest, NothingStoredIsAnEmptyListAndNoSignal) {
  const auto list = List(kEmptyCar);
  EXPECT_THAT(list.signals(), IsEmpty());
  EXPECT_EQ(list.vehicle().make(), "POLESTAR");
  auto request = About<v1::GetSignalRequest>(kEmptyCar);
  request.set_signal_code("tractionbattery-range");
  const RichError error = Call(vehicles(), &Vehicles::GetSignal, request).error;
  EXPECT_THAT(error, FailsWith(grpc::NOT_FOUND, "SIGNAL_NOT_FOUND"));
  EXPECT_THAT(error, HasMetadata("upstream_code", "SIGNAL_NOT_FOUND"));
}

TEST_F(SignalsTest, ABatchAnswersForEveryCarByItself) {
  v1::BatchGetSignalsRequest request;
  for (const char* vehicle_id : {kCar, "not-yours", kEmptyCar, kUnwellCar, kCarOf2025}) {
    auto* vehicle = request.add_vehicles();
    vehicle->set_vehicle_id(vehicle_id);
    vehicle->set_user_id(kUser);
  }
  request.add_signal_codes("closure-islocked");
  request.add_signal_codes("tractionbattery-stateofcharge");
  grpc::ClientContext context;
  Prepare({}, &context);
  const auto reader = vehicles().BatchGetSignals(&context, request);
  std::map<int, v1::BatchGetSignalsResponse> answers;
  v1::BatchGetSignalsResponse answer;
  while (reader->Read(&answer)) answers[answer.index()] = answer;
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  ASSERT_THAT(answers, SizeIs(5));
  EXPECT_THAT(answers[0].result().signals(), SizeIs(2));
  EXPECT_EQ(answers[1].status().code(), grpc::NOT_FOUND);
  EXPECT_THAT(answers[2].result().missing_signal_codes(), SizeIs(2));
  EXPECT_EQ(answers[3].result().signals(0).status(), v1::SIGNAL_STATUS_ERROR);
  ASSERT_THAT(answers[4].result().signals(), SizeIs(1));
  EXPECT_EQ(answers[4].result().signals(0).quantity().value(), 48);
  const Json sent =
      Sent(answers[0].result(), "GET", std::string("/v3/vehicles/") + kCar + "/signals");
  EXPECT_EQ(sent.at("user"), kUser);
}

}  // namespace
}  // namespace smartcar_gateway
