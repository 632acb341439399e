// Charge schedules: kept per car and mirrored in the signal charge-chargetimers.
#include "tools/simulator/model/schedules.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/model/commands.h"

namespace smartcar_simulator {
namespace {

const std::vector<std::string>& Weekdays() {
  static const auto& days =
      *new std::vector<std::string>{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"};
  return days;
}

const std::vector<std::string>& WeekendDays() {
  static const auto& days = *new std::vector<std::string>{"SATURDAY", "SUNDAY"};
  return days;
}

// "HH:MM" as given becomes "HH:MM:SS" as read.
Json Window(const Json& window, const std::vector<std::string>& days) {
  return {{"start", absl::StrCat(window["startTime"].get<std::string>(), ":00")},
          {"end", absl::StrCat(window["stopTime"].get<std::string>(), ":00")},
          {"days", days}};
}

Json Windows(const std::string& type, const Json& parameters) {
  Json windows = Json::array();
  if (type == "daily") {
    std::vector<std::string> days = Weekdays();
    days.insert(days.end(), WeekendDays().begin(), WeekendDays().end());
    windows.push_back(Window(parameters, days));
  } else if (type == "weekly") {
    for (const auto& [day, window] : parameters["days"].items()) {
      windows.push_back(Window(window, {absl::AsciiStrToUpper(day)}));
    }
  } else {
    windows.push_back(Window(parameters["weekdays"], Weekdays()));
    windows.push_back(Window(parameters["weekends"], WeekendDays()));
  }
  return windows;
}

Json Timer(const std::string& type, const std::string& id, const Json& parameters) {
  const Json& location = parameters["location"];
  return {{"type", "LOCATION"},
          {"condition",
           {{"name", nullptr},
            {"address", nullptr},
            {"latitude", location["latitude"]},
            {"longitude", location["longitude"]},
            {"connectorType", nullptr}}},
          {"schedules", Windows(type, parameters)},
          {"departureTimers", Json::array()},
          {"isOEMOptimizationEnabled", false},
          {"scheduleType", absl::AsciiStrToUpper(type)},
          {"scheduleId", id}};
}

void Publish(const Vehicle& vehicle, CarWriter& writer) {
  Json values = vehicle.base_timers;
  for (const ChargeSchedule& schedule : vehicle.schedules) values.push_back(schedule.timer);
  writer.Set("charge-chargetimers", Json{{"values", std::move(values)}});
}

}  // namespace

std::optional<TaxonomyError> CreateSchedule(const std::string& type, const std::string& id,
                                            const Json& parameters, Vehicle& vehicle,
                                            CarWriter& writer) {
  const std::string command = absl::StrCat("charge-schedule-", type);
  if (std::optional<TaxonomyError> refusal = CheckWilling(command, vehicle)) {
    ++vehicle.refused_commands;
    return refusal;
  }
  vehicle.schedules.push_back({id, type, Timer(type, id, parameters)});
  ++vehicle.command_counts[command];
  Publish(vehicle, writer);
  return std::nullopt;
}

std::optional<TaxonomyError> DeleteSchedule(const std::string& id, Vehicle& vehicle,
                                            CarWriter& writer, std::optional<std::string>* type) {
  const auto it = std::find_if(vehicle.schedules.begin(), vehicle.schedules.end(),
                               [&](const ChargeSchedule& schedule) { return schedule.id == id; });
  if (it == vehicle.schedules.end()) {
    type->reset();
    return std::nullopt;
  }
  *type = it->type;
  if (vehicle.command_error) {
    ++vehicle.refused_commands;
    return vehicle.command_error;
  }
  vehicle.schedules.erase(it);
  ++vehicle.command_counts["charge-schedule-delete"];
  Publish(vehicle, writer);
  return std::nullopt;
}

}  // namespace smartcar_simulator
