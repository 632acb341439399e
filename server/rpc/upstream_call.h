// Unary RPCs: those that are answered by one call of Smartcar's API, and those that take more.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_UPSTREAM_CALL_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_UPSTREAM_CALL_H_

#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/base/clock.h"
#include "server/rpc/admission.h"
#include "server/rpc/calls_in_flight.h"
#include "server/rpc/rpc_facts.h"
#include "server/smartcar/request_id.h"
#include "server/smartcar/set_age.h"
#include "server/smartcar/smartcar_client.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace smartcar_gateway {

// What every handler borrows.
struct RpcEnvironment {
  SmartcarClient* client;
  const Clock* clock;
  CallsInFlight* calls;
  Admission* admission;
};

// One RPC at its beginning. Its parts live as long as the RPC.
struct Rpc {
  template <typename Request>
  Rpc(grpc::CallbackServerContext* rpc_context, const RpcEnvironment& rpc_environment,
      const Request& request)
      : context(rpc_context), environment(&rpc_environment), facts(FactsOf(request)) {}

  grpc::CallbackServerContext* context;
  const RpcEnvironment* environment;
  RpcFacts facts;
};

// What is known of an RPC whose request is right.
struct CallSubject {
  absl::string_view endpoint;  // for the access log
  std::string vehicle_id;      // for the access log
  std::string request_id;      // for the access log
  Admission::Record record = Admission::Record::kNo;
};

CallSubject SubjectOf(const UpstreamRequest& request);

// What an RPC does: any work that obeys the context's deadline and cancel, and calls back once.
using Work = absl::AnyInvocable<void(SmartcarClient::Context, SmartcarClient::Done) &&>;

// Starts the RPC's life: asks for admission, does the work, asks it to end when the RPC is
// cancelled, finishes exactly once with the outcome's status and details, and writes one access-log
// line. Returns the reactor, which deletes itself.
grpc::ServerUnaryReactor* StartWork(Rpc rpc, CallSubject subject, Work work);

// An RPC whose request is wrong, as `status` says: what its caller hears if it is admitted.
grpc::ServerUnaryReactor* Refuse(Rpc rpc, absl::Status status);

// The work of one call upstream. If `request` is an error, finishes with it and sends nothing.
grpc::ServerUnaryReactor* StartUpstreamCall(Rpc rpc, absl::StatusOr<UpstreamRequest> request,
                                            SmartcarClient::Decode decode);

// The same for a response that tells Smartcar's request id. `decode(request, http, response)` reads
// the reply into the response.
template <typename Response, typename DecodeInto>
grpc::ServerUnaryReactor* Answer(Rpc rpc, absl::StatusOr<UpstreamRequest> request,
                                 Response* response, DecodeInto decode) {
  return StartUpstreamCall(
      std::move(rpc), std::move(request),
      [response, decode = std::move(decode)](const UpstreamRequest& upstream,
                                             const HttpResponse& http) -> absl::Status {
        response->set_upstream_request_id(RequestIdOf(http));
        return decode(upstream, http, response);
      });
}

// The same for a read, whose response tells the age of a kept answer.
template <typename Response, typename DecodeInto>
grpc::ServerUnaryReactor* AnswerRead(Rpc rpc, absl::StatusOr<UpstreamRequest> request,
                                     Response* response, DecodeInto decode) {
  return Answer(std::move(rpc), std::move(request), response,
                [decode = std::move(decode)](const UpstreamRequest& upstream,
                                             const HttpResponse& http, Response* out) {
                  SetAge(http, out);
                  return decode(upstream, http, out);
                });
}

// For Answer(): success of a deletion says nothing more.
template <typename Response>
absl::Status NothingToDecode(const UpstreamRequest&, const HttpResponse&, Response*) {
  return absl::OkStatus();
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_UPSTREAM_CALL_H_
