// JSON as the simulator uses it: ordered, never throwing on output, plus the time format of the
// wire.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_JSON_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace smartcar_simulator {

// Members keep the order in which they were added, so replies look like Smartcar's and never vary.
using Json = nlohmann::ordered_json;

// Text without white space; invalid UTF-8 becomes U+FFFD instead of an exception.
std::string Dump(const Json& value);

// Nothing when `text` is not exactly one JSON value.
std::optional<Json> ParseJson(const std::string& text);

// "2026-09-22T12:43:14.379Z"
std::string IsoTime(absl::Time time);

// The member when `object` is an object that has it, else null: a pointer never owned by the
// caller.
const Json* Find(const Json& object, const std::string& name);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_JSON_H_
