// TokenManager: keeps the one application token fresh and hands it out.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/token/credential_source.h"
#include "server/token/fetcher.h"
#include "server/token/token_event.h"
#include "server/token/token_policy.h"
#include "server/token/token_source.h"

namespace smartcar_gateway {

// Policy only: when to ask the Fetcher, how long to serve what it brought, whom to answer what.
//
// Nothing is fetched before the first GetToken() or Prefetch(). From then on the manager keeps a
// token at hand by itself: it refreshes one that expires soon in the background and goes on serving
// it, through failures, until it expires. At most one flight is up, it belongs to no caller, and it
// tries up to three secrets, see SecretOrder. Failures back off; meanwhile, without a token,
// GetToken() answers at once.
//
// The credentials are read for every flight. While they cannot be read, the last good ones stay in
// force.
//
// A token's age is measured twice, by the wall clock and by the executor's timers, and the stricter
// one counts: so neither a clock set back nor a suspended machine lets an expired token out.
//
// Reject() drops the current token, unless that token is itself the young replacement of a rejected
// one (TokenPolicy::rejection_pause). Then GetToken() returns the same token again, which tells the
// caller that another try is in vain, and the token endpoint is not asked at the rate of 401s.
//
// Thread-safe. Borrows its collaborators; the destructor answers every waiter with kUnavailable and
// waits for calls into collaborators to return, so it must not run inside one of them or inside a
// callback of this class. Nothing is called while a lock is held, save the clock, `random` and the
// executor.
class TokenManager final : public TokenSource {
 public:
  // Uniform in [0, 1). Called by one thread at a time.
  using Random = std::function<double()>;
  // May be null. Must be quick.
  using EventHook = std::function<void(const TokenEvent&)>;

  // INVALID_ARGUMENT if the policy makes no sense.
  static absl::StatusOr<std::unique_ptr<TokenManager>> Create(const TokenPolicy& policy,
                                                              CredentialSource& credentials,
                                                              Fetcher& fetcher, const Clock& clock,
                                                              Executor& executor, Random random,
                                                              EventHook on_event);
  ~TokenManager() override;

  void GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                Done done) override;
  void Reject(const Secret& rejected) override;

  // Starts fetching a token, if there is none, so that the first call need not wait for it.
  void Prefetch();

  // For whoever watches where the credentials are kept: what has been read there just now. If the
  // secrets or their order differ from those last asked with, a flight starts at once (or when the
  // one under way has ended), with the new ones first. The current token is served until that has
  // brought another; a pause that began because secrets were refused is over.
  void OnCredentialsChanged(absl::StatusOr<Credentials> now_read);

  TokenStatus status() const;

 private:
  class Core;
  explicit TokenManager(std::shared_ptr<Core> core);

  const std::shared_ptr<Core> core_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_H_
