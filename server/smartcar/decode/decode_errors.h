// What an error reply of Smartcar says, whatever form it takes.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_ERRORS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_ERRORS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"

namespace smartcar_gateway {

// Smartcar's words, verbatim; empty where it said nothing. Valid UTF-8, of any length.
struct UpstreamError {
  // The body's own status (100 to 599), which for a long-running command differs from the HTTP
  // status of the reply. 0 if the body has none.
  int status = 0;
  // Such as VEHICLE_STATE. Empty in the generic and the OAuth form, which have only a code.
  std::string type;
  // Such as NOT_CHARGING; in the generic form `not_found`, in the OAuth form `invalid_client`.
  std::string code;
  std::string title;
  std::string detail;
  // Such as REAUTHENTICATE, and where to send the owner for it.
  std::string resolution_type;
  std::string resolution_url;
  std::string suggested_user_message;
  std::string about_url;
  std::string request_id;
  // What is wrong with which field of the request: (path, message).
  std::vector<std::pair<std::string, std::string>> fields;
};

// Reads, in this order: `errors` (its first entry), `error` as an object, OAuth's `error` word with
// `error_description`, the `error` inside the status of an execution, and the flat object of API
// v2. Nullopt if the body is no JSON or has none of these; never fails. Pure, safe on any thread.
absl::optional<UpstreamError> DecodeUpstreamError(const std::string& body);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_ERRORS_H_
