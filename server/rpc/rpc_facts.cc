// Reading of facts by reflection.
#include "server/rpc/rpc_facts.h"

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

const MethodDescriptor& MethodOf(const Descriptor& request) {
  for (int i = 0; i < request.file()->service_count(); ++i) {
    const ServiceDescriptor& service = *request.file()->service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      if (service.method(j)->input_type() == &request) return *service.method(j);
    }
  }
  std::abort();  // Not the request of an RPC.
}

absl::string_view Read(const FieldDescriptor* field, const Message& message) {
  if (field == nullptr) return "";
  std::string unused;
  return message.GetReflection()->GetStringReference(message, field, &unused);
}

const FieldDescriptor* StringField(const Descriptor& type, const char* name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  const bool is_string = field != nullptr && !field->is_repeated() &&
                         field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return is_string ? field : nullptr;
}

bool NamesAResource(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return absl::EndsWith(name, "_id") && name != "vehicle_id" && !absl::EndsWith(name, "user_id") &&
         name != "request_id" && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

}  // namespace

FactsReader::TargetFields FactsReader::TargetFieldsOf(const Descriptor& type) {
  return {StringField(type, "vehicle_id"), StringField(type, "user_id")};
}

CallTarget FactsReader::ReadTarget(const TargetFields& fields, const Message& message) {
  return {smartcar_gateway::Read(fields.vehicle_id, message),
          smartcar_gateway::Read(fields.user_id, message)};
}

FactsReader::FactsReader(const Descriptor& request)
    : own_(TargetFieldsOf(request)),
      vehicles_(request.FindFieldByName("vehicles")),
      request_id_(StringField(request, "request_id")) {
  const MethodDescriptor& method = MethodOf(request);
  full_name_ = absl::StrCat(method.service()->full_name(), "/", method.name());
  method_ = FindRpcMethod(absl::StrCat(method.service()->name(), "/", method.name()));
  if (method_ == nullptr) std::abort();  // A test holds the table against the protos.
  if (vehicles_ != nullptr) of_vehicles_ = TargetFieldsOf(*vehicles_->message_type());
  for (int i = 0; i < request.field_count() && resource_id_ == nullptr; ++i) {
    if (NamesAResource(*request.field(i))) resource_id_ = request.field(i);
  }
}

RpcFacts FactsReader::Read(const Message& request) const {
  RpcFacts facts;
  facts.method = method_;
  facts.full_name = full_name_;
  if (vehicles_ == nullptr) {
    facts.targets.push_back(ReadTarget(own_, request));
  } else {
    const auto& reflection = *request.GetReflection();
    const int count = reflection.FieldSize(request, vehicles_);
    for (int i = 0; i < count; ++i) {
      facts.targets.push_back(
          ReadTarget(of_vehicles_, reflection.GetRepeatedMessage(request, vehicles_, i)));
    }
  }
  facts.resource_id = smartcar_gateway::Read(resource_id_, request);
  facts.request_id = smartcar_gateway::Read(request_id_, request);
  return facts;
}

}  // namespace smartcar_gateway
