// Implementation of the walks over a message.
#include "server/config/field_walk.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/config/field_value.h"
#include "smartcar/gateway/config/v1/field_rule.pb.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;
using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

void ApplyDefaultsUnder(const std::string& prefix, Message* message, Violations* violations) {
  const Descriptor& type = *message->GetDescriptor();
  const Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const std::string path = absl::StrCat(prefix, field.name());
    if (field.is_repeated()) {
      if (!HoldsFields(field)) continue;
      for (int j = 0; j < reflection.FieldSize(*message, &field); ++j) {
        ApplyDefaultsUnder(absl::StrCat(path, "[", j, "]."),
                           reflection.MutableRepeatedMessage(message, &field, j), violations);
      }
    } else if (HoldsFields(field)) {
      ApplyDefaultsUnder(path + ".", reflection.MutableMessage(message, &field), violations);
    } else if (!reflection.HasField(*message, &field)) {
      const configv1::FieldRule& rule = field.options().GetExtension(configv1::rule);
      if (!rule.has_default_value()) continue;
      const absl::Status status = SetFieldFromText(field, rule.default_value(), message);
      if (!status.ok()) {
        violations->Add({}, path, absl::StrCat("the default ", status.message()));
      }
    }
  }
}

void VisitStringsUnder(const std::string& prefix, const Message& message, StringVisitor visit) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool repeated = field.is_repeated();
    const int count = repeated ? reflection.FieldSize(message, &field)
                               : (reflection.HasField(message, &field) ? 1 : 0);
    for (int j = 0; j < count; ++j) {
      const std::string path =
          absl::StrCat(prefix, field.name(), repeated ? absl::StrCat("[", j, "]") : "");
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        visit(path, field, FieldToText(message, field, j));
      } else if (HoldsFields(field)) {
        VisitStringsUnder(path + ".",
                          repeated ? reflection.GetRepeatedMessage(message, &field, j)
                                   : reflection.GetMessage(message, &field),
                          visit);
      }
    }
  }
}

}  // namespace

void ApplyDefaults(Message* message, Violations* violations) {
  ApplyDefaultsUnder("", message, violations);
}

void VisitStrings(const Message& message, StringVisitor visit) {
  VisitStringsUnder("", message, visit);
}

}  // namespace smartcar_gateway
