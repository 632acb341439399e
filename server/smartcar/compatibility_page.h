// A page of a copy of the compatibility matrix. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_PAGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_PAGE_H_

#include "server/smartcar/compatibility_matrix.h"
#include "server/smartcar/compatibility_requests.h"
#include "smartcar/gateway/v1/compatibility_service.pb.h"

namespace smartcar_gateway {

// Fills `response`, which must be empty. `copy` must be of `listing.key`.
void FillPage(const MatrixCopy& copy, const MatrixListing& listing,
              smartcar::gateway::v1::ListCompatibleVehiclesResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_PAGE_H_
