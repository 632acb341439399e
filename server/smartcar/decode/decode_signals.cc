// Replies with signals: JSON of the vehicle API into our protos.
#include "server/smartcar/decode/decode_signals.h"

#include <algorithm>

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/signal_object.h"
#include "server/smartcar/decode/vehicle_object.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetSignalResponse;
using smartcar::gateway::v1::ListSignalsResponse;
using smartcar::gateway::v1::Signal;

// Smartcar's order has been that of the codes, without a promise.
void SortByCode(google::protobuf::RepeatedPtrField<Signal>* signals) {
  const auto before = [](const Signal* a, const Signal* b) { return a->code() < b->code(); };
  if (!std::is_sorted(signals->pointer_begin(), signals->pointer_end(), before)) {
    std::stable_sort(signals->pointer_begin(), signals->pointer_end(), before);
  }
}

}  // namespace

absl::Status DecodeSignalList(const std::string& body, ListSignalsResponse* response) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const absl::Status status = ForEachResource(*root, [&](const json::Object& resource) {
    DecodeSignalObject(resource, response->add_signals());
  });
  if (!status.ok()) return status;
  SortByCode(response->mutable_signals());
  if (const auto vehicle = FindIncludedVehicle(*root)) {
    DecodeVehicleObject(*vehicle, response->mutable_vehicle());
  }
  return absl::OkStatus();
}

absl::Status DecodeSignal(const std::string& body, GetSignalResponse* response) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  DecodeSignalObject(*resource, response->mutable_signal());
  if (const auto vehicle = FindIncludedVehicle(*root)) {
    DecodeVehicleObject(*vehicle, response->mutable_vehicle());
  }
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
