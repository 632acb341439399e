// TokenFlight: one attempt to get a token.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/cancellation.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"
#include "server/token/call_gate.h"
#include "server/token/credential_source.h"
#include "server/token/fetcher.h"

namespace smartcar_gateway {

// What a flight ended with.
struct FlightEnd {
  absl::Status credentials;                  // not OK: they could not be had, and nothing was sent
  size_t secrets = 0;                        // how many there were to try
  std::vector<FetchOutcome::Kind> requests;  // how each request ended, in order
  FetchOutcome outcome;                      // of the last request
  absl::Duration elapsed = absl::ZeroDuration();  // what the last request took
  Secret good_secret;                             // with a token: the one that worked
};

// Reads the credentials, then asks with one secret after the other until one is not rejected. Each
// request is bounded by a timeout. Belongs to the manager, not to a caller.
//
// Borrows its collaborators and touches them with a Pass of the gate only. Thread-safe.
class TokenFlight : public std::enable_shared_from_this<TokenFlight> {
 public:
  using Done = absl::AnyInvocable<void(FlightEnd) &&>;
  struct Collaborators {
    CredentialSource& credentials;
    Fetcher& fetcher;
    const Clock& clock;
    Executor& executor;
    std::shared_ptr<CallGate> gate;
  };

  // `preferred`: the secret to try first, if it is still among them. `done` runs exactly once,
  // unlocked and with a Pass held, unless the gate closes before.
  TokenFlight(Collaborators with, absl::Duration timeout, Secret preferred, Done done);

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
  const Secret preferred_;

  Mutex mutex_;
  Done done_ ABSL_GUARDED_BY(mutex_);
  FlightEnd end_ ABSL_GUARDED_BY(mutex_);
  Credentials credentials_ ABSL_GUARDED_BY(mutex_);
  size_t next_secret_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t last_request_ ABSL_GUARDED_BY(mutex_) = 0;
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time asked_at_ ABSL_GUARDED_BY(mutex_);
  Executor::TaskId timer_ ABSL_GUARDED_BY(mutex_){};
  std::shared_ptr<Cancellation> cancellation_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FLIGHT_H_
