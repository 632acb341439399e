// Implementation of CallerIndex.
#include "server/access/caller_index.h"

#include <algorithm>

#include "absl/strings/strip.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kAnonymous = "anonymous";

}  // namespace

void CallerIndex::Add(absl::string_view pattern, size_t place) {
  if (pattern == "*") {
    any_.push_back(place);
  } else if (absl::ConsumeSuffix(&pattern, "*")) {
    prefixes_[pattern].push_back(place);
    prefix_lengths_.insert(pattern.size());
  } else {
    names_[pattern].push_back(place);
  }
}

CallerIndex::Places CallerIndex::Find(const Identity& identity) const {
  Places places;
  const auto add = [&places](const ByText& map, absl::string_view text) {
    const auto found = map.find(text);
    if (found == map.end()) return;
    places.insert(places.end(), found->second.begin(), found->second.end());
  };
  for (const std::string& name : identity.names) {
    add(names_, name);
    if (name == kAnonymous) continue;
    places.insert(places.end(), any_.begin(), any_.end());
    for (const size_t length : prefix_lengths_) {
      if (length > name.size()) break;
      add(prefixes_, absl::string_view(name).substr(0, length));
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace smartcar_gateway
