// FieldChecker: collects everything that is wrong with a request.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_FIELD_CHECKER_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_FIELD_CHECKER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/errors/error.h"

namespace smartcar_gateway {

// Check field after field, then take the verdict, which names every violation at once.
class FieldChecker {
 public:
  // An id that Smartcar gave out: 1 to 128 letters, digits, '-', '_', '.', '~' and no other
  // character, so that it is one segment of a path and a legal header value as it stands.
  void Id(absl::string_view field, absl::string_view value);
  // The same, but may be empty.
  void OptionalId(absl::string_view field, absl::string_view value);
  // A UUID in its usual text form, or empty.
  void OptionalUuid(absl::string_view field, absl::string_view value);
  // Adds a violation of the caller's own.
  void Violation(absl::string_view field, absl::string_view description);

  bool ok() const { return violations_.empty(); }
  // OK, or INVALID_ARGUMENT with a BadRequest.
  absl::Status Verdict() const;

 private:
  std::vector<FieldViolation> violations_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_FIELD_CHECKER_H_
