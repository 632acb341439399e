// From the requests of ConnectionService to calls of Smartcar's API. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_CONNECTION_REQUESTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_CONNECTION_REQUESTS_H_

#include "absl/status/statusor.h"
#include "server/smartcar/listing.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/connection_service.pb.h"

namespace smartcar_gateway {

// Each checks its request and fails with INVALID_ARGUMENT naming every wrong field.
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetConnectionRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::DeleteConnectionRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::DeleteUserRequest&);
absl::StatusOr<Listing> BuildListing(const smartcar::gateway::v1::ListConnectionsRequest&);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_CONNECTION_REQUESTS_H_
