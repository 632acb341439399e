// The bodies that are one value or one verdict.
#include "server/smartcar/decode/vehicle_bodies.h"

namespace smartcar_gateway {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the bodies

namespace {

constexpr json::Word<DiagnosticState> kDiagnosticStates[] = {
    {"OK", DIAGNOSTIC_STATE_OK},
    {"ALERT", DIAGNOSTIC_STATE_ALERT},
};

constexpr json::Word<BatteryHealthLevel> kHealthLevels[] = {
    {"GOOD", BATTERY_HEALTH_LEVEL_GOOD},
    {"WARN", BATTERY_HEALTH_LEVEL_WARN},
    {"BAD", BATTERY_HEALTH_LEVEL_BAD},
};

constexpr json::Word<Gear> kGears[] = {
    {"PARK", GEAR_PARK},
    {"DRIVE", GEAR_DRIVE},
    {"REVERSE", GEAR_REVERSE},
    {"NEUTRAL", GEAR_NEUTRAL},
};

constexpr json::Word<CompassDirection> kDirections[] = {
    {"N", COMPASS_DIRECTION_NORTH}, {"NE", COMPASS_DIRECTION_NORTH_EAST},
    {"E", COMPASS_DIRECTION_EAST},  {"SE", COMPASS_DIRECTION_SOUTH_EAST},
    {"S", COMPASS_DIRECTION_SOUTH}, {"SW", COMPASS_DIRECTION_SOUTH_WEST},
    {"W", COMPASS_DIRECTION_WEST},  {"NW", COMPASS_DIRECTION_NORTH_WEST},
};

constexpr json::Word<LocationType> kLocationTypes[] = {
    {"CURRENT", LOCATION_TYPE_CURRENT},
    {"LAST_PARKED", LOCATION_TYPE_LAST_PARKED},
};

}  // namespace

bool TakeMember(std::string_view name, const json::Element& value, Quantity* quantity) {
  if (name == "value") {
    return json::ReadNumber(value, [&](double number) { quantity->set_value(number); });
  }
  return name == "unit" && json::ReadUnit(value, quantity);
}

bool TakeMember(std::string_view name, const json::Element& value, Count* count) {
  if (name == "value") {
    return json::ReadInteger(value, [&](int64_t number) { count->set_value(number); });
  }
  return name == "unit" &&
         json::ReadText(value, [&](std::string unit) { count->set_unit_text(std::move(unit)); });
}

bool TakeMember(std::string_view name, const json::Element& value, Flag* flag) {
  return name == "value" && json::ReadBool(value, [&](bool yes) { flag->set_value(yes); });
}

bool TakeMember(std::string_view name, const json::Element& value, Text* text) {
  return name == "value" &&
         json::ReadText(value, [&](std::string words) { text->set_value(std::move(words)); });
}

bool TakeMember(std::string_view name, const json::Element& value, TextList* list) {
  return name == "values" && json::ReadTexts(value, [&](std::string_view text) {
           list->add_values(std::string(text));
         });
}

bool TakeMember(std::string_view name, const json::Element& value, DiagnosticStatus* status) {
  if (name == "status") {
    return json::ReadWord(value, kDiagnosticStates, [&](DiagnosticState state, std::string word) {
      status->set_state(state);
      status->set_state_text(std::move(word));
    });
  }
  return name == "description" &&
         json::ReadText(value, [&](std::string text) { status->set_description(std::move(text)); });
}

bool TakeMember(std::string_view name, const json::Element& value, BatteryHealth* health) {
  return name == "value" &&
         json::ReadWord(value, kHealthLevels, [&](BatteryHealthLevel level, std::string word) {
           health->set_level(level);
           health->set_level_text(std::move(word));
         });
}

bool TakeMember(std::string_view name, const json::Element& value, GearState* state) {
  return name == "value" && json::ReadWord(value, kGears, [&](Gear gear, std::string word) {
           state->set_gear(gear);
           state->set_gear_text(std::move(word));
         });
}

bool TakeMember(std::string_view name, const json::Element& value, DriveMode* mode) {
  if (name == "canonical") {
    return json::ReadText(value, [&](std::string text) { mode->set_canonical(std::move(text)); });
  }
  return name == "oemDisplayName" && json::ReadText(value, [&](std::string text) {
           mode->set_oem_display_name(std::move(text));
         });
}

bool TakeMember(std::string_view name, const json::Element& value, Closure* closure) {
  if (name == "isOpen") {
    return json::ReadBool(value, [&](bool yes) { closure->set_is_open(yes); });
  }
  return name == "isLocked" &&
         json::ReadBool(value, [&](bool yes) { closure->set_is_locked(yes); });
}

bool TakeMember(std::string_view name, const json::Element& value, PreciseLocation* location) {
  if (name == "latitude") {
    return json::ReadNumber(
        value, [&](double degrees) { location->mutable_coordinates()->set_latitude(degrees); });
  }
  if (name == "longitude") {
    return json::ReadNumber(
        value, [&](double degrees) { location->mutable_coordinates()->set_longitude(degrees); });
  }
  if (name == "heading") {
    return json::ReadNumber(value, [&](double degrees) { location->set_heading_degrees(degrees); });
  }
  if (name == "direction") {
    return json::ReadWord(value, kDirections, [&](CompassDirection direction, std::string word) {
      location->set_direction(direction);
      location->set_direction_text(std::move(word));
    });
  }
  return name == "locationType" &&
         json::ReadWord(value, kLocationTypes, [&](LocationType type, std::string word) {
           location->set_location_type(type);
           location->set_location_type_text(std::move(word));
         });
}

}  // namespace smartcar_gateway
