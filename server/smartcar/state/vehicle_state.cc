// The state of a vehicle from Smartcar's list of its signals.
#include "server/smartcar/state/vehicle_state.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/state/state_table.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using Signals = google::protobuf::RepeatedPtrField<v1::Signal>;

// The last signal with that code; null if there is none.
const v1::Signal* FindLast(const Signals& signals, absl::string_view code) {
  const auto after = std::upper_bound(signals.begin(), signals.end(), code,
                                      [](absl::string_view wanted, const v1::Signal& signal) {
                                        return wanted < absl::string_view(signal.code());
                                      });
  if (after == signals.begin()) return nullptr;
  const auto last = std::prev(after);
  return last->code() == code ? &*last : nullptr;
}

}  // namespace

void ProjectState(const Signals& signals, const google::protobuf::FieldMask& mask,
                  v1::VehicleState* state) {
  const absl::flat_hash_set<absl::string_view> wanted(mask.paths().begin(), mask.paths().end());
  for (const StateField& field : StateTable()) {
    if (!wanted.empty() && !wanted.contains(field.name)) continue;
    const v1::Signal* const signal = FindLast(signals, field.code);
    if (signal != nullptr) field.read(*signal, field.unit, state);
  }
}

absl::Status DecodeVehicleState(const std::string& body, const google::protobuf::FieldMask& mask,
                                v1::GetVehicleStateResponse* response) {
  v1::ListSignalsResponse list;
  const absl::Status decoded = DecodeSignalList(body, &list);
  if (!decoded.ok()) return decoded;
  if (list.has_vehicle()) response->mutable_vehicle()->Swap(list.mutable_vehicle());
  ProjectState(list.signals(), mask, response->mutable_state());
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
