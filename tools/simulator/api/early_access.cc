// Rewrites a reply into the shape of the 2025 early access.
#include "tools/simulator/api/early_access.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace smartcar_simulator {
namespace {

Json OldMeta(const Json& meta) {
  Json old = Json::object();
  for (const auto& [name, value] : meta.items()) {
    absl::Time time;
    std::string error;
    if (name == "ingestedAt") continue;
    if (name == "pageNumber") {
      old["page"] = value;
    } else if (absl::EndsWith(name, "At") && value.is_string() &&
               absl::ParseTime(absl::RFC3339_full, value.get<std::string>(), &time, &error)) {
      old[name] = absl::ToUnixMillis(time);
    } else {
      old[name] = value;
    }
  }
  return old;
}

void Rewrite(const std::string& prefix, Json& node) {
  if (node.is_array()) {
    for (Json& element : node) Rewrite(prefix, element);
    return;
  }
  if (!node.is_object()) {
    if (node.is_string() && absl::StartsWith(node.get_ref<const std::string&>(), prefix)) {
      node = node.get<std::string>().substr(prefix.size());
    }
    return;
  }
  for (auto& [name, value] : node.items()) {
    if (name == "meta" && value.is_object()) value = OldMeta(value);
    Rewrite(prefix, value);
  }
}

}  // namespace

Json ToEarlyAccess(const Json& body, const std::string& base_url) {
  if (Find(body, "errors") != nullptr) return body;
  Json old = body;
  Rewrite(absl::StrCat(base_url, "/v3"), old);
  const Json* data = Find(old, "data");
  if (data == nullptr || !data->is_object()) return old;
  Json bare = *data;
  if (const Json* included = Find(old, "included")) bare["included"] = *included;
  return bare;
}

}  // namespace smartcar_simulator
