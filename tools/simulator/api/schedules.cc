// Charge schedules. The inner shapes of weekly and workweek are not published; see README.md.
#include "tools/simulator/api/schedules.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/api/body.h"
#include "tools/simulator/api/execution.h"
#include "tools/simulator/api/vehicles.h"
#include "tools/simulator/model/schedules.h"

namespace smartcar_simulator {
namespace {

constexpr char kPermission[] = "control_charge";
constexpr char kExecutionType[] = "charge-schedule-execution";

bool IsTimeOfDay(const Json* time) {
  if (time == nullptr || !time->is_string()) return false;
  const std::string& text = time->get_ref<const std::string&>();
  if (text.size() != 5 || text[2] != ':') return false;
  for (const size_t i : {0, 1, 3, 4}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  return text.substr(0, 2) <= "23" && text.substr(3) <= "59";
}

// `allowed_others` members may be present besides the two times.
std::optional<ApiError> CheckWindow(const Json& window, size_t allowed_others) {
  if (!IsTimeOfDay(Find(window, "startTime")) || !IsTimeOfDay(Find(window, "stopTime"))) {
    return InvalidInput("startTime and stopTime must be given as HH:MM.");
  }
  if (window.size() != 2 + allowed_others) return InvalidInput("There is an unknown member.");
  return std::nullopt;
}

bool IsInCase(const std::string& day, WeekdayKeys keys) {
  switch (keys) {
    case WeekdayKeys::kLower:
      return day == absl::AsciiStrToLower(day);
    case WeekdayKeys::kUpper:
      return day == absl::AsciiStrToUpper(day);
    case WeekdayKeys::kAny:
      break;
  }
  return true;
}

std::optional<ApiError> CheckDays(const Json& days, WeekdayKeys keys) {
  static const auto& names = *new std::set<std::string>{
      "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
  if (!days.is_object() || days.empty()) {
    return InvalidInput("days must be an object with at least one weekday.");
  }
  for (const auto& [day, window] : days.items()) {
    if (names.count(absl::AsciiStrToUpper(day)) == 0 || !IsInCase(day, keys)) {
      return InvalidInput(absl::StrCat(day, " is not a weekday."));
    }
    if (std::optional<ApiError> error = CheckWindow(window, 0)) return error;
  }
  return std::nullopt;
}

std::optional<ApiError> CheckParameters(const std::string& type, const Json& parameters,
                                        WeekdayKeys keys) {
  const Json* location = Find(parameters, "location");
  if (location == nullptr) return InvalidInput("location is needed.");
  if (std::optional<ApiError> error = CheckLocation(*location)) return error;
  if (type == "daily") return CheckWindow(parameters, 1);
  if (type == "weekly") {
    const Json* days = Find(parameters, "days");
    if (days == nullptr || parameters.size() != 2) {
      return InvalidInput("location and days are needed, and nothing else.");
    }
    return CheckDays(*days, keys);
  }
  const Json* weekdays = Find(parameters, "weekdays");
  const Json* weekends = Find(parameters, "weekends");
  if (weekdays == nullptr || weekends == nullptr || parameters.size() != 3) {
    return InvalidInput("location, weekdays and weekends are needed, and nothing else.");
  }
  if (std::optional<ApiError> error = CheckWindow(*weekdays, 0)) return error;
  return CheckWindow(*weekends, 0);
}

Json Links(const std::string& vehicle_id, const std::string& schedule_id) {
  Json links = Json::object();
  links["schedule"] = absl::StrCat("/vehicles/", vehicle_id, "/charge-schedules/", schedule_id);
  return links;
}

ApiError NoSchedule(const std::string& id) {
  return MakeError("RESOURCE_NOT_FOUND", "SCHEDULE_NOT_FOUND",
                   absl::StrCat("There is no charge schedule ", id, "."));
}

}  // namespace

Outcome CreateChargeSchedule(const std::string& type, const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  if (std::optional<ApiError> error = CheckPermission(kPermission, access)) return *error;
  Json parameters;
  if (std::optional<ApiError> error = ReadAttributes(call, backend.switches, &parameters))
    return *error;
  if (std::optional<ApiError> error =
          CheckParameters(type, parameters, backend.switches.weekday_keys)) {
    return *error;
  }
  const std::string id = backend.ids.Schedule();
  CarWriter writer(*access.vehicle, backend.Now(), backend.refresh());
  const std::optional<TaxonomyError> refusal =
      CreateSchedule(type, id, parameters, *access.vehicle, writer);
  Json attributes = {{"action", "create"}, {"scheduleType", type}};
  if (!refusal) attributes["scheduleId"] = id;
  attributes["parameters"] = std::move(parameters);
  return ExecutionReply(call, backend, kExecutionType, std::move(attributes),
                        refusal ? Json() : Links(access.vehicle->id, id), refusal);
}

Outcome GetChargeSchedule(const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  const std::string& id = call.path.at("scheduleId");
  for (const ChargeSchedule& schedule : access.vehicle->schedules) {
    if (schedule.id != id) continue;
    Json resource = {{"id", id}, {"type", "charge-schedule"}};
    resource["attributes"] = schedule.timer;
    resource["links"] = Json::object();
    resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/vehicles/", access.vehicle->id,
                                             "/charge-schedules/", id);
    Json body = Json::object();
    body["data"] = std::move(resource);
    return JsonReply(200, body);
  }
  return NoSchedule(id);
}

Outcome DeleteChargeSchedule(const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  if (std::optional<ApiError> error = CheckPermission(kPermission, access)) return *error;
  if (std::optional<ApiError> error = CheckNoBody(call, backend.switches)) return *error;
  const std::string& id = call.path.at("scheduleId");
  CarWriter writer(*access.vehicle, backend.Now(), backend.refresh());
  std::optional<std::string> type;
  const std::optional<TaxonomyError> refusal = DeleteSchedule(id, *access.vehicle, writer, &type);
  if (!type) return NoSchedule(id);
  if (!refusal && backend.switches.delete_schedule_no_content) {
    Reply reply = NoContent();
    reply.duration = backend.switches.command_latency;
    return reply;
  }
  Json attributes = {{"action", "delete"}, {"scheduleType", *type}, {"scheduleId", id}};
  return ExecutionReply(call, backend, kExecutionType, std::move(attributes), Json(), refusal);
}

}  // namespace smartcar_simulator
