// Fuzz target: replies with connections, one and many.
#include "server/smartcar/decode/decode_connections.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

void Connections(const std::string& input, Findings* findings) {
  smartcar::gateway::v1::GetConnectionResponse one;
  const absl::Status one_status = DecodeConnection(input, &one);
  CheckDecoded(one_status, one, input.size(), findings);

  smartcar::gateway::v1::ListConnectionsResponse many;
  PageInfo page;
  const absl::Status many_status = DecodeConnectionList(input, &many, &page);
  CheckDecoded(many_status, many, input.size(), findings);
  CheckPage(page, findings);
}

const FuzzTargetRegistration registration("connections", Connections);

}  // namespace
}  // namespace smartcar_gateway
