// Implementation of SmartcarClient.
#include "server/smartcar/smartcar_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/errors/error.h"
#include "server/smartcar/request_id.h"
#include "server/smartcar/upstream_error.h"

namespace smartcar_gateway {
namespace {

absl::Status Judge(const UpstreamRequest& request, const HttpResult& result,
                   SmartcarClient::Decode& decode, absl::Time now) {
  const absl::Status status = JudgeResult(request, result, now);
  if (!status.ok()) return status;
  const absl::Status decoded = decode(request, result.response);
  if (decoded.ok() || !ReasonOf(decoded).empty()) return decoded;
  return UnreadableReply(request, result, decoded.message());
}

}  // namespace

SmartcarClient::SmartcarClient(Options options, const Clock* clock, HttpTransport* transport)
    : options_(std::move(options)), clock_(clock), transport_(transport) {}

absl::Time SmartcarClient::UpstreamDeadline(absl::Time callers, CallKind kind,
                                            absl::Time now) const {
  if (callers == absl::InfiniteFuture()) {
    return now + std::min(options_.max_deadline, kind == CallKind::kRead
                                                     ? options_.read_deadline
                                                     : options_.command_deadline);
  }
  const absl::Duration left = callers - now;
  return now + std::min(options_.max_deadline, left - std::min(options_.reserve, left / 5));
}

const std::string& SmartcarClient::BaseUrl(Api api) const {
  switch (api) {
    case Api::kManagement:
      return options_.management_base_url;
    case Api::kCompatibility:
      return options_.compatibility_base_url;
    case Api::kVehicle:
      break;
  }
  return options_.vehicle_base_url;
}

HttpRequest SmartcarClient::BuildHttpRequest(const UpstreamRequest& request, const Context& context,
                                             absl::Time deadline) const {
  HttpRequest http;
  http.method = request.endpoint->method;
  http.url = absl::StrCat(BaseUrl(request.endpoint->api), request.path);
  http.headers.push_back({"accept", "application/json"});
  if (!request.user_id.empty()) http.headers.push_back({"sc-user-id", request.user_id});
  if (!request.unit_system.empty()) {
    http.headers.push_back({"sc-unit-system", std::string(request.unit_system)});
  }
  if (!request.body.empty()) {
    http.headers.push_back({"content-type", "application/json"});
    http.body = request.body;
  }
  http.max_reply_bytes = request.max_reply_bytes;
  http.deadline = deadline;
  http.replay = request.endpoint->kind == CallKind::kRead ? Replay::kAllowed : Replay::kOnce;
  auto call = std::make_shared<CallInfo>();
  call->caller = context.caller;
  call->identity = context.identity;
  call->audit_sequence = context.audit_sequence;
  // Other calls are about a vehicle too, but do not touch it.
  if (request.endpoint->api == Api::kVehicle) call->vehicle_id = request.vehicle_id;
  call->max_age = request.max_age;
  call->request_id = request.request_id;
  call->resend_if_unknown = request.resend_if_unknown;
  http.call = std::move(call);
  return http;
}

void SmartcarClient::Call(UpstreamRequest request, Context context, Decode decode, Done done) {
  const absl::Time now = clock_->Now();
  const absl::Time deadline = UpstreamDeadline(context.deadline, request.endpoint->kind, now);
  if (deadline <= now) {
    Outcome outcome;
    outcome.status = ExpiredBeforeSending(request);
    outcome.callers_time_is_up = true;
    std::move(done)(std::move(outcome));
    return;
  }
  // With a deadline of the caller's, `max_deadline` is the only other limit.
  const bool callers_time =
      context.deadline != absl::InfiniteFuture() && deadline < now + options_.max_deadline;
  HttpRequest http = BuildHttpRequest(request, context, deadline);
  transport_->Start(std::move(http), std::move(context.cancellation),
                    [this, callers_time, request = std::move(request), decode = std::move(decode),
                     done = std::move(done)](HttpResult result) mutable {
                      Outcome outcome;
                      outcome.callers_time_is_up =
                          callers_time && result.error == TransportError::kTimedOut;
                      outcome.status = Judge(request, result, decode, clock_->Now());
                      outcome.upstream_status = result.response.status;
                      outcome.upstream_request_id = RequestIdOf(result.response);
                      std::move(done)(std::move(outcome));
                    });
}

}  // namespace smartcar_gateway
