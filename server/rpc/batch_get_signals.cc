// The life of one BatchGetSignals.
#include "server/rpc/batch_get_signals.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/errors/error.h"
#include "server/errors/grpc_status.h"
#include "server/rpc/access_log.h"
#include "server/rpc/batch_answer.h"
#include "server/rpc/batch_flow.h"
#include "server/rpc/caller.h"
#include "server/rpc/callers_deadline.h"
#include "server/smartcar/batch_requests.h"
#include "server/smartcar/set_age.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr absl::string_view kName = "signals.batch";

int Concurrency(const v1::BatchGetSignalsRequest& request, const BatchLimits& limits) {
  return request.max_concurrency() > 0 ? std::min(request.max_concurrency(), limits.max_concurrency)
                                       : limits.default_concurrency;
}

absl::Status TimeIsUp() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed before every vehicle was answered; the answers that came "
                   "hold, ask again for the other vehicles");
}

absl::Status CallerLeft() {
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED,
                   "the caller cancelled");
}

// Owned by gRPC from the moment the handler returns it until OnDone, which comes when Finish() was
// called and no reaction runs. BatchFlow decides everything; this does it. Finish() comes last, so
// whoever does the last thing of a Todo must not touch `this` afterwards.
class BatchCall final : public grpc::ServerWriteReactor<v1::BatchGetSignalsResponse> {
 public:
  BatchCall(Rpc rpc, const BatchLimits& limits, const v1::BatchGetSignalsRequest* request)
      : in_flight_(rpc.environment->calls),
        rpc_(std::move(rpc)),
        environment_(*rpc_.environment),
        request_(*request),
        codes_(BatchCodes(*request)),
        deadline_(CallersDeadline(*rpc_.context)),
        started_(environment_.clock->Now()),
        flow_(request->vehicles_size(), Concurrency(*request, limits)) {}

  void Begin() {
    environment_.admission->Admit(*rpc_.context, rpc_.facts, Admission::Record::kNo, deadline_,
                                  looked_up_, [this](Admission::Verdict verdict) {
                                    verdict_ = std::move(verdict);
                                    share_ = ShareOf(verdict_.identity, *rpc_.context);
                                    absl::Status usable = verdict_.status;
                                    if (usable.ok()) usable = CheckBatch(request_);
                                    if (!usable.ok()) Do(flow_.Stop(usable));
                                    Do(flow_.Begin());
                                  });
  }

 private:
  void Do(BatchFlow::Todo todo) {
    for (const auto& cancellation : todo.cancel) cancellation->Cancel();
    if (todo.write != nullptr) {
      writing_ = todo.write;
      StartWrite(todo.write);
    }
    for (BatchFlow::Start& start : todo.start) StartItem(std::move(start));
    if (todo.finish.has_value()) End(*todo.finish);
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      ++answered_;
      if (writing_->has_status()) {
        ++failures_[static_cast<absl::StatusCode>(writing_->status().code())];
      }
    } else {
      Do(flow_.Abandon(CallerLeft()));
    }
    Do(flow_.Written());
  }

  // The caller cancelled or is gone, or its deadline passed.
  void OnCancel() override {
    looked_up_->Cancel();
    Do(flow_.Abandon(environment_.clock->Now() >= deadline_ ? TimeIsUp() : CallerLeft()));
  }

  void OnDone() override { delete this; }

  void StartItem(BatchFlow::Start start) {
    UpstreamRequest upstream = BuildBatchItem(request_, codes_, start.index);
    AccessRecord record;
    record.endpoint = upstream.endpoint->name;
    record.vehicle_id = upstream.vehicle_id;
    record.caller = verdict_.identity.name();
    auto answer = std::make_unique<v1::BatchGetSignalsResponse>();
    answer->set_index(start.index);
    answer->set_vehicle_id(request_.vehicles(start.index).vehicle_id());
    answer->set_user_id(request_.vehicles(start.index).user_id());
    v1::SignalsResult* const result = answer->mutable_result();
    SmartcarClient::Context call;
    call.deadline = deadline_;
    call.cancellation = std::move(start.cancellation);
    call.caller = share_;
    environment_.client->Call(
        std::move(upstream), std::move(call),
        [this, result](const UpstreamRequest&, const HttpResponse& http) {
          SetAge(http, result);
          return DecodeBatchReply(codes_, http.body, result);
        },
        [this, record = std::move(record), began = environment_.clock->Now(),
         answer = std::move(answer)](SmartcarClient::Outcome outcome) mutable {
          record.duration = environment_.clock->Now() - began;
          ItemEnded(outcome, std::move(record), std::move(answer));
        });
  }

  void ItemEnded(const SmartcarClient::Outcome& outcome, AccessRecord record,
                 std::unique_ptr<v1::BatchGetSignalsResponse> answer) {
    record.status = outcome.status;
    record.upstream_status = outcome.upstream_status;
    record.upstream_request_id = outcome.upstream_request_id;
    WriteItemLog(record);
    // This item is one of those that the deadline leaves without an answer.
    if (outcome.callers_time_is_up) Do(flow_.Stop(TimeIsUp()));
    ConcludeBatchAnswer(outcome, codes_, answer.get());
    const int index = answer->index();
    Do(flow_.Answered(index, std::move(answer)));
  }

  void End(const absl::Status& verdict) {
    BatchRecord record;
    record.endpoint = kName;
    record.caller = verdict_.identity.name();
    record.why = verdict_.why;
    record.status = verdict;
    record.duration = environment_.clock->Now() - started_;
    record.vehicles = request_.vehicles_size();
    record.answered = answered_;
    record.failures = failures_;
    WriteBatchLog(record);
    Finish(ToGrpcStatus(verdict));  // the last thing: gRPC may delete us at once
  }

  const CallsInFlight::Guard in_flight_;
  const Rpc rpc_;
  const RpcEnvironment& environment_;
  const v1::BatchGetSignalsRequest& request_;
  const std::vector<std::string> codes_;
  const absl::Time deadline_;
  const absl::Time started_;
  // Of the admission; each vehicle's call has one of its own.
  const std::shared_ptr<Cancellation> looked_up_ = std::make_shared<Cancellation>();
  BatchFlow flow_;
  // Set before anything is started.
  Admission::Verdict verdict_;
  std::string share_;
  // Need no lock: writes follow one another, and the end follows the last.
  const v1::BatchGetSignalsResponse* writing_ = nullptr;
  int answered_ = 0;
  std::map<absl::StatusCode, int> failures_;  // of those answered, by code
};

}  // namespace

grpc::ServerWriteReactor<v1::BatchGetSignalsResponse>* StartBatchGetSignals(
    Rpc rpc, const BatchLimits& limits, const v1::BatchGetSignalsRequest* request) {
  auto* call = new BatchCall(std::move(rpc), limits, request);
  call->Begin();
  return call;
}

}  // namespace smartcar_gateway
