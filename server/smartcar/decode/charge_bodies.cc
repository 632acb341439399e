// How the bodies that only signals of group Charge have take the members of Smartcar's object.
#include "server/smartcar/decode/charge_bodies.h"

#include "absl/strings/numbers.h"
#include "server/smartcar/decode/schedule_words.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the charge bodies

constexpr json::Word<ChargeScope> kScopes[] = {
    {"GLOBAL", CHARGE_SCOPE_GLOBAL},
    {"LOCATION", CHARGE_SCOPE_LOCATION},
    {"CHARGING_TYPE", CHARGE_SCOPE_CHARGING_TYPE},
    {"CONNECTOR", CHARGE_SCOPE_CHARGING_TYPE},
};

constexpr json::Word<DayOfWeek> kDays[] = {
    {"MONDAY", DAY_OF_WEEK_MONDAY},       {"TUESDAY", DAY_OF_WEEK_TUESDAY},
    {"WEDNESDAY", DAY_OF_WEEK_WEDNESDAY}, {"THURSDAY", DAY_OF_WEEK_THURSDAY},
    {"FRIDAY", DAY_OF_WEEK_FRIDAY},       {"SATURDAY", DAY_OF_WEEK_SATURDAY},
    {"SUNDAY", DAY_OF_WEEK_SUNDAY},
};

constexpr json::Word<ChargingState> kChargingStates[] = {
    {"CHARGING", CHARGING_STATE_CHARGING},
    {"NOT_CHARGING", CHARGING_STATE_NOT_CHARGING},
    {"FULLY_CHARGED", CHARGING_STATE_FULLY_CHARGED},
};

// Two digits of a clock time; -1 if `text` does not have them at `at` or they exceed `limit`.
int ClockNumber(std::string_view text, size_t at, int limit) {
  int number = -1;
  const std::string_view digits = text.substr(at, 2);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return -1;
  if (!absl::SimpleAtoi(json::View(digits), &number) || number > limit) return -1;
  return number;
}

// "HH:MM" or "HH:MM:SS".
template <typename MutableField>
bool ReadTimeOfDay(const json::Element& value, MutableField mutable_field) {
  const auto text = json::AsText(value);
  if (!text.has_value()) return value.is_null();
  const bool has_seconds = text->size() == 8 && (*text)[5] == ':';
  if ((text->size() != 5 && !has_seconds) || (*text)[2] != ':') return false;
  const int hours = ClockNumber(*text, 0, 23);
  const int minutes = ClockNumber(*text, 3, 59);
  const int seconds = has_seconds ? ClockNumber(*text, 6, 59) : 0;
  if (hours < 0 || minutes < 0 || seconds < 0) return false;
  TimeOfDay* const time = mutable_field();
  time->set_hours(hours);
  time->set_minutes(minutes);
  time->set_seconds(seconds);
  return true;
}

// The days of a message with the fields `days` and `days_text`.
template <typename Message>
bool ReadDays(const json::Element& value, Message* message) {
  return json::ReadTexts(value, [&](std::string_view word) {
    message->add_days(json::EnumFromWord(kDays, word));
    message->add_days_text(std::string(word));
  });
}

template <typename Message>
bool ReadScope(const json::Element& value, Message* message) {
  return json::ReadWord(value, kScopes, [&](ChargeScope scope, std::string word) {
    message->set_scope(scope);
    message->set_scope_text(std::move(word));
  });
}

// The members that everything with a place has.
template <typename Message>
bool TakePlaceMember(std::string_view name, const json::Element& value, Message* place) {
  if (name == "name") {
    return json::ReadText(value, [&](std::string text) { place->set_name(std::move(text)); });
  }
  if (name == "address") {
    return json::ReadText(value, [&](std::string text) { place->set_address(std::move(text)); });
  }
  if (name == "latitude") {
    return json::ReadNumber(
        value, [&](double degrees) { place->mutable_coordinates()->set_latitude(degrees); });
  }
  if (name == "longitude") {
    return json::ReadNumber(
        value, [&](double degrees) { place->mutable_coordinates()->set_longitude(degrees); });
  }
  return false;
}

bool TakePlace(std::string_view name, const json::Element& value, ChargePlace* place) {
  return TakePlaceMember(name, value, place);
}

bool TakeCondition(std::string_view name, const json::Element& value, ChargeCondition* condition) {
  if (name == "connectorType") {
    return json::ReadText(
        value, [&](std::string text) { condition->set_connector_type(std::move(text)); });
  }
  return TakePlaceMember(name, value, condition);
}

bool TakeLimit(std::string_view name, const json::Element& value, ChargeLimit* limit) {
  if (name == "type") return ReadScope(value, limit);
  if (name == "limit") {
    return json::ReadNumber(value, [&](double number) { limit->set_limit(number); });
  }
  if (name == "condition") {
    return json::ReadMessage<ChargeCondition>(value, TakeCondition,
                                              [&] { return limit->mutable_condition(); });
  }
  return false;
}

