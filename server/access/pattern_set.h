// PatternSet: the patterns of one list of a policy, ready for look-ups.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_PATTERN_SET_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_PATTERN_SET_H_

#include <cstddef>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// A pattern is a whole name, or the beginning of names and a `*`. Bytes are compared as they are:
// no case is folded, nothing is normalised. A value, not changed while it is asked.
class PatternSet {
 public:
  void Add(absl::string_view pattern);

  // Whether it holds `*` itself, which fits everything, known or not.
  bool any() const { return any_; }
  // Never true for an empty name, which names nothing.
  bool Matches(absl::string_view name) const;

 private:
  bool any_ = false;
  absl::flat_hash_set<std::string> names_;
  absl::flat_hash_set<std::string> prefixes_;
  std::set<size_t> prefix_lengths_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_PATTERN_SET_H_
