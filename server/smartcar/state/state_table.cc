// The table of the fields of VehicleState.
#include "server/smartcar/state/state_table.h"

#include "server/smartcar/state/readings.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of one table

// Reads into the field that `kMutable`, a member of VehicleState, gives access to.
template <auto kMutable>
void Into(const Signal& signal, Unit unit, VehicleState* state) {
  ReadSignal(signal, unit, (state->*kMutable)());
}

constexpr StateField kFields[] = {
    {"charge_percent", "tractionbattery-stateofcharge", Into<&VehicleState::mutable_charge_percent>,
     UNIT_PERCENT},
    {"range_km", "tractionbattery-range", Into<&VehicleState::mutable_range_km>, UNIT_KILOMETER},
    {"battery_capacity_kwh", "tractionbattery-nominalcapacity",
     Into<&VehicleState::mutable_battery_capacity_kwh>, UNIT_KILOWATT_HOUR},
    {"is_charging", "charge-ischarging", Into<&VehicleState::mutable_is_charging>},
    {"charging_state", "charge-detailedchargingstatus",
     Into<&VehicleState::mutable_charging_state>},
    {"is_plugged_in", "charge-ischargingcableconnected",
     Into<&VehicleState::mutable_is_plugged_in>},
    {"charge_limit_percent", "charge-chargelimits",
     Into<&VehicleState::mutable_charge_limit_percent>, UNIT_PERCENT},
    {"charge_time_remaining", "charge-timetocomplete",
     Into<&VehicleState::mutable_charge_time_remaining>, UNIT_SECOND},
    {"charging_power_kw", "charge-wattage", Into<&VehicleState::mutable_charging_power_kw>,
     UNIT_KILOWATT},
    {"energy_added_kwh", "charge-energyadded", Into<&VehicleState::mutable_energy_added_kwh>,
     UNIT_KILOWATT_HOUR},
    {"charge_rate_kph", "charge-chargerate", Into<&VehicleState::mutable_charge_rate_kph>,
     UNIT_KILOMETER_PER_HOUR},
    {"charging_current_amperes", "charge-amperage",
     Into<&VehicleState::mutable_charging_current_amperes>, UNIT_AMPERE},
    {"charging_voltage_volts", "charge-voltage",
     Into<&VehicleState::mutable_charging_voltage_volts>, UNIT_VOLT},
    {"is_charge_port_open", "charge-ischargingportflapopen",
     Into<&VehicleState::mutable_is_charge_port_open>},
    {"is_fast_charger_connected", "charge-isfastchargerpresent",
     Into<&VehicleState::mutable_is_fast_charger_connected>},
    {"is_battery_heater_on", "tractionbattery-isheateractive",
     Into<&VehicleState::mutable_is_battery_heater_on>},
    {"odometer_km", "odometer-traveleddistance", Into<&VehicleState::mutable_odometer_km>,
     UNIT_KILOMETER},
    {"location", "location-preciselocation", Into<&VehicleState::mutable_location>},
    {"is_at_home", "location-isathome", Into<&VehicleState::mutable_is_at_home>},
    {"speed_kph", "motion-currentspeed", Into<&VehicleState::mutable_speed_kph>,
     UNIT_KILOMETER_PER_HOUR},
    {"gear", "transmission-gearstate", Into<&VehicleState::mutable_gear>},
    {"is_locked", "closure-islocked", Into<&VehicleState::mutable_is_locked>},
    {"doors", "closure-doors", Into<&VehicleState::mutable_doors>},
    {"windows", "closure-windows", Into<&VehicleState::mutable_windows>},
    {"sunroof", "closure-sunroof", Into<&VehicleState::mutable_sunroof>},
    {"front_trunk", "closure-fronttrunk", Into<&VehicleState::mutable_front_trunk>},
    {"rear_trunk", "closure-reartrunk", Into<&VehicleState::mutable_rear_trunk>},
    {"tailgate", "closure-tailgate", Into<&VehicleState::mutable_tailgate>},
    {"engine_cover", "closure-enginecover", Into<&VehicleState::mutable_engine_cover>},
    {"is_surveillance_on", "surveillance-isenabled",
     Into<&VehicleState::mutable_is_surveillance_on>},
    {"fuel_percent", "internalcombustionengine-fuellevel",
     Into<&VehicleState::mutable_fuel_percent>, UNIT_PERCENT},
    {"fuel_liters", "internalcombustionengine-amountremaining",
     Into<&VehicleState::mutable_fuel_liters>, UNIT_LITER},
    {"fuel_range_km", "internalcombustionengine-range", Into<&VehicleState::mutable_fuel_range_km>,
     UNIT_KILOMETER},
    {"oil_life_percent", "internalcombustionengine-oillife",
     Into<&VehicleState::mutable_oil_life_percent>, UNIT_PERCENT},
    {"tires", "wheel-tires", Into<&VehicleState::mutable_tires>, UNIT_KILOPASCAL},
    {"low_voltage_battery_percent", "lowvoltagebattery-stateofcharge",
     Into<&VehicleState::mutable_low_voltage_battery_percent>, UNIT_PERCENT},
    {"low_voltage_battery_health", "lowvoltagebattery-status",
     Into<&VehicleState::mutable_low_voltage_battery_health>},
    {"inside_temperature_celsius", "climate-internaltemperature",
     Into<&VehicleState::mutable_inside_temperature_celsius>, UNIT_CELSIUS},
    {"outside_temperature_celsius", "climate-externaltemperature",
     Into<&VehicleState::mutable_outside_temperature_celsius>, UNIT_CELSIUS},
    {"cabin_target_temperature_celsius", "hvac-cabintargettemperature",
     Into<&VehicleState::mutable_cabin_target_temperature_celsius>, UNIT_CELSIUS},
    {"is_hvac_on", "hvac-iscabinhvacactive", Into<&VehicleState::mutable_is_hvac_on>},
    {"is_online", "connectivitystatus-isonline", Into<&VehicleState::mutable_is_online>},
    {"is_asleep", "connectivitystatus-isasleep", Into<&VehicleState::mutable_is_asleep>},
    {"is_in_service", "service-isinservice", Into<&VehicleState::mutable_is_in_service>},
    {"vin", "vehicleidentification-vin", Into<&VehicleState::mutable_vin>},
    {"firmware_version", "connectivitysoftware-currentfirmwareversion",
     Into<&VehicleState::mutable_firmware_version>},
    {"nickname", "vehicleidentification-nickname", Into<&VehicleState::mutable_nickname>},
    {"color", "vehicleidentification-exteriorcolor", Into<&VehicleState::mutable_color>},
    {"trim", "vehicleidentification-trim", Into<&VehicleState::mutable_trim>},
};

}  // namespace

absl::Span<const StateField> StateTable() { return kFields; }

}  // namespace smartcar_gateway
