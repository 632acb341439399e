// Visits every field of a message, however deep.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_WALK_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_WALK_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/config/violations.h"

namespace smartcar_gateway {

// Gives every field that has no value the default of its rule, and every message in it exists
// afterwards. A default that breaks its own rule is a violation.
void ApplyDefaults(google::protobuf::Message* message, Violations* violations);

// Calls `visit` for every string that is set, with its path.
using StringVisitor =
    absl::FunctionRef<void(const std::string& path, const google::protobuf::FieldDescriptor& field,
                           const std::string& value)>;
void VisitStrings(const google::protobuf::Message& message, StringVisitor visit);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_WALK_H_
