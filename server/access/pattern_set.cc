// Implementation of PatternSet.
#include "server/access/pattern_set.h"

#include "absl/strings/strip.h"

namespace smartcar_gateway {

void PatternSet::Add(absl::string_view pattern) {
  if (pattern == "*") {
    any_ = true;
  } else if (absl::ConsumeSuffix(&pattern, "*")) {
    prefixes_.emplace(pattern);
    prefix_lengths_.insert(pattern.size());
  } else {
    names_.emplace(pattern);
  }
}

bool PatternSet::Matches(absl::string_view name) const {
  if (name.empty()) return false;
  if (any_ || names_.contains(name)) return true;
  for (const size_t length : prefix_lengths_) {
    if (length > name.size()) break;
    if (prefixes_.contains(name.substr(0, length))) return true;
  }
  return false;
}

}  // namespace smartcar_gateway
