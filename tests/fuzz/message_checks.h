// What every decoder promises, whatever it reads.
#ifndef SMARTCAR_GATEWAY_TESTS_FUZZ_MESSAGE_CHECKS_H_
#define SMARTCAR_GATEWAY_TESTS_FUZZ_MESSAGE_CHECKS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/smartcar/decode/list_page.h"
#include "tests/fuzz/fuzz_target.h"

namespace smartcar_gateway {

// A refusal of a decoder: INVALID_ARGUMENT with a text of its own, never of the input. The texts
// are a closed list, so that one that quotes is noticed wherever it comes from.
void CheckRefusal(const absl::Status& status, Findings* findings);

// What a decoder made of `input_size` bytes: bounded, can be written and read again (valid UTF-8,
// nested no deeper than protobuf reads), and can be shown as JSON (times and durations in range).
void CheckMessage(const google::protobuf::Message& message, size_t input_size, Findings* findings);

// The one or the other.
void CheckDecoded(const absl::Status& status, const google::protobuf::Message& message,
                  size_t input_size, Findings* findings);

// The page of a list that was decoded.
void CheckPage(const PageInfo& page, Findings* findings);

// Text that stands in no message.
void CheckText(absl::string_view text, Findings* findings);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_FUZZ_MESSAGE_CHECKS_H_
