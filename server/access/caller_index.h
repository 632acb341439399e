// CallerIndex: which bindings fit a caller, without asking each.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_INDEX_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_INDEX_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "server/access/identity.h"

namespace smartcar_gateway {

// Built once, then only asked. `*` and beginnings fit every caller but `anonymous`, which only its
// own name fits.
class CallerIndex {
 public:
  // Few enough to stand on the stack.
  using Places = absl::InlinedVector<size_t, 8>;

  // `place`: of the binding in its policy.
  void Add(absl::string_view pattern, size_t place);

  // The bindings that fit one of the caller's names, each once, in the order of their places.
  Places Find(const Identity& identity) const;

 private:
  using ByText = absl::flat_hash_map<std::string, std::vector<size_t>>;

  std::vector<size_t> any_;
  ByText names_;
  ByText prefixes_;
  std::set<size_t> prefix_lengths_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_INDEX_H_
