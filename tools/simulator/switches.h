// What can be changed while the simulator runs: open questions about Smartcar, and timing.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

enum class FailedCommand { kHttpError, kStatusFailure, kStatusError };
enum class TriggerPlace { kTop, kData, kTopText };
enum class WeekdayKeys { kAny, kLower, kUpper };

// Plain values. The public material on Smartcar leaves these answers open; the defaults are the
// likelier ones, so a flag that is false is the first reading. README.md says what each name and
// value means.
struct Switches {
  bool strict = false;

  // Token endpoint.
  bool token_basic_refused = false;
  bool token_opaque = false;
  bool token_type_lower = false;
  bool token_errors_terse = false;

  // Errors and headers.
  bool ownership_forbidden = false;
  bool routing_errors_generic = false;
  bool management_errors_generic = false;
  bool error_status_number = false;
  bool content_type_plain = false;
  bool rate_limit_retry_after = false;

  // Shapes of reads.
  bool early_access_json = false;
  bool page_number_short = false;
  bool older_unit_words = false;
  bool closures_named = false;

  // Lists.
  bool pages_clamped = false;
  int connections_max_page_size = 100;
  bool management_order_told = false;

  // Commands and schedules.
  FailedCommand failed_command = FailedCommand::kHttpError;
  bool command_type_operation = false;
  bool execution_reads = false;
  bool delete_schedule_no_content = false;
  WeekdayKeys weekday_keys = WeekdayKeys::kAny;

  // Subscriptions and the compatibility matrix.
  bool relations_all_webhook = false;
  bool subscriptions_live_only = false;
  bool capability_is_flag = false;
  int compatibility_page_size = 0;  // 0: everything on one page
  int compatibility_entries = 0;    // 0: the simulator's own table

  // What webhooks are sent.
  TriggerPlace webhook_triggers = TriggerPlace::kTop;
  bool webhook_iso_times = false;
  bool webhook_older_envelope = false;
  bool webhook_more_meta = false;

  // Behaviour.
  bool webhook_first_delivery = false;
  bool webhook_fresh_connections = false;
  int webhook_concurrency = 1;
  absl::Duration webhook_timeout = absl::Seconds(15);
  bool store_refresh_manual = false;
  bool rate_limit = false;
  absl::Duration token_lifetime = absl::Seconds(3600);
  absl::Duration command_latency = absl::ZeroDuration();
  absl::Duration long_command_threshold = absl::Seconds(175);
  absl::Duration subscription_delay = absl::ZeroDuration();  // infinite: until released
};

// Sets one switch from its text form, or all that a preset ("reading") stands for. False, with a
// sentence in `error`, if the name is not known or the value not allowed; `switches` is then
// unchanged.
bool SetSwitch(const std::string& name, const std::string& value, Switches& switches,
               std::string* error);

// All switches with their current values in text form, in the order of the help. What it gives can
// be set again, one by one.
Json DescribeSwitches(const Switches& switches);

// The allowed values of a choice, the first being the default; empty for numbers and durations.
std::vector<std::string> ValuesOfSwitch(const std::string& name);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_
