// SmartcarClient: makes one call of Smartcar's API and says how it ended.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_SMARTCAR_CLIENT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_SMARTCAR_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/cancellation.h"
#include "server/base/clock.h"
#include "server/http/http_transport.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

// Builds the HTTP request (headers, `sc-user-id`, deadline), sends it through the transport below,
// and turns the result into a status with details. The token is the transport's to add: for the
// compatibility API, which takes none, make a client whose transport adds none. Borrows its
// collaborators, which must outlive it and every call. Thread-safe; never blocks.
class SmartcarClient {
 public:
  struct Options {
    // One for each Api, without trailing slash.
    std::string vehicle_base_url;
    std::string management_base_url;
    std::string compatibility_base_url;
    // For calls whose caller gave no deadline.
    absl::Duration read_deadline = absl::Minutes(1);
    absl::Duration command_deadline = absl::Seconds(310);
    // No call takes longer, whatever its caller allows.
    absl::Duration max_deadline = absl::Seconds(330);
    // Kept back from the caller's deadline so that our answer arrives before it; at most a fifth of
    // what is left.
    absl::Duration reserve = absl::Milliseconds(20);
  };

  struct Context {
    absl::Time deadline = absl::InfiniteFuture();  // the caller's
    std::shared_ptr<Cancellation> cancellation;    // never null
    std::string caller;           // whose share of the quota it takes; empty: the gateway's own
    std::string identity;         // who asks, as the policy knows it
    uint64_t audit_sequence = 0;  // of the line that says that it starts; 0: there is none
  };

  struct Outcome {
    absl::Status status;
    std::string upstream_request_id;  // Smartcar's, if it answered
    int upstream_status = 0;          // the HTTP status, 0 if there was no reply
    // It ended because the caller's own deadline left no more time, not for a limit of ours.
    bool callers_time_is_up = false;
  };

  // Reads a reply of success. An error without ErrorInfo means "cannot be understood".
  using Decode =
      absl::AnyInvocable<absl::Status(const UpstreamRequest& request, const HttpResponse&)>;
  using Done = absl::AnyInvocable<void(Outcome) &&>;

  SmartcarClient(Options options, const Clock* clock, HttpTransport* transport);

  // Runs `decode` at most once and then `done` exactly once, on a thread of the transport or
  // inline.
  void Call(UpstreamRequest request, Context context, Decode decode, Done done);

  // When a call of that kind must have ended so that its answer reaches a caller with that
  // deadline.
  absl::Time UpstreamDeadline(absl::Time callers, CallKind kind, absl::Time now) const;

 private:
  const std::string& BaseUrl(Api api) const;
  HttpRequest BuildHttpRequest(const UpstreamRequest& request, const Context& context,
                               absl::Time deadline) const;

  const Options options_;
  const Clock* const clock_;
  HttpTransport* const transport_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_SMARTCAR_CLIENT_H_
