// The slow way for JSON that is sound in structure but holds text or numbers we cannot represent.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_REPAIR_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_REPAIR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// A copy of `json` in which
// - inside strings, bytes that are not UTF-8 and escaped surrogates without a partner are U+FFFD,
// - an integer beyond 64 bits has an exponent of zero, which makes it a floating-point number,
// - a number beyond a double stands as a string of its digits.
// Everything else, also what is no JSON, stays as it is. Takes linear time; the copy is at most
// three times as long.
std::string RepairJson(absl::string_view json);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_REPAIR_H_
