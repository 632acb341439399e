// Parsed JSON as google.protobuf.Value, for what no typed field can take.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_STRUCT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_STRUCT_H_

#include <simdjson.h>

#include <string_view>

#include "google/protobuf/struct.pb.h"

namespace smartcar_gateway {

// Objects and arrays nested deeper than this stand as a string of their JSON text: protobuf's own
// decoders refuse messages nested deeper than 100, and a level of JSON takes up to three.
inline constexpr int kMaxStructDepth = 24;

// Sets `value` to what `element` is. Of members with the same name the last counts. Numbers become
// doubles, as Value has no other kind.
void SetValue(const simdjson::dom::element& element, google::protobuf::Value* value);

// Sets the member of that name, in place of an earlier one.
void SetMember(std::string_view name, const simdjson::dom::element& element,
               google::protobuf::Struct* members);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_STRUCT_H_
