// Tests of the table of RPCs against the protos.
#include "server/access/rpc_methods.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "smartcar/gateway/v1/compatibility_service.pb.h"
#include "smartcar/gateway/v1/connection_service.pb.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = ::smartcar::gateway::v1;
using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::MethodDescriptor;

struct NamedMethod {
  std::string name;
  const MethodDescriptor* descriptor;
};

std::vector<NamedMethod> MethodsOfTheProtos() {
  std::vector<NamedMethod> methods;
  for (const FileDescriptor* file : {v1::GetVehicleRequest::descriptor()->file(),
                                     v1::ListConnectionsRequest::descriptor()->file(),
                                     v1::ListWebhooksRequest::descriptor()->file(),
                                     v1::ListCompatibleVehiclesRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      const auto& service = *file->service(i);
      for (int j = 0; j < service.method_count(); ++j) {
        methods.push_back(
            {absl::StrCat(service.name(), "/", service.method(j)->name()), service.method(j)});
      }
    }
  }
  return methods;
}

bool HasText(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* const field = type.FindFieldByName(name);
  return field != nullptr && !field->is_repeated() &&
         field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

TEST(RpcMethodsTest, EveryRpcOfTheProtosIsInTheTable) {
  std::set<std::string> names;
  for (const NamedMethod& method : MethodsOfTheProtos()) {
    names.insert(method.name);
    EXPECT_NE(FindRpcMethod(method.name), nullptr) << method.name;
  }
  EXPECT_EQ(names.size(), AllRpcMethods().size());
  for (const RpcMethod& method : AllRpcMethods()) {
    EXPECT_EQ(names.count(std::string(method.name)), 1u) << method.name;
  }
}

TEST(RpcMethodsTest, TargetsFitTheFieldsOfTheRequest) {
  for (const NamedMethod& method : MethodsOfTheProtos()) {
    const RpcMethod* const row = FindRpcMethod(method.name);
    ASSERT_NE(row, nullptr);
    const Descriptor& request = *method.descriptor->input_type();
    const bool names_one = HasText(request, "vehicle_id") || HasText(request, "user_id");
    EXPECT_EQ(row->targets == RpcTargets::kFields, names_one) << method.name;
    const FieldDescriptor* const vehicles = request.FindFieldByName("vehicles");
    EXPECT_EQ(row->targets == RpcTargets::kVehicles, vehicles != nullptr) << method.name;
    if (vehicles != nullptr) {
      EXPECT_TRUE(vehicles->is_repeated() && HasText(*vehicles->message_type(), "vehicle_id") &&
                  HasText(*vehicles->message_type(), "user_id"));
    }
  }
}

TEST(RpcMethodsTest, WhatChangesNothingIsCalledGetOrListAndTheRestIsNot) {
  for (const RpcMethod& method : AllRpcMethods()) {
    const absl::string_view verb = method.name.substr(method.name.find('/') + 1);
    const bool reads = absl::StartsWith(verb, "Get") || absl::StartsWith(verb, "List") ||
                       absl::StartsWith(verb, "BatchGet");
    EXPECT_EQ(method.change.empty(), reads) << method.name;
  }
}

TEST(RpcMethodsTest, EveryChangeHasANameOfItsOwn) {
  std::set<absl::string_view> changes;
  for (const RpcMethod& method : AllRpcMethods()) {
    if (method.change.empty()) continue;
    EXPECT_TRUE(changes.insert(method.change).second) << method.change;
  }
}

TEST(RpcMethodsTest, OnlyWhatHoldsNothingOfAnybodyIsAboutNothing) {
  std::set<absl::string_view> nothing;
  for (const RpcMethod& method : AllRpcMethods()) {
    if (method.targets == RpcTargets::kNothing) nothing.insert(method.name);
  }
  EXPECT_EQ(nothing,
            (std::set<absl::string_view>{"VehicleService/ListSignalDefinitions",
                                         "WebhookService/ListWebhooks", "WebhookService/GetWebhook",
                                         "CompatibilityService/ListCompatibleVehicles"}));
}

TEST(RpcMethodsTest, NamesAreMatchedWholeAndByCase) {
  EXPECT_EQ(FindRpcMethod("VehicleService/LockDoors")->change, "security.lock");
  for (const char* name : {"", "LockDoors", "VehicleService/lockdoors", "VehicleService/LockDoors ",
                           "smartcar.gateway.v1.VehicleService/LockDoors", "VehicleService/*"}) {
    EXPECT_EQ(FindRpcMethod(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace smartcar_gateway
