// Reads of vehicles and bodyless commands. Charge schedules are in charge_schedule_requests.cc.
#include "server/smartcar/vehicle_requests.h"

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "server/smartcar/command_request.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/max_age.h"
#include "server/smartcar/unit_system.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr int kMinChargeLimit = 50;  // Smartcar's documented range
constexpr int kMaxChargeLimit = 100;

// The one call behind ListSignals and GetVehicleState.
UpstreamRequest AllSignals(const std::string& vehicle_id, const std::string& user_id,
                           v1::UnitSystem unit_system, absl::optional<absl::Duration> max_age) {
  UpstreamRequest upstream;
  upstream.endpoint = &endpoints::kListSignals;
  upstream.path = absl::StrCat("/vehicles/", vehicle_id, "/signals");
  upstream.user_id = user_id;
  upstream.unit_system = UnitSystemWord(unit_system);
  upstream.vehicle_id = vehicle_id;
  upstream.resource_name = vehicle_id;
  upstream.max_age = max_age;
  return upstream;
}

// Names of fields of VehicleState, without a way into them.
void CheckReadMask(const google::protobuf::FieldMask& mask, FieldChecker* check) {
  for (int i = 0; i < mask.paths_size(); ++i) {
    if (v1::VehicleState::descriptor()->FindFieldByName(mask.paths(i)) != nullptr) continue;
    check->Violation(absl::StrCat("read_mask.paths[", i, "]"),
                     "must be the name of a field of VehicleState, such as charge_percent");
  }
}

}  // namespace

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetVehicleRequest& request) {
  FieldChecker check;
  check.Id("vehicle_id", request.vehicle_id());
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream;
  upstream.endpoint = &endpoints::kGetVehicle;
  upstream.path = absl::StrCat("/vehicles/", request.vehicle_id());
  upstream.vehicle_id = request.vehicle_id();
  upstream.resource_name = request.vehicle_id();
  upstream.max_age = max_age;
  return upstream;
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetVehicleStateRequest& request) {
  FieldChecker check;
  check.Id("vehicle_id", request.vehicle_id());
  check.Id("user_id", request.user_id());
  CheckReadMask(request.read_mask(), &check);
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  return AllSignals(request.vehicle_id(), request.user_id(), v1::UNIT_SYSTEM_METRIC, max_age);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::ListSignalsRequest& request) {
  FieldChecker check;
  check.Id("vehicle_id", request.vehicle_id());
  check.Id("user_id", request.user_id());
  CheckUnitSystem(request.unit_system(), &check);
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  return AllSignals(request.vehicle_id(), request.user_id(), request.unit_system(), max_age);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetSignalRequest& request) {
  FieldChecker check;
  check.Id("vehicle_id", request.vehicle_id());
  check.Id("user_id", request.user_id());
  check.Id("signal_code", request.signal_code());
  CheckUnitSystem(request.unit_system(), &check);
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream;
  upstream.endpoint = &endpoints::kGetSignal;
  upstream.path =
      absl::StrCat("/vehicles/", request.vehicle_id(), "/signals/", request.signal_code());
  upstream.user_id = request.user_id();
  upstream.unit_system = UnitSystemWord(request.unit_system());
  upstream.vehicle_id = request.vehicle_id();
  upstream.resource_name = request.signal_code();
  upstream.max_age = max_age;
  return upstream;
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::StartChargeRequest& request) {
  return BuildCommand(endpoints::kStartCharge, "/commands/charge/start", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::StopChargeRequest& request) {
  return BuildCommand(endpoints::kStopCharge, "/commands/charge/stop", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::SetChargeLimitRequest& request) {
  FieldChecker check;
  const int limit = request.limit_percent();
  if (limit < kMinChargeLimit || limit > kMaxChargeLimit) {
    check.Violation("limit_percent", "must be 50 to 100");
  }
  return BuildCommand(endpoints::kSetChargeLimit, "/commands/charge/set-limit", request,
                      std::move(check), [&] {
                        return nlohmann::json{{"percent", limit}};
                      });
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::OpenChargePortRequest& request) {
  return BuildCommand(endpoints::kOpenChargePort, "/commands/charge-port/open", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::CloseChargePortRequest& request) {
  return BuildCommand(endpoints::kCloseChargePort, "/commands/charge-port/close", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::LockDoorsRequest& request) {
  return BuildCommand(endpoints::kLockDoors, "/commands/security/lock", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::UnlockDoorsRequest& request) {
  return BuildCommand(endpoints::kUnlockDoors, "/commands/security/unlock", request);
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::SetDestinationRequest& request) {
  FieldChecker check;
  CheckCoordinates("destination", request.has_destination(), request.destination(), &check);
  return BuildCommand(endpoints::kSetDestination, "/commands/navigation/set-destination", request,
                      std::move(check), [&] { return CoordinatesJson(request.destination()); });
}

}  // namespace smartcar_gateway
