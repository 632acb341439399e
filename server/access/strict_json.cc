// Implementation of the strict reader of JSON objects.
#include "server/access/strict_json.h"

#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxDepth = 32;

// simdjson speaks std::string_view, which is not Abseil's own type on every system.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }
std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::optional<simdjson::dom::object> ParseStrictObject(const std::string& text,
                                                        simdjson::dom::parser* parser) {
  simdjson::dom::object object;
  if (parser->allocate(text.size(), kMaxDepth) != simdjson::SUCCESS ||
      parser->parse(text).get(object) != simdjson::SUCCESS || HasRepeatedName(object)) {
    return absl::nullopt;
  }
  return object;
}

bool HasRepeatedName(const simdjson::dom::object& object) {
  absl::flat_hash_set<absl::string_view> names;
  for (const auto& member : object) {
    if (!names.insert(View(member.key)).second) return true;
  }
  return false;
}

bool HasMember(const simdjson::dom::object& object, absl::string_view name) {
  return object.at_key(StdView(name)).error() == simdjson::SUCCESS;
}

absl::optional<absl::string_view> StringMember(const simdjson::dom::object& object,
                                               absl::string_view name) {
  std::string_view text;
  if (object.at_key(StdView(name)).get(text) != simdjson::SUCCESS) return absl::nullopt;
  return View(text);
}

}  // namespace smartcar_gateway
