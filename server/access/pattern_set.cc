// Implementation of PatternSet.
#include "server/access/pattern_set.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {

void PatternSet::Add(absl::string_view pattern) {
  if (pattern == "*") {
    any_ = true;
  } else if (absl::ConsumeSuffix(&pattern, "*")) {
    prefixes_.emplace_back(pattern);
  } else {
    names_.emplace(pattern);
  }
}

bool PatternSet::Matches(absl::string_view name) const {
  if (name.empty()) return false;
  if (any_ || names_.contains(name)) return true;
  return std::any_of(prefixes_.begin(), prefixes_.end(),
                     [name](const std::string& prefix) { return absl::StartsWith(name, prefix); });
}

}  // namespace smartcar_gateway
