// CallChain: the layers that every call to Smartcar passes, put together.
#ifndef SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_
#define SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_

#include <memory>

#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/http/http_transport.h"
#include "server/quota/quota_guard.h"
#include "server/quota/quota_transport.h"
#include "server/token/authorizing_transport.h"
#include "server/token/token_source.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Each layer is an HttpTransport that adds one behaviour and borrows the next. Borrows everything
// it is made of, which must outlive it and every request. Thread-safe.
class CallChain {
 public:
  struct Parts {
    const Clock* clock;
    Executor* executor;
    TokenSource* tokens;
    HttpTransport* wire;
  };

  CallChain(const smartcar::gateway::config::v1::GatewayConfig& config, const Parts& parts);

  // Where calls go in.
  HttpTransport* top() { return top_; }

  // Ends every call that waits in one of the layers with kShutDown; later ones end so at once.
  void Shutdown();

 private:
  void AddQuota(const smartcar::gateway::config::v1::QuotaConfig& config, const Parts& parts);

  // From the wire upwards; null where the configuration leaves one out.
  AuthorizingTransport authorizing_;
  std::unique_ptr<QuotaGuard> quota_;
  std::unique_ptr<QuotaTransport> within_quota_;
  HttpTransport* top_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_
