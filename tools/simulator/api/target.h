// Request targets and form bodies: percent-decoding and query parsing.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TARGET_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TARGET_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smartcar_simulator {

using Parameters = std::vector<std::pair<std::string, std::string>>;  // decoded, in order

struct Target {
  std::string path;                   // as received, without the query
  std::vector<std::string> segments;  // decoded: "/v3/vehicles/a%20b" → {"v3", "vehicles", "a b"}
  Parameters query;
};

// Nothing when a percent sequence is broken or the target does not start with '/'.
std::optional<Target> ParseTarget(const std::string& target);

// application/x-www-form-urlencoded. Nothing when a percent sequence is broken.
std::optional<Parameters> ParseForm(const std::string& text);

// Everything but letters, digits and "-._~" becomes %XX.
std::string PercentEncode(const std::string& text);

// The first value of `name`; null when there is none.
const std::string* FindParameter(const Parameters& parameters, const std::string& name);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TARGET_H_
