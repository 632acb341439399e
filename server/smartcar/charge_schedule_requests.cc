// Creating and deleting charge schedules.
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "server/smartcar/command_request.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/vehicle_requests.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

void CheckTime(const std::string& field, bool present, const v1::TimeOfDay& time,
               FieldChecker* check) {
  if (!present) {
    check->Violation(field, "is required");
  } else if (time.hours() < 0 || time.hours() > 23 || time.minutes() < 0 || time.minutes() > 59) {
    check->Violation(field, "must be 00:00 to 23:59");
  } else if (time.seconds() != 0) {
    check->Violation(field, "must be a whole minute");
  }
}

// For every message with a start_time and a stop_time.
template <typename Window>
void CheckWindow(const std::string& prefix, const Window& window, FieldChecker* check) {
  CheckTime(prefix + "start_time", window.has_start_time(), window.start_time(), check);
  CheckTime(prefix + "stop_time", window.has_stop_time(), window.stop_time(), check);
}

std::string TimeText(const v1::TimeOfDay& time) {
  return absl::StrFormat("%02d:%02d", time.hours(), time.minutes());
}

template <typename Window>
nlohmann::json WindowJson(const Window& window) {
  return {{"startTime", TimeText(window.start_time())}, {"stopTime", TimeText(window.stop_time())}};
}

// Smartcar documents the day names as keys but not their case; lower case is how it writes keys.
std::string DayKey(v1::DayOfWeek day) {
  return absl::AsciiStrToLower(absl::StripPrefix(v1::DayOfWeek_Name(day), "DAY_OF_WEEK_"));
}

void CheckDays(const v1::CreateWeeklyChargeScheduleRequest& request, FieldChecker* check) {
  if (request.days().empty()) check->Violation("days", "must name at least one day");
  std::set<int> seen;
  for (int i = 0; i < request.days_size(); ++i) {
    const std::string prefix = absl::StrCat("days[", i, "].");
    const v1::DayOfWeek day = request.days(i).day();
    if (day == v1::DAY_OF_WEEK_UNSPECIFIED || !v1::DayOfWeek_IsValid(day)) {
      check->Violation(prefix + "day", "must be a day of the week");
    } else if (!seen.insert(day).second) {
      check->Violation(prefix + "day", "is named twice");
    }
    CheckWindow(prefix, request.days(i), check);
  }
}

}  // namespace

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::CreateDailyChargeScheduleRequest& request) {
  FieldChecker check;
  CheckCoordinates("location", request.has_location(), request.location(), &check);
  CheckWindow("", request, &check);
  return BuildCommand(endpoints::kCreateDaily, "/charge-schedules/daily", request, std::move(check),
                      [&] {
                        nlohmann::json attributes = WindowJson(request);
                        attributes["location"] = CoordinatesJson(request.location());
                        return attributes;
                      });
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::CreateWeeklyChargeScheduleRequest& request) {
  FieldChecker check;
  CheckCoordinates("location", request.has_location(), request.location(), &check);
  CheckDays(request, &check);
  return BuildCommand(
      endpoints::kCreateWeekly, "/charge-schedules/weekly", request, std::move(check), [&] {
        nlohmann::json days = nlohmann::json::object();
        for (const auto& day : request.days()) {
          days[DayKey(day.day())] = WindowJson(day);
        }
        return nlohmann::json{{"location", CoordinatesJson(request.location())}, {"days", days}};
      });
}

absl::StatusOr<UpstreamRequest> BuildRequest(
    const v1::CreateWorkweekChargeScheduleRequest& request) {
  FieldChecker check;
  CheckCoordinates("location", request.has_location(), request.location(), &check);
  if (!request.has_weekdays() && !request.has_weekends()) {
    check.Violation("weekdays", "is required if weekends is not given");
  }
  if (request.has_weekdays()) CheckWindow("weekdays.", request.weekdays(), &check);
  if (request.has_weekends()) CheckWindow("weekends.", request.weekends(), &check);
  return BuildCommand(
      endpoints::kCreateWorkweek, "/charge-schedules/workweek", request, std::move(check), [&] {
        nlohmann::json attributes = {{"location", CoordinatesJson(request.location())}};
        if (request.has_weekdays()) attributes["weekdays"] = WindowJson(request.weekdays());
        if (request.has_weekends()) attributes["weekends"] = WindowJson(request.weekends());
        return attributes;
      });
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::DeleteChargeScheduleRequest& request) {
  FieldChecker check;
  check.Id("schedule_id", request.schedule_id());
  auto built = BuildCommand(endpoints::kDeleteSchedule,
                            absl::StrCat("/charge-schedules/", request.schedule_id()), request,
                            std::move(check), [] { return nlohmann::json(); });
  if (built.ok()) built->resource_name = request.schedule_id();
  return built;
}

}  // namespace smartcar_gateway
