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
  UnaryCall(Rpc rpc, CallSubject subject)
      : in_flight_(rpc.environment->calls),
        rpc_(std::move(rpc)),
        record_of_change_(subject.record),
        started_(clock().Now()) {
    record_.endpoint = subject.endpoint.empty() ? rpc_.facts.method->name : subject.endpoint;
    record_.vehicle_id = std::move(subject.vehicle_id);
    record_.request_id = std::move(subject.request_id);
  }

  void Start(Work work) {
    const absl::Time deadline = CallersDeadline(*rpc_.context);
    rpc_.environment->admission->Admit(
        *rpc_.context, rpc_.facts, record_of_change_, deadline, cancellation_,
        [this, deadline, work = std::move(work)](Admission::Verdict verdict) mutable {
          verdict_ = std::move(verdict);
          if (!verdict_.status.ok()) {
            SmartcarClient::Outcome refused;
            refused.status = verdict_.status;
            Finish(refused);
            return;
          }
          Do(std::move(work), deadline);
        });
  }

 private:
  // Only asks: the RPC still ends in Finish(), when the aborted call reports back.
  void OnCancel() override { cancellation_->Cancel(); }
  void OnDone() override { delete this; }

  const Clock& clock() const { return *rpc_.environment->clock; }

  void Do(Work work, absl::Time deadline) {
    SmartcarClient::Context call;
    call.deadline = deadline;
    call.cancellation = cancellation_;
    call.caller = ShareOf(verdict_.identity, *rpc_.context);
    call.identity = verdict_.identity.name();
    call.audit_sequence = verdict_.audit_sequence;
    std::move(work)(std::move(call), [this](SmartcarClient::Outcome outcome) {
      if (record_of_change_ == Admission::Record::kYes) {
        rpc_.environment->admission->Ended(*rpc_.context, rpc_.facts, verdict_, outcome);
      }
      Finish(outcome);
    });
  }

  void Finish(const SmartcarClient::Outcome& outcome) {
    record_.caller = verdict_.identity.name();
    record_.why = verdict_.why;
    record_.status = outcome.status;
    record_.upstream_status = outcome.upstream_status;
    record_.upstream_request_id = outcome.upstream_request_id;
    record_.duration = clock().Now() - started_;
    WriteAccessLog(record_);
    if (const auto pushback = RetryPushback(outcome.status)) {
      rpc_.context->AddTrailingMetadata(kPushbackTrailer, *pushback);
    }
    // The last thing: gRPC may delete us at once.
    ServerUnaryReactor::Finish(ToGrpcStatus(outcome.status));
  }

  const CallsInFlight::Guard in_flight_;
  const Rpc rpc_;
  const Admission::Record record_of_change_;
  const absl::Time started_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
  Admission::Verdict verdict_;
  AccessRecord record_;
};

}  // namespace

CallSubject SubjectOf(const UpstreamRequest& request) {
  return {request.endpoint->name, request.vehicle_id, request.request_id,
          request.endpoint->kind == CallKind::kWrite ? Admission::Record::kYes
                                                     : Admission::Record::kNo};
}

grpc::ServerUnaryReactor* StartWork(Rpc rpc, CallSubject subject, Work work) {
  auto* call = new UnaryCall(std::move(rpc), std::move(subject));
  call->Start(std::move(work));
  return call;
}

grpc::ServerUnaryReactor* Refuse(Rpc rpc, absl::Status status) {
  return StartWork(
      std::move(rpc), {},
      [status = std::move(status)](SmartcarClient::Context, SmartcarClient::Done done) {
        SmartcarClient::Outcome outcome;
        outcome.status = status;
        std::move(done)(std::move(outcome));
      });
}

grpc::ServerUnaryReactor* StartUpstreamCall(Rpc rpc, absl::StatusOr<UpstreamRequest> request,
                                            SmartcarClient::Decode decode) {
  if (!request.ok()) return Refuse(std::move(rpc), request.status());
  SmartcarClient* const client = rpc.environment->client;
  CallSubject subject = SubjectOf(*request);
  return StartWork(std::move(rpc), std::move(subject),
                   [client, request = *std::move(request), decode = std::move(decode)](
                       SmartcarClient::Context call, SmartcarClient::Done done) mutable {
                     client->Call(std::move(request), std::move(call), std::move(decode),
                                  std::move(done));
                   });
}

}  // namespace smartcar_gateway
