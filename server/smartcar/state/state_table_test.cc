// Tests of the table itself: nothing is missing from it, and each row does what it says.
#include "server/smartcar/state/state_table.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/signal_catalogue.h"
#include "server/smartcar/decode/signal_samples.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the table

// Signals that the state deliberately does not have; ListSignals has them. Diagnostics are left out
// as a group: they are for a workshop, not for a service that asks how the vehicle is.
const char* const kLeftOut[] = {
    // Details of the charger and of charging that few ask for.
    "charge-amperagemax",
    "charge-amperagerequested",
    "charge-chargeportstatuscolor",
    "charge-chargerphases",
    "charge-chargingconnectortype",
    "charge-fastchargertype",
    "charge-ischargingcablelatched",
    "tractionbattery-maxrangechargecounter",
    // Lists: history and plans, not state.
    "charge-chargerecords",
    "charge-chargetimers",
    "service-records",
    "vehicleidentification-packages",
    // Comfort.
    "hvac-isfrontdefrosteractive",
    "hvac-isreardefrosteractive",
    "hvac-issteeringheateractive",
    "transmission-drivemode",
    // What the car maker or the owner's account is like rather than the vehicle.
    "connectivitystatus-isdigitalkeypaired",
    "surveillance-brand",
    "vehicleuseraccount-permissions",
    "vehicleuseraccount-role",
    "wheel-style",
};

Signal SampleSignal(absl::string_view code, SignalStatus status = SIGNAL_STATUS_SUCCESS) {
  Signal signal = FromText<Signal>(SampleOf(*FindSignalDefinition(code)).ga_text);
  signal.set_code(std::string(code));
  signal.set_status(status);
  return signal;
}

// The names of what is set.
std::vector<std::string> SetFields(const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> names;
  for (const auto* field : fields) names.push_back(field->name());
  return names;
}

const google::protobuf::Message& Reading(const VehicleState& state, absl::string_view name) {
  return state.GetReflection()->GetMessage(
      state, VehicleState::descriptor()->FindFieldByName(std::string(name)));
}

const ReadingInfo& InfoOf(const google::protobuf::Message& reading) {
  return dynamic_cast<const ReadingInfo&>(reading.GetReflection()->GetMessage(
      reading, reading.GetDescriptor()->FindFieldByName("info")));
}

TEST(StateTableTest, HasEveryFieldOfVehicleStateInOrder) {
  const google::protobuf::Descriptor* const state = VehicleState::descriptor();
  ASSERT_EQ(StateTable().size(), static_cast<size_t>(state->field_count()));
  for (int i = 0; i < state->field_count(); ++i) {
    EXPECT_EQ(StateTable()[i].name, state->field(i)->name());
  }
}

TEST(StateTableTest, EverySignalIsUsedOnceOrLeftOutDeliberately) {
  std::map<std::string, int> places;
  for (const StateField& field : StateTable()) ++places[std::string(field.code)];
  for (const char* code : kLeftOut) ++places[code];
  for (const SignalDefinition& signal : SignalCatalogue()) {
    if (signal.group == "Diagnostics") ++places[std::string(signal.code)];
    EXPECT_EQ(places[std::string(signal.code)], 1) << signal.code;
  }
  EXPECT_EQ(places.size(), SignalCatalogue().size());
}

TEST(StateTableTest, EachRowSetsItsOwnFieldWithAValue) {
  for (const StateField& field : StateTable()) {
    VehicleState state;
    field.read(SampleSignal(field.code), field.unit, &state);
    ASSERT_EQ(SetFields(state), std::vector<std::string>{std::string(field.name)});
    const google::protobuf::Message& reading = Reading(state, field.name);
    EXPECT_GT(SetFields(reading).size(), 1u) << field.name << ": " << reading.DebugString();
    EXPECT_EQ(InfoOf(reading).signal_code(), field.code);
    EXPECT_FALSE(InfoOf(reading).is_stale()) << field.name;
    EXPECT_EQ(InfoOf(reading).unconverted_unit_text(), "") << field.name;
  }
}

TEST(StateTableTest, TheUnitOfARowIsTheEndOfItsName) {
  const std::map<Unit, std::string> endings = {
      {UNIT_PERCENT, "_percent"},   {UNIT_KILOMETER, "_km"}, {UNIT_KILOMETER_PER_HOUR, "_kph"},
      {UNIT_KILOWATT_HOUR, "_kwh"}, {UNIT_KILOWATT, "_kw"},  {UNIT_AMPERE, "_amperes"},
      {UNIT_VOLT, "_volts"},        {UNIT_LITER, "_liters"}, {UNIT_CELSIUS, "_celsius"},
  };
  for (const StateField& field : StateTable()) {
    const auto ending = endings.find(field.unit);
    if (ending != endings.end()) {
      EXPECT_TRUE(absl::EndsWith(field.name, ending->second)) << field.name;
    } else {
      const bool is_unitless = field.unit == UNIT_UNSPECIFIED;
      EXPECT_TRUE(is_unitless || field.name == "charge_time_remaining" || field.name == "tires")
          << field.name;
      for (const auto& known : endings) {
        EXPECT_FALSE(absl::EndsWith(field.name, known.second)) << field.name;
      }
    }
  }
}

TEST(StateTableTest, ValueBesideAnyOtherStatusIsStale) {
  for (const StateField& field : StateTable()) {
    for (const SignalStatus status :
         {SIGNAL_STATUS_ERROR, SIGNAL_STATUS_UNAVAILABLE, SIGNAL_STATUS_UNSPECIFIED}) {
      VehicleState state;
      field.read(SampleSignal(field.code, status), field.unit, &state);
      const ReadingInfo& info = InfoOf(Reading(state, field.name));
      EXPECT_TRUE(info.is_stale()) << field.name;
      EXPECT_EQ(info.status(), status);
    }
  }
}

TEST(StateTableTest, NullAndNoBodyAndAnotherBodyGiveNoValue) {
  for (const StateField& field : StateTable()) {
    const SignalSample sample = SampleOf(*FindSignalDefinition(field.code));
    for (const std::string& text : {sample.null_text, std::string(), std::string("unknown_body {}"),
                                    std::string("drive_mode { canonical: \"SPORT\" }")}) {
      Signal signal = FromText<Signal>(text);
      signal.set_code(std::string(field.code));
      VehicleState state;
      field.read(signal, field.unit, &state);
      const google::protobuf::Message& reading = Reading(state, field.name);
      EXPECT_EQ(SetFields(reading), std::vector<std::string>{"info"})
          << field.name << ": " << reading.DebugString();
      EXPECT_FALSE(InfoOf(reading).is_stale()) << field.name;
    }
  }
}

}  // namespace
}  // namespace smartcar_gateway
