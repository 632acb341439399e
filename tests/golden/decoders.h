// What the gateway makes of a reply of Smartcar, as text.
#ifndef SMARTCAR_GATEWAY_TESTS_GOLDEN_DECODERS_H_
#define SMARTCAR_GATEWAY_TESTS_GOLDEN_DECODERS_H_

#include <string>

#include "absl/types/optional.h"

namespace smartcar_gateway {

// Decodes `body` as the reply of the endpoint after which a folder of this directory is named, and
// returns the message as a text proto. Where the decoder gives more or other things than a message,
// they stand as further members in the same form: `page { … }` of a list, the members of an
// upstream error, `refused: "why"` for a reply that is refused. Nullopt if there is no such
// endpoint.
absl::optional<std::string> DecodeToText(const std::string& endpoint, const std::string& body);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_GOLDEN_DECODERS_H_
