// Implementation of ChangeWatch.
#include "server/quota/change_watch.h"

#include <utility>

namespace smartcar_gateway {

ChangeWatch::ChangeWatch(OnChange on_change, HttpTransport& next)
    : on_change_(std::move(on_change)), next_(next) {}

void ChangeWatch::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                        Done done) {
  if (request.replay != Replay::kOnce) {
    next_.Start(std::move(request), std::move(cancellation), std::move(done));
    return;
  }
  std::string vehicle_id = request.call != nullptr ? request.call->vehicle_id : "";
  on_change_(vehicle_id);
  next_.Start(std::move(request), std::move(cancellation),
              [this, vehicle_id = std::move(vehicle_id),
               done = std::move(done)](HttpResult result) mutable {
                const bool surely_unsent =
                    result.error != TransportError::kNone && result.sent == Sent::kNo;
                if (!surely_unsent) on_change_(vehicle_id);
                std::move(done)(std::move(result));
              });
}

}  // namespace smartcar_gateway
