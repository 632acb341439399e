// Reading the envelope of request bodies.
#include "tools/simulator/api/body.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace smartcar_simulator {
namespace {

bool IsExactlyJson(const std::string& content_type) {
  const std::string plain =
      absl::StrReplaceAll(absl::AsciiStrToLower(content_type), {{" ", ""}, {"\"", ""}});
  return plain == "application/json" || plain == "application/json;charset=utf-8";
}

std::optional<ApiError> CheckMembers(const Json& object, std::initializer_list<const char*> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return InvalidInput(absl::StrCat("unknown member ", name));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> ReadAttributes(const Call& call, const Switches& switches,
                                       Json* attributes) {
  const std::string type = call.Header("content-type");
  if (switches.strict ? !IsExactlyJson(type)
                      : !absl::StartsWithIgnoreCase(type, "application/json")) {
    return InvalidInput("The body must be sent as application/json.");
  }
  const std::optional<Json> body = ParseJson(call.request->body);
  const Json* data = body ? Find(*body, "data") : nullptr;
  const Json* found = data == nullptr ? nullptr : Find(*data, "attributes");
  if (found == nullptr || !found->is_object()) {
    return InvalidInput("The body must be {\"data\":{\"attributes\":{…}}}.");
  }
  if (switches.strict) {
    if (std::optional<ApiError> error = CheckMembers(*body, {"data"})) return error;
    if (std::optional<ApiError> error = CheckMembers(*data, {"attributes", "type"})) return error;
  }
  *attributes = *found;
  return std::nullopt;
}

std::optional<ApiError> CheckNoBody(const Call& call, const Switches& switches) {
  if (call.request->body.empty()) return std::nullopt;
  const std::optional<Json> body = ParseJson(call.request->body);
  if (!switches.strict && body && body->is_object() && body->empty()) return std::nullopt;
  return InvalidInput("This call takes no body.");
}

}  // namespace smartcar_simulator
