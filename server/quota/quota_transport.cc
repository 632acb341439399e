// Between requests and the quota guard.
#include "server/quota/quota_transport.h"

#include <algorithm>
#include <utility>

#include "server/http/retry_after.h"

namespace smartcar_gateway {
namespace {

// Where Smartcar does not say how long a vehicle is to be left alone. It documents that it does.
constexpr absl::Duration kVehiclePause = absl::Minutes(1);
// A longer pause is not believed: after a day Smartcar is asked again.
constexpr absl::Duration kLongestPause = absl::Hours(24);

QuotaCall Describe(const HttpRequest& request) {
  QuotaCall call;
  if (request.call != nullptr) {
    call.caller = request.call->caller;
    call.vehicle_id = request.call->vehicle_id;
  }
  call.rank = request.replay == Replay::kOnce ? FairQueue::Rank::kCommand : FairQueue::Rank::kRead;
  call.deadline = std::min(request.deadline, request.send_by);
  return call;
}

HttpResult Unsent(QuotaAnswer answer) {
  HttpResult result;
  switch (answer.kind) {
    case QuotaAnswer::Kind::kCancelled:
      result.error = TransportError::kCancelled;
      result.message = "cancelled while the call waited for its turn";
      break;
    case QuotaAnswer::Kind::kShutDown:
      result.error = TransportError::kShutDown;
      result.message = "the gateway stopped while the call waited for its turn";
      break;
    case QuotaAnswer::Kind::kAdmitted:
    case QuotaAnswer::Kind::kRefused:
      result.error = TransportError::kHeldBack;
      result.message = std::move(answer.message);
      result.limit = std::move(answer.limit);
      result.retry_after = answer.retry_after;
      break;
  }
  return result;
}

// Zero says nothing: had there been room, the call would not have been refused.
absl::optional<absl::Duration> Pause(const HttpResponse& response, absl::Time now) {
  const absl::optional<absl::Duration> named = RetryAfter(response, now);
  if (!named.has_value() || *named <= absl::ZeroDuration()) return absl::nullopt;
  return std::min(*named, kLongestPause);
}

}  // namespace

QuotaTransport::QuotaTransport(QuotaGuard& guard, const Clock& clock, ReadLimit read_limit,
                               HttpTransport& next)
    : guard_(guard), clock_(clock), read_limit_(std::move(read_limit)), next_(next) {}

void QuotaTransport::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                           Done done) {
  QuotaCall call = Describe(request);
  std::shared_ptr<Cancellation> for_guard = cancellation;
  guard_.Admit(std::move(call), std::move(for_guard),
               [this, request = std::move(request), cancellation = std::move(cancellation),
                done = std::move(done)](QuotaAnswer answer) mutable {
                 if (answer.kind != QuotaAnswer::Kind::kAdmitted) {
                   std::move(done)(Unsent(std::move(answer)));
                   return;
                 }
                 Send(std::move(request), std::move(cancellation), std::move(answer.permit),
                      std::move(done));
               });
}

void QuotaTransport::Send(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                          QuotaPermit permit, Done done) {
  next_.Start(
      std::move(request), std::move(cancellation),
      [this, permit = std::move(permit), done = std::move(done)](HttpResult result) mutable {
        Learn(result, permit);
        std::move(done)(std::move(result));
      });
}

void QuotaTransport::Learn(const HttpResult& result, const QuotaPermit& permit) {
  if (result.error != TransportError::kNone) {
    // A call that was only ever answered with 401 is Sent::kNo, but Smartcar has seen it.
    if (result.sent == Sent::kNo && result.response.status == 0) guard_.GiveBack(permit);
    return;
  }
  const RateLimit limit = read_limit_(result.response);
  if (limit == RateLimit::kNone) return;
  const absl::optional<absl::Duration> pause = Pause(result.response, clock_.Now());
  switch (limit) {
    case RateLimit::kApplication:
      guard_.ApplicationLimited(pause);
      return;
    case RateLimit::kVehicle:
      if (!permit.vehicle_id.empty()) {
        guard_.VehicleLimited(permit.vehicle_id, pause.value_or(kVehiclePause));
      }
      return;
    case RateLimit::kCarMaker:
      // Its other cars may be as unlucky, but only this call shows it.
      if (!permit.vehicle_id.empty() && pause.has_value()) {
        guard_.VehicleLimited(permit.vehicle_id, *pause);
      }
      return;
    case RateLimit::kNone:
      return;
  }
}

}  // namespace smartcar_gateway