bool TakeCost(std::string_view name, const json::Element& value, ChargeCost* cost) {
  if (name == "currency") {
    return json::ReadText(value,
                          [&](std::string text) { cost->set_currency_code(std::move(text)); });
  }
  if (name == "energyAmount") {
    return json::ReadNumber(value, [&](double amount) { cost->set_energy_amount(amount); });
  }
  if (name == "otherAmount") {
    return json::ReadNumber(value, [&](double amount) { cost->set_other_amount(amount); });
  }
  return false;
}

bool TakeRecord(std::string_view name, const json::Element& value, ChargeRecord* record) {
  if (name == "id") {
    return json::ReadId(value, [&](std::string id) { record->set_record_id(std::move(id)); });
  }
  if (name == "cost") {
    return json::ReadMessage<ChargeCost>(value, TakeCost, [&] { return record->mutable_cost(); });
  }
  if (name == "startTime") {
    return json::ReadTime(value, [&] { return record->mutable_start_time(); });
  }
  if (name == "endTime") {
    return json::ReadTime(value, [&] { return record->mutable_end_time(); });
  }
  if (name == "location") {
    return json::ReadMessage<ChargePlace>(value, TakePlace,
                                          [&] { return record->mutable_location(); });
  }
  if (name == "energyAdded") {
    return json::ReadNumber(value, [&](double energy) { record->set_energy_added(energy); });
  }
  if (name == "chargingType" || name == "connectorType") {
    // Both names at once: the second stays as it came.
    if (record->has_charging_type()) return value.is_null();
    return json::ReadText(value,
                          [&](std::string text) { record->set_charging_type(std::move(text)); });
  }
  if (name == "isPublicCharger") {
    return json::ReadBool(value, [&](bool flag) { record->set_is_public_charger(flag); });
  }
  if (name == "startStateOfCharge") {
    return json::ReadNumber(
        value, [&](double percent) { record->set_start_state_of_charge_percent(percent); });
  }
  if (name == "endStateOfCharge") {
    return json::ReadNumber(
        value, [&](double percent) { record->set_end_state_of_charge_percent(percent); });
  }
  return false;
}

bool TakeWindow(std::string_view name, const json::Element& value, ChargeTimerWindow* window) {
  if (name == "start") return ReadTimeOfDay(value, [&] { return window->mutable_start_time(); });
  if (name == "end") return ReadTimeOfDay(value, [&] { return window->mutable_stop_time(); });
  if (name == "days") return ReadDays(value, window);
  return false;
}

bool TakeDeparture(std::string_view name, const json::Element& value, DepartureTimer* timer) {
  if (name == "time") return ReadTimeOfDay(value, [&] { return timer->mutable_departure_time(); });
  if (name == "days") return ReadDays(value, timer);
  return false;
}

bool TakeTimer(std::string_view name, const json::Element& value, ChargeTimer* timer) {
  if (name == "type") return ReadScope(value, timer);
  if (name == "condition") {
    return json::ReadMessage<ChargeCondition>(value, TakeCondition,
                                              [&] { return timer->mutable_condition(); });
  }
  if (name == "schedules") {
    return json::ReadMessages<ChargeTimerWindow>(value, TakeWindow, timer->mutable_windows());
  }
  if (name == "departureTimers") {
    return json::ReadMessages<DepartureTimer>(value, TakeDeparture,
                                              timer->mutable_departure_timers());
  }
  if (name == "isOEMOptimizationEnabled") {
    return json::ReadBool(value, [&](bool flag) { timer->set_is_oem_optimization_enabled(flag); });
  }
  if (name == "scheduleType") {
    return json::ReadWord(value, kScheduleTypes, [&](ChargeScheduleType type, std::string word) {
      timer->set_schedule_type(type);
      timer->set_schedule_type_text(std::move(word));
    });
  }
  if (name == "scheduleId") {
    return json::ReadId(value, [&](std::string id) { timer->set_schedule_id(std::move(id)); });
  }
  return false;
}

}  // namespace

bool TakeMember(std::string_view name, const json::Element& value, ChargeLimits* limits) {
  if (name == "values") {
    return json::ReadMessages<ChargeLimit>(value, TakeLimit, limits->mutable_limits());
  }
  if (name == "activeLimit") {
    return json::ReadNumber(value, [&](double limit) { limits->set_active_limit(limit); });
  }
  if (name == "unit") return json::ReadUnit(value, limits);
  return false;
}

bool TakeMember(std::string_view name, const json::Element& value, ChargeRecords* records) {
  return name == "values" &&
         json::ReadMessages<ChargeRecord>(value, TakeRecord, records->mutable_records());
}

bool TakeMember(std::string_view name, const json::Element& value, ChargeTimers* timers) {
  return name == "values" &&
         json::ReadMessages<ChargeTimer>(value, TakeTimer, timers->mutable_timers());
}

bool TakeMember(std::string_view name, const json::Element& value, ChargingStatus* status) {
  return name == "value" &&
         json::ReadWord(value, kChargingStates, [&](ChargingState state, std::string word) {
           status->set_state(state);
           status->set_state_text(std::move(word));
         });
}

}  // namespace smartcar_gateway
