// The table of switches: names, allowed values, and how each is stored.
#include "tools/simulator/switches.h"

#include <type_traits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_simulator {
namespace {

constexpr char kReading[] = "reading";

// What `reading=b` sets; kKept: the preset leaves the switch alone.
constexpr int kKept = -1;

// A word out of a few. The index of the word is the value of the member.
struct Choice {
  const char* name;
  std::vector<const char*> words;
  int other;  // index of the word of the second reading, or kKept
  int (*get)(const Switches&);
  void (*set)(Switches&, int);
};

template <auto kMember>
Choice MakeChoice(const char* name, std::vector<const char*> words, int other) {
  return {name, std::move(words), other,
          [](const Switches& switches) { return static_cast<int>(switches.*kMember); },
          [](Switches& switches, int value) {
            using Value = std::remove_reference_t<decltype(switches.*kMember)>;
            switches.*kMember = static_cast<Value>(value);
          }};
}

const std::vector<Choice>& Choices() {
  static const auto& choices = *new std::vector<Choice>{
      MakeChoice<&Switches::strict>("strict", {"off", "on"}, kKept),
      MakeChoice<&Switches::token_basic_refused>("token_basic", {"accept", "refuse"}, 1),
      MakeChoice<&Switches::token_opaque>("token_form", {"jwt", "opaque"}, 1),
      MakeChoice<&Switches::token_type_lower>("token_type", {"Bearer", "bearer"}, 1),
      MakeChoice<&Switches::token_errors_terse>("token_error_description", {"on", "off"}, 1),
      MakeChoice<&Switches::ownership_forbidden>("ownership_mismatch", {"404", "403"}, 1),
      MakeChoice<&Switches::routing_errors_generic>("routing_errors", {"taxonomy", "generic"}, 1),
      MakeChoice<&Switches::management_errors_generic>("management_errors", {"taxonomy", "generic"},
                                                       1),
      MakeChoice<&Switches::error_status_number>("error_status", {"text", "number"}, 1),
      MakeChoice<&Switches::content_type_plain>("content_type", {"charset", "plain"}, 1),
      MakeChoice<&Switches::rate_limit_retry_after>("rate_limit_retry_after", {"off", "on"}, 1),
      MakeChoice<&Switches::early_access_json>("json_shape", {"ga", "early_access"}, 1),
      MakeChoice<&Switches::page_number_short>("page_number_name", {"pageNumber", "page"}, 1),
      MakeChoice<&Switches::older_unit_words>("unit_words", {"ga", "older"}, 1),
      MakeChoice<&Switches::closures_named>("closure_keys", {"values", "named"}, 1),
      MakeChoice<&Switches::pages_clamped>("invalid_page", {"refuse", "clamp"}, 1),
      MakeChoice<&Switches::management_order_told>("management_order", {"off", "on"}, 1),
      MakeChoice<&Switches::failed_command>("failed_command",
                                            {"http_error", "status_failure", "status_error"}, 1),
      MakeChoice<&Switches::command_type_operation>("command_type", {"path", "operation"}, 1),
      MakeChoice<&Switches::execution_reads>("execution_reads", {"off", "on"}, 1),
      MakeChoice<&Switches::delete_schedule_no_content>("delete_schedule_reply",
                                                        {"body", "no_content"}, 1),
      MakeChoice<&Switches::weekday_keys>("weekday_keys", {"any", "lower", "upper"}, kKept),
      MakeChoice<&Switches::relations_all_webhook>("subscription_relations", {"named", "webhook"},
                                                   1),
      MakeChoice<&Switches::subscriptions_live_only>("subscriptions_listed", {"all", "live"}, 1),
      MakeChoice<&Switches::capability_is_flag>("compatibility_capability", {"key", "flag"}, 1),
      MakeChoice<&Switches::webhook_triggers>("webhook_triggers", {"top", "data", "top_text"}, 1),
      MakeChoice<&Switches::webhook_iso_times>("webhook_times", {"ms", "iso"}, 1),
      MakeChoice<&Switches::webhook_older_envelope>("webhook_envelope", {"ga", "older"}, 1),
      MakeChoice<&Switches::webhook_more_meta>("webhook_meta", {"brief", "full"}, 1),
      MakeChoice<&Switches::webhook_first_delivery>("webhook_first_delivery", {"off", "on"}, kKept),
      MakeChoice<&Switches::webhook_fresh_connections>("webhook_connections", {"reuse", "fresh"},
                                                       kKept),
      MakeChoice<&Switches::store_refresh_manual>("store_refresh", {"instant", "manual"}, kKept),
      MakeChoice<&Switches::rate_limit>("rate_limit", {"off", "on"}, kKept),
  };
  return choices;
}

struct Number {
  const char* name;
  int Switches::*member;
  int least;
  int most;
  int other;  // of the second reading, or kKept
};

constexpr Number kNumbers[] = {
    {"connections_max_page_size", &Switches::connections_max_page_size, 1, 1000, 50},
    {"compatibility_page_size", &Switches::compatibility_page_size, 0, 100'000, 20},
    {"webhook_concurrency", &Switches::webhook_concurrency, 1, 256, kKept},
    {"compatibility_entries", &Switches::compatibility_entries, 0, 20'000, kKept},
};

struct Period {
  const char* name;
  absl::Duration Switches::*member;
  const char* forever;  // the word for an infinite one, or null where that is not allowed
};

constexpr Period kPeriods[] = {
    {"token_lifetime", &Switches::token_lifetime, nullptr},
    {"command_latency", &Switches::command_latency, nullptr},
    {"long_command_threshold", &Switches::long_command_threshold, nullptr},
    {"webhook_timeout", &Switches::webhook_timeout, nullptr},
    {"subscription_delay", &Switches::subscription_delay, "hold"},
};

// False, with a sentence in `error`.
bool Refuse(const std::string& name, const std::string& wanted, const std::string& value,
            std::string* error) {
  *error = absl::StrCat("switch ", name, " takes ", wanted, ", not '", value, "'");
  return false;
}

bool SetChoice(const Choice& choice, const std::string& value, Switches& switches,
               std::string* error) {
  for (size_t i = 0; i < choice.words.size(); ++i) {
    if (value != choice.words[i]) continue;
    choice.set(switches, static_cast<int>(i));
    return true;
  }
  return Refuse(choice.name, absl::StrJoin(choice.words, " or "), value, error);
}

bool SetNumber(const Number& number, const std::string& value, Switches& switches,
               std::string* error) {
  int parsed = 0;
  if (!absl::SimpleAtoi(value, &parsed) || parsed < number.least || parsed > number.most) {
    return Refuse(number.name, absl::StrCat("a number from ", number.least, " to ", number.most),
                  value, error);
  }
  switches.*number.member = parsed;
  return true;
}

bool SetPeriod(const Period& period, const std::string& value, Switches& switches,
               std::string* error) {
  if (period.forever != nullptr && value == period.forever) {
    switches.*period.member = absl::InfiniteDuration();
    return true;
  }
  absl::Duration parsed;
  int64_t seconds = 0;
  const bool ok = absl::SimpleAtoi(value, &seconds) ? (parsed = absl::Seconds(seconds), true)
                                                    : absl::ParseDuration(value, &parsed);
  if (!ok || parsed < absl::ZeroDuration() || parsed > absl::Hours(24 * 365)) {
    return Refuse(
        period.name,
        absl::StrCat("a duration such as 250ms, 3s or 1h (a bare number is seconds)",
                     period.forever == nullptr ? "" : absl::StrCat(" or ", period.forever)),
        value, error);
  }
  switches.*period.member = parsed;
  return true;
}

bool SetReading(const std::string& value, Switches& switches, std::string* error) {
  if (value != "a" && value != "b") return Refuse(kReading, "a or b", value, error);
  const bool other = value == "b";
  const Switches first;
  for (const Choice& choice : Choices()) {
    if (choice.other != kKept) choice.set(switches, other ? choice.other : 0);
  }
  for (const Number& number : kNumbers) {
    if (number.other == kKept) continue;
    switches.*number.member = other ? number.other : first.*number.member;
  }
  return true;
}

std::string KnownNames() {
  std::vector<std::string> names = {kReading};
  const Json all = DescribeSwitches({});
  for (const auto& [name, value] : all.items()) names.push_back(name);
  return absl::StrJoin(names, ", ");
}

}  // namespace

bool SetSwitch(const std::string& name, const std::string& value, Switches& switches,
               std::string* error) {
  if (name == kReading) return SetReading(value, switches, error);
  for (const Choice& choice : Choices()) {
    if (name == choice.name) return SetChoice(choice, value, switches, error);
  }
  for (const Number& number : kNumbers) {
    if (name == number.name) return SetNumber(number, value, switches, error);
  }
  for (const Period& period : kPeriods) {
    if (name == period.name) return SetPeriod(period, value, switches, error);
  }
  *error = absl::StrCat("there is no switch '", name, "'; known are ", KnownNames());
  return false;
}

Json DescribeSwitches(const Switches& switches) {
  Json all = Json::object();
  for (const Choice& choice : Choices()) all[choice.name] = choice.words[choice.get(switches)];
  for (const Number& number : kNumbers) {
    all[number.name] = absl::StrCat(switches.*number.member);
  }
  for (const Period& period : kPeriods) {
    const absl::Duration value = switches.*period.member;
    all[period.name] =
        value == absl::InfiniteDuration() ? period.forever : absl::FormatDuration(value);
  }
  return all;
}

std::vector<std::string> ValuesOfSwitch(const std::string& name) {
  for (const Choice& choice : Choices()) {
    if (name == choice.name) return {choice.words.begin(), choice.words.end()};
  }
  return {};
}

}  // namespace smartcar_simulator
