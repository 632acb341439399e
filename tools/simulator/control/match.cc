// Matching requests by method, path and user.
#include "tools/simulator/control/match.h"

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/glob.h"

namespace smartcar_simulator {

absl::string_view PathOf(const Request& request) {
  return absl::string_view(request.target).substr(0, request.target.find('?'));
}

bool Matches(const RequestMatch& match, const Request& request) {
  if (!match.method.empty() && match.method != request.method) return false;
  if (!match.path.empty() && !GlobMatches(match.path, PathOf(request))) return false;
  if (match.user_id.empty()) return true;
  for (const auto& [name, value] : request.headers) {
    if (name == "sc-user-id" && value == match.user_id) return true;
  }
  return false;
}

bool ParseMatch(const Json& json, RequestMatch* match, std::string* error) {
  if (!json.is_object()) {
    *error = "match must be an object";
    return false;
  }
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) {
      *error = absl::StrCat("match.", name, " must be a string");
      return false;
    }
    if (name == "method") {
      match->method = value;
    } else if (name == "path") {
      match->path = value;
    } else if (name == "user_id") {
      match->user_id = value;
    } else {
      *error = absl::StrCat("match has no member ", name, "; known are method, path, user_id");
      return false;
    }
  }
  return true;
}

}  // namespace smartcar_simulator
