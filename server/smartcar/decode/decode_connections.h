// Replies with connections: JSON of the vehicle API into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_CONNECTIONS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_CONNECTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "server/smartcar/decode/list_page.h"
#include "smartcar/gateway/v1/connection_service.pb.h"

namespace smartcar_gateway {

// The contract is that of decode_signals.h.

// GET /connections. Sets `total_size` from the count; `next_page_token` is the caller's to set.
absl::Status DecodeConnectionList(const std::string& body,
                                  smartcar::gateway::v1::ListConnectionsResponse* response,
                                  PageInfo* page);

// GET /connections/{id}.
absl::Status DecodeConnection(const std::string& body,
                              smartcar::gateway::v1::GetConnectionResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_CONNECTIONS_H_
