// The table of switches: names, allowed values, and how each is stored.
#include "tools/simulator/switches.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_simulator {
namespace {

struct ChoiceSwitch {
  const char* name;
  const char* when_true;
  const char* when_false;
  bool Switches::*field;
};

constexpr ChoiceSwitch kChoices[] = {
    {"token_basic", "accept", "refuse", &Switches::token_basic_accepted},
    {"failed_command", "http_error", "status_failure", &Switches::failed_command_is_http_error},
    {"delete_schedule_reply", "body", "no_content", &Switches::delete_schedule_has_body},
    {"routing_errors", "taxonomy", "generic", &Switches::routing_errors_use_taxonomy},
    {"rate_limit_retry_after", "on", "off", &Switches::rate_limit_retry_after},
    {"json_shape", "early_access", "ga", &Switches::early_access_json},
    {"store_refresh", "instant", "manual", &Switches::store_refresh_instant},
    {"rate_limit", "on", "off", &Switches::rate_limit},
};

struct DurationSwitch {
  const char* name;
  absl::Duration Switches::*field;
};

constexpr DurationSwitch kDurations[] = {
    {"token_lifetime", &Switches::token_lifetime},
    {"command_latency", &Switches::command_latency},
    {"long_command_threshold", &Switches::long_command_threshold},
};

constexpr char kOwnership[] = "ownership_mismatch";

std::vector<std::string> Names() {
  std::vector<std::string> names = {kOwnership};
  for (const ChoiceSwitch& choice : kChoices) names.push_back(choice.name);
  for (const DurationSwitch& duration : kDurations) names.push_back(duration.name);
  return names;
}

}  // namespace

bool SetSwitch(const std::string& name, const std::string& value, Switches& switches,
               std::string* error) {
  if (name == kOwnership) {
    if (value != "403" && value != "404") {
      *error = absl::StrCat("switch ", name, " takes 404 or 403, not '", value, "'");
      return false;
    }
    switches.ownership_mismatch_status = value == "403" ? 403 : 404;
    return true;
  }
  for (const ChoiceSwitch& choice : kChoices) {
    if (name != choice.name) continue;
    if (value != choice.when_true && value != choice.when_false) {
      *error = absl::StrCat("switch ", name, " takes ", choice.when_true, " or ", choice.when_false,
                            ", not '", value, "'");
      return false;
    }
    switches.*choice.field = value == choice.when_true;
    return true;
  }
  for (const DurationSwitch& duration : kDurations) {
    if (name != duration.name) continue;
    absl::Duration parsed;
    int64_t seconds = 0;
    const bool ok = absl::SimpleAtoi(value, &seconds) ? (parsed = absl::Seconds(seconds), true)
                                                      : absl::ParseDuration(value, &parsed);
    if (!ok || parsed < absl::ZeroDuration() || parsed > absl::Hours(24 * 365)) {
      *error = absl::StrCat(
          "switch ", name,
          " takes a duration such as 250ms, 3s or 1h (a bare number is seconds), not '", value,
          "'");
      return false;
    }
    switches.*duration.field = parsed;
    return true;
  }
  *error =
      absl::StrCat("there is no switch '", name, "'; known are ", absl::StrJoin(Names(), ", "));
  return false;
}

Json DescribeSwitches(const Switches& switches) {
  Json all = Json::object();
  all[kOwnership] = absl::StrCat(switches.ownership_mismatch_status);
  for (const ChoiceSwitch& choice : kChoices) {
    all[choice.name] = switches.*choice.field ? choice.when_true : choice.when_false;
  }
  for (const DurationSwitch& duration : kDurations) {
    all[duration.name] = absl::FormatDuration(switches.*duration.field);
  }
  return all;
}

}  // namespace smartcar_simulator
