// What can be changed while the simulator runs: open questions about Smartcar, and timing.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_

#include <string>

#include "absl/time/time.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Plain values. The public material on Smartcar leaves these answers open; the defaults are the
// likelier ones. README.md says what each name and value means.
struct Switches {
  bool token_basic_accepted = true;
  bool failed_command_is_http_error = true;
  bool delete_schedule_has_body = true;
  int ownership_mismatch_status = 404;
  bool routing_errors_use_taxonomy = true;
  bool rate_limit_retry_after = false;
  bool early_access_json = false;
  bool store_refresh_instant = true;
  bool rate_limit = false;
  absl::Duration token_lifetime = absl::Seconds(3600);
  absl::Duration command_latency = absl::ZeroDuration();
  absl::Duration long_command_threshold = absl::Seconds(175);
};

// Sets one switch from its text form. False, with a sentence in `error`, if the name is not known
// or the value not allowed; `switches` is then unchanged.
bool SetSwitch(const std::string& name, const std::string& value, Switches& switches,
               std::string* error);

// All switches with their current values in text form, in the order of the help.
Json DescribeSwitches(const Switches& switches);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SWITCHES_H_
