// TokenFlight: one attempt to get a token.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/call_gate.h"
#include "server/base/cancellation.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"
#include "server/token/credential_source.h"
#include "server/token/fetcher.h"

namespace smartcar_gateway {

// One request of a flight, before and after.
struct FlightRequest {
  Secret secret;
  std::string name;     // for humans, e.g. "line 2": where it stands
  bool is_new = false;  // to be found out whether it works
  FetchOutcome::Kind kind = FetchOutcome::Kind::kUnavailable;  // how it ended
  std::string message;                                         // of that
};

// What a flight asks with, in this order.
struct FlightPlan {
  std::string client_id;
  std::vector<FlightRequest> requests;
};

// What a flight ended with.
struct FlightEnd {
  absl::Status credentials;             // not OK: they could not be had, and nothing was sent
  std::vector<FlightRequest> requests;  // those made, in order
  FetchOutcome outcome;                 // of the last request
  absl::Duration elapsed = absl::ZeroDuration();  // what the last request took
};

// Reads the credentials, has its owner make a plan of them, then asks with one secret after the
// other until one is not rejected. Each request is bounded by a timeout. Belongs to the manager,
// not to a caller.
//
// Borrows its collaborators and touches them with a Pass of the gate only. Thread-safe.
class TokenFlight : public std::enable_shared_from_this<TokenFlight> {
 public:
  // Not OK: there is nothing to ask with.
  using MakePlan = absl::AnyInvocable<absl::StatusOr<FlightPlan>(absl::StatusOr<Credentials>) &&>;
  using Done = absl::AnyInvocable<void(FlightEnd) &&>;
  struct Collaborators {
    CredentialSource& credentials;
    Fetcher& fetcher;
    const Clock& clock;
    Executor& executor;
    std::shared_ptr<CallGate> gate;
  };

  // `make_plan` and `done` run exactly once, unlocked and with a Pass held, unless the gate closes
  // before.
  TokenFlight(Collaborators with, absl::Duration timeout, MakePlan make_plan, Done done);

  // Never calls a collaborator but the executor, on whose thread everything else begins: reading
  // credentials may mean reading a file.
  void Start();

  // Aborts the request under way, if any.
  void Cancel();

 private:
  void ReadCredentials();
  void SendRequest();
  void OnTimeout(uint64_t request);
  void OnOutcome(uint64_t request, FetchOutcome outcome);

  const Collaborators with_;
  const absl::Duration timeout_;

  Mutex mutex_;
  MakePlan make_plan_ ABSL_GUARDED_BY(mutex_);
  Done done_ ABSL_GUARDED_BY(mutex_);
  FlightEnd end_ ABSL_GUARDED_BY(mutex_);
  FlightPlan plan_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;  // in the plan
  uint64_t last_request_ ABSL_GUARDED_BY(mutex_) = 0;
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time asked_at_ ABSL_GUARDED_BY(mutex_);
  Executor::TaskId timer_ ABSL_GUARDED_BY(mutex_){};
  std::shared_ptr<Cancellation> cancellation_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_
