// Making the layers from the configuration.
#include "server/call_chain.h"

#include <utility>

#include "absl/random/random.h"
#include "server/base/proto_duration.h"
#include "server/breaker_log.h"
#include "server/quota_log.h"
#include "server/smartcar/command_outcome.h"
#include "server/smartcar/rate_limit_reply.h"
#include "server/smartcar/retry_advice.h"

namespace smartcar_gateway {
namespace {

namespace config = smartcar::gateway::config::v1;

CommandSafety::Options CommandOptions(const config::GatewayConfig& config,
                                      const CallChain::Parts& parts) {
  CommandSafety::Options options;
  options.max_duration = FromProtoDuration(config.deadlines().max());
  options.judge = [clock = parts.clock](const HttpRequest& request, const HttpResult& result) {
    return JudgeCommand(request, result, clock->Now());
  };
  options.hold_open = parts.hold_open;
  options.on_settled = parts.on_settled;
  return options;
}

// In [0, 1). Drawn seldom, so a generator for each call is cheaper than one with a lock.
double Random() {
  absl::BitGen generator;
  return absl::Uniform(generator, 0.0, 1.0);
}

// Null if the configuration has no breaker.
std::unique_ptr<BreakerTransport> MakeBreaker(const config::BreakerConfig& config,
                                              const CallChain::Parts& parts, HttpTransport& next) {
  if (config.failures() == 0) return nullptr;
  CircuitBreaker::Options options;
  options.failures = static_cast<int>(config.failures());
  options.initial_pause = FromProtoDuration(config.initial_pause());
  options.max_pause = FromProtoDuration(config.max_pause());
  return std::make_unique<BreakerTransport>(options, *parts.clock, Random, LogBreakerEvent, next);
}

// Null if limits are not kept.
std::unique_ptr<QuotaGuard> MakeQuota(const config::QuotaConfig& config,
                                      const CallChain::Parts& parts) {
  if (!config.enabled()) return nullptr;
  QuotaOptions options;
  options.burst = config.burst();
  options.refill_per_minute = config.refill_per_minute();
  options.max_queue_length = config.max_queue_length();
  options.max_queue_time = FromProtoDuration(config.max_queue_time());
  options.month.soft = config.vehicle_month_soft_limit();
  options.month.hard = config.vehicle_month_hard_limit();
  // Cannot fail: the configuration was checked.
  return *QuotaGuard::Create(options, *parts.clock, *parts.executor, LogQuotaEvent);
}

// Null if there is no guard.
std::unique_ptr<QuotaTransport> KeepWithin(QuotaGuard* quota, const CallChain::Parts& parts,
                                           HttpTransport& next) {
  if (quota == nullptr) return nullptr;
  return std::make_unique<QuotaTransport>(*quota, *parts.clock, RateLimitOf, next);
}

// The layer, or what is below it if there is none.
template <typename Layer>
HttpTransport& Or(const std::unique_ptr<Layer>& layer, HttpTransport& next) {
  return layer != nullptr ? static_cast<HttpTransport&>(*layer) : next;
}

RetryingTransport::Options RetryOptions(const config::RetryConfig& config) {
  RetryingTransport::Options options;
  options.policy.max_attempts = static_cast<int>(config.max_attempts());
  options.policy.initial_backoff = FromProtoDuration(config.initial_backoff());
  options.policy.max_backoff = FromProtoDuration(config.max_backoff());
  options.budget.percent = static_cast<int>(config.budget_percent());
  options.budget.reserve = static_cast<int>(config.budget_reserve());
  options.advisor = AdviseRetryOfReply;
  return options;
}

SharedReads::Options SharingOptions(const config::CacheConfig& config) {
  SharedReads::Options options;
  options.max_bytes = config.max_bytes();
  options.default_max_age = FromProtoDuration(config.default_max_age());
  options.negative_max_age = FromProtoDuration(config.negative_max_age());
  options.share_calls = config.share_calls();
  return options;
}

}  // namespace

CallChain::CallChain(const config::GatewayConfig& config, const Parts& parts)
    : authorizing_(*parts.tokens, *parts.wire),
      quota_(MakeQuota(config.quota(), parts)),
      within_quota_(KeepWithin(quota_.get(), parts, authorizing_)),
      breaker_(MakeBreaker(config.breaker(), parts, Or(within_quota_, authorizing_))),
      retrying_(RetryOptions(config.retry()), *parts.clock, *parts.executor, Random,
                Or(breaker_, Or(within_quota_, authorizing_))),
      changes_([this](const std::string& vehicle_id) { shared_.Forget(vehicle_id); }, retrying_),
      commands_(CommandOptions(config, parts), *parts.clock, *parts.executor, *parts.ledger,
                changes_),
      shared_(SharingOptions(config.cache()), *parts.clock, *parts.executor, commands_) {}

absl::Status CallChain::KeepMonthCounts(std::unique_ptr<MonthMeterStore> store, const Clock& clock,
                                        Executor& background) {
  if (quota_ == nullptr) return absl::OkStatus();
  auto saver = MonthMeterSaver::Create(std::move(store), *quota_, clock, background, LogMonthError);
  if (!saver.ok()) return saver.status();
  month_saver_ = *std::move(saver);
  return absl::OkStatus();
}

void CallChain::Shutdown() {
  if (quota_ != nullptr) quota_->Shutdown();
}

}  // namespace smartcar_gateway
