// From the requests of CompatibilityService to what is looked up in the matrix. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_REQUESTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_REQUESTS_H_

#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "server/smartcar/page_token.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/compatibility_service.pb.h"

namespace smartcar_gateway {

// The part of the matrix that Smartcar is asked for at once.
struct MatrixKey {
  smartcar::gateway::v1::CompatibilityRegion region{};  // unspecified: every region
  std::string make;                                     // in upper case; empty: every make

  friend bool operator<(const MatrixKey& a, const MatrixKey& b) {
    return std::tie(a.region, a.make) < std::tie(b.region, b.make);
  }
};

// A page of what matches the key and, among that, the powertrain.
struct MatrixListing {
  MatrixKey key;
  smartcar::gateway::v1::PowertrainType powertrain_type{};  // unspecified: every powertrain
  PagePosition position;
  std::string filters;  // what the page token is bound to
};

// Fails with INVALID_ARGUMENT naming every wrong field.
absl::StatusOr<MatrixListing> BuildListing(
    const smartcar::gateway::v1::ListCompatibleVehiclesRequest&);

// A call for that part of the matrix. Smartcar documents that it comes whole; `page_number` from 2
// on is for the case that it does not.
UpstreamRequest BuildMatrixRequest(const MatrixKey& key, int page_number);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_REQUESTS_H_
