// A unary RPC that is answered by one page of a list of Smartcar's API.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_LIST_CALL_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_LIST_CALL_H_

#include <string>
#include <utility>

#include "server/rpc/upstream_call.h"
#include "server/smartcar/decode/list_page.h"
#include "server/smartcar/listing.h"

namespace smartcar_gateway {

// As Answer(). `decode(body, response, page)` reads the reply into the response and says where the
// page stands; the token of the next page is set from that.
template <typename Response>
grpc::ServerUnaryReactor* AnswerPage(Rpc rpc, absl::StatusOr<Listing> listing, Response* response,
                                     absl::Status (*decode)(const std::string&, Response*,
                                                            PageInfo*)) {
  if (!listing.ok()) return Refuse(std::move(rpc), listing.status());
  return AnswerRead(
      std::move(rpc), std::move(listing->upstream), response,
      [position = listing->position, filters = std::move(listing->filters), decode](
          const UpstreamRequest&, const HttpResponse& http, Response* out) -> absl::Status {
        PageInfo page;
        const absl::Status decoded = decode(http.body, out, &page);
        if (decoded.ok() && page.has_next) {
          out->set_next_page_token(
              EncodePageToken({position.page_number + 1, position.page_size}, filters));
        }
        return decoded;
      });
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_LIST_CALL_H_
