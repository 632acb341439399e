// From the requests of VehicleService to calls of Smartcar's API. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_VEHICLE_REQUESTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_VEHICLE_REQUESTS_H_

#include "absl/status/statusor.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// Each checks its request and fails with INVALID_ARGUMENT naming every wrong field.
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetVehicleRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetVehicleStateRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::ListSignalsRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetSignalRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::StartChargeRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::StopChargeRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::SetChargeLimitRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::OpenChargePortRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::CloseChargePortRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::LockDoorsRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::UnlockDoorsRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::SetDestinationRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(
    const smartcar::gateway::v1::CreateDailyChargeScheduleRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(
    const smartcar::gateway::v1::CreateWeeklyChargeScheduleRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(
    const smartcar::gateway::v1::CreateWorkweekChargeScheduleRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(
    const smartcar::gateway::v1::DeleteChargeScheduleRequest&);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_VEHICLE_REQUESTS_H_
