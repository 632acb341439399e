// SecretOrder: which of the client secrets to try first.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_ORDER_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_ORDER_H_

#include <cstddef>
#include <vector>

#include "server/base/secret.h"

namespace smartcar_gateway {

// Remembers the secrets as they were last used, and the one that worked last. What has been added
// since is tried first, until it was accepted or refused: whether a new secret works is found out
// now, not when the old one is gone. Then comes the one that worked last, then the rest in order.
// If none was added but another one is first now, that one counts as new. Not thread-safe.
class SecretOrder {
 public:
  // The places in `now` in the order in which to try; notes what is new.
  std::vector<size_t> Begin(const std::vector<Secret>& now);

  // Whether asking with `now` would tell more than the requests before did.
  bool WouldTellMore(const std::vector<Secret>& now) const { return now != seen_ || !new_.empty(); }

  // Added since the first Begin(), and neither accepted nor refused yet.
  bool IsNew(const Secret& secret) const;

  void Accepted(const Secret& secret);
  void Refused(const Secret& secret);

 private:
  std::vector<Secret> seen_;
  std::vector<Secret> new_;
  Secret worked_last_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_ORDER_H_
