// Implementation of WriteYaml.
#include "server/config/yaml_writer.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "server/config/field_value.h"
#include "yaml-cpp/yaml.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

void WriteFields(const Message& message, YAML::Emitter* out);

// `index` is for repeated fields alone.
void WriteOne(const Message& message, const FieldDescriptor& field, int index, YAML::Emitter* out) {
  if (HoldsFields(field)) {
    const Reflection& reflection = *message.GetReflection();
    WriteFields(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                                    : reflection.GetMessage(message, &field),
                out);
    return;
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) *out << YAML::DoubleQuoted;
  *out << FieldToText(message, field, index);
}

void WriteFields(const Message& message, YAML::Emitter* out) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  *out << YAML::BeginMap;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) {
      const int count = reflection.FieldSize(message, &field);
      if (count == 0) continue;
      *out << YAML::Key << field.name() << YAML::Value << YAML::BeginSeq;
      for (int j = 0; j < count; ++j) WriteOne(message, field, j, out);
      *out << YAML::EndSeq;
    } else if (reflection.HasField(message, &field)) {
      *out << YAML::Key << field.name() << YAML::Value;
      WriteOne(message, field, 0, out);
    }
  }
  *out << YAML::EndMap;
}

}  // namespace

std::string WriteYaml(const Message& message) {
  YAML::Emitter out;
  WriteFields(message, &out);
  return absl::StrCat(out.c_str(), "\n");
}

}  // namespace smartcar_gateway
