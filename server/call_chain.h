// CallChain: the layers that every call to Smartcar passes, put together.
#ifndef SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_
#define SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_

#include <memory>

#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/commands/command_safety.h"
#include "server/http/breaker_transport.h"
#include "server/http/http_transport.h"
#include "server/http/retrying_transport.h"
#include "server/quota/change_watch.h"
#include "server/quota/month_meter_saver.h"
#include "server/quota/quota_guard.h"
#include "server/quota/quota_transport.h"
#include "server/quota/shared_reads.h"
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
    CommandLedger* ledger;
    CommandEnvironment::HoldOpen hold_open;
    CommandEnvironment::OnSettled on_settled;
  };

  CallChain(const smartcar::gateway::config::v1::GatewayConfig& config, const Parts& parts);

  // Where calls go in.
  HttpTransport* top() { return &shared_; }

  // Where the configuration limits the calls of a month: keeps their counts over a restart. Tasks
  // of `background` wait for the disk.
  absl::Status KeepMonthCounts(std::unique_ptr<MonthMeterStore> store, const Clock& clock,
                               Executor& background);

  // Calls that wait for Smartcar's limits end with kShutDown, and so do later ones.
  void Shutdown();

 private:
  // From the wire upwards.
  AuthorizingTransport authorizing_;
  std::unique_ptr<QuotaGuard> quota_;  // null if limits are not kept
  std::unique_ptr<MonthMeterSaver> month_saver_;
  std::unique_ptr<QuotaTransport> within_quota_;
  // Above the quota: what is not sent need not wait for its turn. Null if there is none.
  std::unique_ptr<BreakerTransport> breaker_;
  RetryingTransport retrying_;
  ChangeWatch changes_;
  CommandSafety commands_;
  SharedReads shared_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CALL_CHAIN_H_
