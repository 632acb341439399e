// RpcFacts: what an RPC is about, whatever its request's type.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_RPC_FACTS_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_RPC_FACTS_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/access/access_control.h"
#include "server/access/rpc_methods.h"

namespace smartcar_gateway {

// Read from a request as it came, before anything in it was checked. The views are of the request.
struct RpcFacts {
  const RpcMethod* method = nullptr;           // never null in facts that were read
  absl::string_view full_name;                 // `smartcar.gateway.v1.VehicleService/LockDoors`
  absl::InlinedVector<CallTarget, 1> targets;  // one; of a batch as many as it has vehicles
  absl::string_view resource_id;               // another thing it names: a connection, a schedule
  absl::string_view request_id;
};

// Knows where these stand in one type of request.
class FactsReader {
 public:
  // `request` is the type of the request of exactly one RPC.
  explicit FactsReader(const google::protobuf::Descriptor& request);
  RpcFacts Read(const google::protobuf::Message& request) const;

 private:
  struct TargetFields {
    const google::protobuf::FieldDescriptor* vehicle_id;  // null: it has none
    const google::protobuf::FieldDescriptor* user_id;
  };
  static TargetFields TargetFieldsOf(const google::protobuf::Descriptor& type);
  static CallTarget ReadTarget(const TargetFields& fields,
                               const google::protobuf::Message& message);

  std::string full_name_;
  const RpcMethod* method_;
  TargetFields own_;
  const google::protobuf::FieldDescriptor* vehicles_;  // of a batch
  TargetFields of_vehicles_;
  const google::protobuf::FieldDescriptor* resource_id_ = nullptr;
  const google::protobuf::FieldDescriptor* request_id_;
};

template <typename Request>
RpcFacts FactsOf(const Request& request) {
  static const FactsReader& reader = *new FactsReader(*Request::descriptor());
  return reader.Read(request);
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_RPC_FACTS_H_
