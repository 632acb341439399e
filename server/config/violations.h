// Violations: everything that is wrong with a configuration, collected and reported at once.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_VIOLATIONS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_VIOLATIONS_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Where a value comes from. All empty: from nowhere, or a default.
struct Origin {
  int line = 0;  // in the file, from 1; 0: not in the file
  int column = 0;
  std::string variable;  // the environment variable
};

// Where the values that were set come from, by path (`smartcar.client_id`).
using Origins = std::map<std::string, Origin>;

// The place of `path`, or of the nearest thing around it that was set.
Origin PlaceOf(const Origins& origins, std::string path);

// A list of what is wrong. Texts about a configuration never hold the value of a string: it may be
// a secret in the wrong place.
class Violations {
 public:
  // `path` may be empty for what concerns the whole file; `text` is one clause.
  void Add(Origin origin, std::string path, std::string text);

  bool empty() const { return violations_.empty(); }
  // Whether something is wrong with the value of this path already.
  bool Has(absl::string_view path) const;

  // OK if empty. Otherwise INVALID_ARGUMENT with one line each, `file:line:column: path: text`:
  // first those of the file from top to bottom, then the others.
  absl::Status ToStatus(absl::string_view file) const;

 private:
  struct Violation {
    Origin origin;
    std::string path;
    std::string text;
  };
  std::vector<Violation> violations_;
  std::set<std::string, std::less<>> paths_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_VIOLATIONS_H_
