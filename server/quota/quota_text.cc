// Sentences.
#include "server/quota/quota_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

std::string Calls(size_t count, absl::string_view one, absl::string_view many) {
  return count == 1 ? absl::StrCat("1 call ", one) : absl::StrCat(count, " calls ", many);
}

std::string ComeBackIn(absl::Duration turn_in) {
  return absl::StrCat("try again in ", DurationInWords(turn_in));
}

}  // namespace

std::string DurationInWords(absl::Duration duration) {
  if (duration <= absl::ZeroDuration()) return "0s";
  const absl::Duration unit =
      duration < absl::Seconds(1) ? absl::Milliseconds(1) : absl::Seconds(1);
  return absl::FormatDuration(absl::Ceil(duration, unit));
}

std::string LimitInWords(int64_t burst, int64_t refill_per_minute) {
  return absl::StrCat(burst, burst == 1 ? " call" : " calls", " at once and ", refill_per_minute,
                      " a minute");
}

std::string TurnComesTooLate(const std::string& limit, size_t waiting, absl::Duration turn_in,
                             absl::Duration may_wait) {
  return absl::StrCat("the application may make ", limit, "; ", Calls(waiting, "waits", "wait"),
                      " already, and this one's turn would come in ", DurationInWords(turn_in),
                      ", but it can wait no longer than ", DurationInWords(may_wait), "; ",
                      ComeBackIn(turn_in));
}

std::string TurnDidNotCome(const std::string& limit, size_t waiting, absl::Duration turn_in) {
  return absl::StrCat("the application may make ", limit,
                      "; the call has waited, but its turn does not come before its deadline; ",
                      Calls(waiting, "waits", "wait"), " now; ", ComeBackIn(turn_in));
}

std::string QueueIsFull(const std::string& limit, size_t waiting, absl::Duration turn_in) {
  return absl::StrCat("the application may make ", limit, "; ", Calls(waiting, "waits", "wait"),
                      " already, and no more may; ", ComeBackIn(turn_in));
}

std::string VehicleIsClosed(const std::string& vehicle_id, absl::Duration opens_in) {
  return absl::StrCat("Smartcar has limited the calls for vehicle ", vehicle_id, "; ",
                      ComeBackIn(opens_in));
}

std::string MonthIsUsedUp(const std::string& vehicle_id, uint32_t hard_limit,
                          absl::CivilMonth month) {
  return absl::StrCat("the ", hard_limit, hard_limit == 1 ? " call" : " calls",
                      " that the gateway's configuration allows vehicle ", vehicle_id,
                      " in a month are used up; try again on ",
                      absl::FormatCivilTime(absl::CivilDay(month + 1)),
                      " (UTC), or have quota.vehicle_month_hard_limit raised");
}

}  // namespace smartcar_gateway
