// ChangeWatch: tells when Smartcar is asked to change something.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_CHANGE_WATCH_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_CHANGE_WATCH_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Decorator. Tells of each request with Replay::kOnce when it goes down and when its result comes
// up, unless it surely was not sent; just before, so that whoever sees the result finds it told.
// For SharedReads::Forget(), but below the layer that lets a command go on without its callers:
// what counts is when the command ends, not when they left. Borrows the next transport, which must
// outlive every request started. Thread-safe.
class ChangeWatch final : public HttpTransport {
 public:
  // With the vehicle that is concerned; an empty id is everything. Thread-safe.
  using OnChange = absl::AnyInvocable<void(const std::string& vehicle_id) const>;

  ChangeWatch(OnChange on_change, HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  const OnChange on_change_;
  HttpTransport& next_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_CHANGE_WATCH_H_
