// The life of one unary RPC.
#include "server/rpc/upstream_call.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "server/base/cancellation.h"
#include "server/errors/grpc_status.h"
#include "server/rpc/access_log.h"
#include "server/rpc/caller.h"
#include "server/rpc/callers_deadline.h"

namespace smartcar_gateway {
namespace {

constexpr char kPushbackTrailer[] = "grpc-retry-pushback-ms";

// Owned by gRPC from the moment the handler returns it until OnDone.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(grpc::CallbackServerContext* context, const RpcEnvironment& environment)
      : in_flight_(environment.calls),
        context_(context),
        clock_(environment.clock),
        started_(clock_->Now()) {}

  void Start(CallSubject subject, Work work) {
    record_.endpoint = subject.endpoint;
    record_.vehicle_id = std::move(subject.vehicle_id);
    record_.request_id = std::move(subject.request_id);
    SmartcarClient::Context call;
    call.deadline = CallersDeadline(*context_);
    call.cancellation = cancellation_;
    call.caller = CallerOf(*context_);
    std::move(work)(std::move(call), [this](SmartcarClient::Outcome outcome) { End(outcome); });
  }

 private:
  // Only asks: the RPC still ends in End(), when the aborted call reports back.
  void OnCancel() override { cancellation_->Cancel(); }
  void OnDone() override { delete this; }

  void End(const SmartcarClient::Outcome& outcome) {
    record_.status = outcome.status;
    record_.upstream_status = outcome.upstream_status;
    record_.upstream_request_id = outcome.upstream_request_id;
    record_.duration = clock_->Now() - started_;
    WriteAccessLog(record_);
    if (const auto pushback = RetryPushback(outcome.status)) {
      context_->AddTrailingMetadata(kPushbackTrailer, *pushback);
    }
    Finish(ToGrpcStatus(outcome.status));  // the last thing: gRPC may delete us at once
  }

  const CallsInFlight::Guard in_flight_;
  grpc::CallbackServerContext* const context_;
  const Clock* const clock_;
  const absl::Time started_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
  AccessRecord record_;
};

}  // namespace

grpc::ServerUnaryReactor* StartWork(grpc::CallbackServerContext* context,
                                    const RpcEnvironment& environment, CallSubject subject,
                                    Work work) {
  auto* call = new UnaryCall(context, environment);
  call->Start(std::move(subject), std::move(work));
  return call;
}

grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext* context,
                                 const RpcEnvironment& environment, absl::Status status) {
  return StartWork(
      context, environment, {},
      [status = std::move(status)](SmartcarClient::Context, SmartcarClient::Done done) {
        SmartcarClient::Outcome outcome;
        outcome.status = status;
        std::move(done)(std::move(outcome));
      });
}

grpc::ServerUnaryReactor* StartUpstreamCall(grpc::CallbackServerContext* context,
                                            const RpcEnvironment& environment,
                                            absl::StatusOr<UpstreamRequest> request,
                                            SmartcarClient::Decode decode) {
  if (!request.ok()) return Refuse(context, environment, request.status());
  CallSubject subject{request->endpoint->name, request->vehicle_id, request->request_id};
  return StartWork(
      context, environment, std::move(subject),
      [client = environment.client, request = *std::move(request), decode = std::move(decode)](
          SmartcarClient::Context call, SmartcarClient::Done done) mutable {
        client->Call(std::move(request), std::move(call), std::move(decode), std::move(done));
      });
}

}  // namespace smartcar_gateway
