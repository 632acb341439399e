// Parsed JSON as google.protobuf.Value, for what no typed field can take.
#include "server/smartcar/decode/json_struct.h"

#include <string>

namespace smartcar_gateway {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;
using simdjson::dom::element;
using simdjson::dom::element_type;

void Set(const element& from, int depth, Value* value);

void SetMemberAt(std::string_view name, const element& from, int depth, Struct* members) {
  Value& value = (*members->mutable_fields())[std::string(name)];
  value.Clear();
  Set(from, depth, &value);
}

void SetObject(const simdjson::dom::object& from, int depth, Struct* members) {
  for (const auto& field : from) SetMemberAt(field.key, field.value, depth, members);
}

void SetArray(const simdjson::dom::array& from, int depth, ListValue* list) {
  for (const element& item : from) Set(item, depth, list->add_values());
}

void Set(const element& from, int depth, Value* value) {
  switch (from.type()) {
    case element_type::NULL_VALUE:
      value->set_null_value(google::protobuf::NULL_VALUE);
      return;
    case element_type::BOOL:
      value->set_bool_value(bool(from));
      return;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      value->set_number_value(double(from));
      return;
    case element_type::STRING:
      value->set_string_value(std::string(std::string_view(from)));
      return;
    case element_type::ARRAY:
    case element_type::OBJECT:
      break;
  }
  if (depth >= kMaxStructDepth) {
    value->set_string_value(simdjson::minify(from));
  } else if (from.is_object()) {
    SetObject(simdjson::dom::object(from), depth + 1, value->mutable_struct_value());
  } else {
    SetArray(simdjson::dom::array(from), depth + 1, value->mutable_list_value());
  }
}

}  // namespace

void SetValue(const element& from, Value* value) { Set(from, 0, value); }

void SetMember(std::string_view name, const element& from, Struct* members) {
  SetMemberAt(name, from, 1, members);
}

}  // namespace smartcar_gateway
