// One field of the configuration between text and message, by its type and its rule.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_VALUE_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_VALUE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace smartcar_gateway {

// Whether a field holds further fields, as opposed to one value (or a list of such).
bool HoldsFields(const google::protobuf::FieldDescriptor& field);

// The words of an enum as the file has them: `LOG_LEVEL_DEBUG` is `debug`.
std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type);

// Reads `text` as the field's type and form, checks its range, and sets the field (or adds to it,
// if repeated). The error is a clause; it repeats no string.
absl::Status SetFieldFromText(const google::protobuf::FieldDescriptor& field,
                              absl::string_view text, google::protobuf::Message* message);

// The opposite: text that SetFieldFromText reads. `index` is for repeated fields alone.
std::string FieldToText(const google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor& field, int index);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_FIELD_VALUE_H_
