// Making the layers from the configuration.
#include "server/call_chain.h"

#include "server/config/proto_duration.h"
#include "server/quota_log.h"
#include "server/smartcar/rate_limit_reply.h"

namespace smartcar_gateway {
namespace {

namespace config = smartcar::gateway::config::v1;

QuotaOptions OptionsOf(const config::QuotaConfig& quota) {
  QuotaOptions options;
  options.burst = quota.burst();
  options.refill_per_minute = quota.refill_per_minute();
  options.max_queue_length = quota.max_queue_length();
  options.max_queue_time = FromProtoDuration(quota.max_queue_time());
  options.month.soft = quota.vehicle_month_soft_limit();
  options.month.hard = quota.vehicle_month_hard_limit();
  return options;
}

}  // namespace

CallChain::CallChain(const config::GatewayConfig& config, const Parts& parts)
    : authorizing_(*parts.tokens, *parts.wire), top_(&authorizing_) {
  if (config.quota().enabled()) AddQuota(config.quota(), parts);
}

void CallChain::AddQuota(const config::QuotaConfig& config, const Parts& parts) {
  // Cannot fail: the configuration was checked.
  quota_ = *QuotaGuard::Create(OptionsOf(config), *parts.clock, *parts.executor, LogQuotaEvent);
  within_quota_ = std::make_unique<QuotaTransport>(*quota_, *parts.clock, RateLimitOf, *top_);
  top_ = within_quota_.get();
}

void CallChain::Shutdown() {
  if (quota_ != nullptr) quota_->Shutdown();
}

}  // namespace smartcar_gateway
