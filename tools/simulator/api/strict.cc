// The checks of the strict switch that do not depend on the endpoint's own parameters.
#include "tools/simulator/api/strict.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace smartcar_simulator {
namespace {

std::optional<ApiError> CheckQuery(const Endpoint& endpoint, const Parameters& query) {
  if (!endpoint.list && !query.empty()) {
    return InvalidInput(absl::StrCat("unknown query parameter ", query.front().first));
  }
  std::set<std::string> seen;
  for (const auto& [name, value] : query) {
    if (!seen.insert(name).second) return InvalidInput(absl::StrCat(name, " is given twice"));
  }
  return std::nullopt;
}

bool AcceptsJson(const std::string& accept) {
  if (accept.empty()) return true;
  for (const absl::string_view range : absl::StrSplit(accept, ',')) {
    const std::vector<std::string> parts = absl::StrSplit(range, ';');
    const std::string type = absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.front()));
    if (type == "application/json" || type == "application/*" || type == "*/*") return true;
  }
  return false;
}

}  // namespace

std::optional<ApiError> CheckStrictly(const Endpoint& endpoint, const Call& call) {
  if (!AcceptsJson(call.Header("accept"))) {
    ApiError error = MakeError("VALIDATION", "NOT_ACCEPTABLE", "Replies are application/json.");
    error.status = 406;
    return error;
  }
  if (call.request->method != "POST" && !call.request->body.empty()) {
    return InvalidInput(absl::StrCat(call.request->method, " takes no body."));
  }
  return CheckQuery(endpoint, call.target.query);
}

}  // namespace smartcar_simulator
