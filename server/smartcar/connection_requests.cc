// Listing, reading and deleting connections; deleting users.
#include "server/smartcar/connection_requests.h"

#include <string>

#include "server/smartcar/endpoints.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/max_age.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr size_t kMaxExternalIdBytes = 256;

void CheckFilters(const v1::ListConnectionsRequest& request, FieldChecker* check) {
  check->OptionalId("user_id", request.user_id());
  check->OptionalId("vehicle_id", request.vehicle_id());
  if (!v1::VehicleMode_IsValid(request.mode())) {
    check->Violation("mode", "is no mode this release knows");
  }
  if (request.external_user_id().size() > kMaxExternalIdBytes) {
    check->Violation("external_user_id", "must be at most 256 bytes long");
  }
}

// `filter[vehicle.mode]` is always sent, so that upstream's default never decides.
std::string Filters(const v1::ListConnectionsRequest& request) {
  std::string query;
  AddFilter("vehicle.mode", request.mode() == v1::VEHICLE_MODE_SIMULATED ? "simulated" : "live",
            &query);
  AddFilter("userId", request.user_id(), &query);
  AddFilter("vehicleId", request.vehicle_id(), &query);
  AddFilter("user.externalId", request.external_user_id(), &query);
  return query;
}

}  // namespace

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetConnectionRequest& request) {
  FieldChecker check;
  check.Id("connection_id", request.connection_id());
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream =
      ById(endpoints::kGetConnection, "/connections/", request.connection_id());
  upstream.max_age = max_age;
  return upstream;
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::DeleteConnectionRequest& request) {
  FieldChecker check;
  check.Id("connection_id", request.connection_id());
  if (!check.ok()) return check.Verdict();
  return ById(endpoints::kDeleteConnection, "/connections/", request.connection_id());
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::DeleteUserRequest& request) {
  FieldChecker check;
  check.Id("user_id", request.user_id());
  if (!check.ok()) return check.Verdict();
  return ById(endpoints::kDeleteUser, "/users/", request.user_id());
}

absl::StatusOr<Listing> BuildListing(const v1::ListConnectionsRequest& request) {
  FieldChecker check;
  CheckFilters(request, &check);
  Listing listing = MakeListing(endpoints::kListConnections, "/connections", Filters(request),
                                request.page_size(), request.page_token(), &check);
  listing.upstream.max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  return listing;
}

}  // namespace smartcar_gateway
