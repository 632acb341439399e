// What to say about a key that does not exist.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_KEY_HINT_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_KEY_HINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace smartcar_gateway {

// A clause: where the key belongs if it exists elsewhere under `root`, the key of `here` that was
// probably meant, or else all keys of `here`.
std::string UnknownKeyHint(const google::protobuf::Descriptor& root,
                           const google::protobuf::Descriptor& here, absl::string_view key);

// The keys of a message, separated by commas.
std::string KeysOf(const google::protobuf::Descriptor& type);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_KEY_HINT_H_
