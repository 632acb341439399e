// Putting the parts together.
#include "server/gateway.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <chrono>
#include <future>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "server/audit_lines.h"
#include "server/base/clock.h"
#include "server/base/proto_duration.h"
#include "server/base/thread_executor.h"
#include "server/call_chain.h"
#include "server/client_secrets.h"
#include "server/command_log.h"
#include "server/commands/memory_ledger_store.h"
#include "server/commands/sqlite_ledger_store.h"
#include "server/front_door.h"
#include "server/http/curl_transport.h"
#include "server/library_log.h"
#include "server/listener/listener.h"
#include "server/listener_log.h"
#include "server/matrix_log.h"
#include "server/quota/month_meter_store.h"
#include "server/rpc/calls_in_flight.h"
#include "server/rpc/compatibility_service.h"
#include "server/rpc/connection_service.h"
#include "server/rpc/vehicle_service.h"
#include "server/rpc/webhook_service.h"
#include "server/smartcar/compatibility_matrix.h"
#include "server/smartcar/smartcar_client.h"
#include "server/smartcar/subscription_creator.h"
#include "server/store/state_directory.h"
#include "server/token/token_fetcher.h"
#include "server/token/token_manager.h"
#include "server/token_log.h"

namespace smartcar_gateway {
namespace {

namespace config = smartcar::gateway::config::v1;

// For answers to get on the wire after their calls were aborted.
constexpr absl::Duration kTimeToAbort = absl::Seconds(2);
constexpr std::chrono::milliseconds kCutOffInterval(50);

// Of commands whose outcomes are kept without a state folder: some 100 MB.
constexpr size_t kMaxOutcomesInMemory = 100'000;

CurlTransportOptions TransportOptions(const config::SmartcarConfig& smartcar) {
  CurlTransportOptions options;
  options.ca_file = smartcar.ca_file();
  options.connect_timeout = FromProtoDuration(smartcar.connect_timeout());
  options.max_reply_bytes = smartcar.max_reply_bytes();
  options.max_in_flight = smartcar.max_in_flight();
  return options;
}

SmartcarClient::Options ClientOptions(const config::GatewayConfig& config) {
  SmartcarClient::Options options;
  options.vehicle_base_url = config.smartcar().vehicle_base_url();
  options.management_base_url = config.smartcar().management_base_url();
  options.compatibility_base_url = config.smartcar().compatibility_base_url();
  options.read_deadline = FromProtoDuration(config.deadlines().read_default());
  options.command_deadline = FromProtoDuration(config.deadlines().command_default());
  options.max_deadline = FromProtoDuration(config.deadlines().max());
  options.reserve = FromProtoDuration(config.deadlines().reserve());
  return options;
}

BatchLimits Limits(const config::BatchConfig& batch) {
  BatchLimits limits;
  limits.default_concurrency = static_cast<int>(batch.default_concurrency());
  limits.max_concurrency = static_cast<int>(batch.max_concurrency());
  return limits;
}

// `state` is null if there is no state folder.
absl::StatusOr<std::unique_ptr<LedgerStore>> OpenLedgerStore(const StateDirectory* state) {
  if (state == nullptr) return std::make_unique<MemoryLedgerStore>(kMaxOutcomesInMemory);
  return SqliteLedgerStore::Open(state->PathOf("commands.db"));
}

// Returns when the task that the executor is running, if it is, has ended.
void WaitForTask(Executor* executor) {
  const auto ended = std::make_shared<std::promise<void>>();
  executor->RunAfter(absl::ZeroDuration(), [ended] { ended->set_value(); });
  ended->get_future().wait();
}

class RunningGateway final : public Gateway {
 public:
  ~RunningGateway() override { Shutdown(absl::ZeroDuration()); }

  absl::Status Start(const LoadedConfig& loaded) {
    const absl::Status opened = OpenState(loaded.config);
    if (!opened.ok()) return opened;
    auto door = FrontDoor::Open(loaded.config, RealClock());
    if (!door.ok()) return door.status();
    door_ = *std::move(door);
    auto transport = CurlTransport::Create(TransportOptions(loaded.config.smartcar()));
    if (!transport.ok()) return transport.status();
    transport_ = *std::move(transport);
    auto secrets = ClientSecrets::Create(loaded, background_);
    if (!secrets.ok()) return secrets.status();
    secrets_ = *std::move(secrets);
    fetcher_ = std::make_unique<TokenFetcher>(loaded.config.smartcar().token_url(), *transport_,
                                              RealClock());
    auto tokens = TokenManager::Create(
        TokenPolicy(), secrets_->source(), *fetcher_, RealClock(), executor_,
        [this] { return absl::Uniform(random_, 0.0, 1.0); },
        [this](const TokenEvent& event) {
          LogTokenEvent(event);
          if (const auto line = SecretLine(event)) door_->Record(*line);
          secrets_->OnTokenEvent(event);
        });
    if (!tokens.ok()) return tokens.status();
    tokens_ = *std::move(tokens);
    chain_ = std::make_unique<CallChain>(
        loaded.config,
        CallChain::Parts{
            &RealClock(), &executor_, tokens_.get(), transport_.get(), ledger_.get(),
            [this] { return std::make_shared<CallsInFlight::Guard>(&calls_); },
            [this](const HttpRequest& request, CommandOutcome outcome, const HttpResult& result) {
              door_->Record(SettledLine(request, outcome, result));
            }});
    const absl::Status counts_kept = KeepMonthCounts(loaded.config);
    if (!counts_kept.ok()) return counts_kept;
    client_ =
        std::make_unique<SmartcarClient>(ClientOptions(loaded.config), &RealClock(), chain_->top());
    const RpcEnvironment environment{client_.get(), &RealClock(), &calls_, &door_->admission()};
    services_.push_back(MakeVehicleService(environment, Limits(loaded.config.batch())));
    services_.push_back(MakeConnectionService(environment));
    subscriptions_ = std::make_unique<SubscriptionCreator>(client_.get(), &RealClock(), &executor_);
    services_.push_back(MakeWebhookService(environment, subscriptions_.get()));
    // Below it there is nothing that would add a token.
    public_client_ = std::make_unique<SmartcarClient>(ClientOptions(loaded.config), &RealClock(),
                                                      transport_.get());
    matrix_ = CompatibilityMatrix::Create({}, public_client_.get(), &RealClock(), &executor_,
                                          &background_, LogStaleMatrix);
    services_.push_back(MakeCompatibilityService(environment, matrix_.get()));
    const absl::Status listening = Listen(loaded.config);
    if (listening.ok()) {
      // First: what changes after the secrets were read must be seen.
      secrets_->Watch([this](absl::StatusOr<Credentials> now_read) {
        tokens_->OnCredentialsChanged(std::move(now_read));
      });
      tokens_->Prefetch();
    }
    return listening;
  }

  const std::string& address() const override { return address_; }

  void Shutdown(absl::Duration grace_period) override {
    if (listener_ != nullptr) StopServing(grace_period);
    WaitForTask(&executor_);
    // The rest follows in the order of dependence: nobody may use what is gone.
    if (secrets_ != nullptr) secrets_->StopWatching();
    tokens_ = nullptr;
    if (transport_ != nullptr) transport_->Shutdown();
    if (door_ != nullptr) door_->Close();
  }

 private:
  absl::Status OpenState(const config::GatewayConfig& config) {
    if (config.state_dir().empty()) {
      LogThatOutcomesAreForgotten();
    } else {
      auto state = StateDirectory::Open(config.state_dir());
      if (!state.ok()) return state.status();
      state_ = *std::move(state);
    }
    auto store = OpenLedgerStore(state_.get());
    if (!store.ok()) return store.status();
    ledger_ =
        std::make_unique<CommandLedger>(FromProtoDuration(config.commands().request_id_window()),
                                        *std::move(store), RealClock(), disk_, LogLedgerError);
    return absl::OkStatus();
  }

  absl::Status KeepMonthCounts(const config::GatewayConfig& config) {
    const config::QuotaConfig& quota = config.quota();
    const bool limited =
        quota.vehicle_month_soft_limit() > 0 || quota.vehicle_month_hard_limit() > 0;
    if (state_ == nullptr || !quota.enabled() || !limited) return absl::OkStatus();
    auto store = SqliteMonthMeterStore::Open(state_->PathOf("month_calls.db"));
    if (!store.ok()) return store.status();
    return chain_->KeepMonthCounts(*std::move(store), RealClock(), background_);
  }

  absl::Status Listen(const config::GatewayConfig& config) {
    RouteLibraryLogs();
    auto listener = Listener::Start(config, services_, door_->tls_files(), WarnOfTurnedAwayCallers);
    if (!listener.ok()) return listener.status();
    listener_ = *std::move(listener);
    address_ = listener_->address();
    return absl::OkStatus();
  }

  // gRPC's own deadline would answer everything with "Cancelling all calls", UNAVAILABLE, also a
  // command that is being carried out. So it gets none, and the calls are ended from below: the
  // transport tells each whether it was sent. Only then what is left, watches of health and
  // reflection, is cut off. Commands that go on without their callers count as calls in flight,
  // until their outcomes are written down.
  void StopServing(absl::Duration grace_period) {
    grpc::Server& server = listener_->server();
    listener_->StopAccepting();
    server.GetHealthCheckService()->SetServingStatus(false);
    std::future<void> stopped = std::async(std::launch::async, [&server] { server.Shutdown(); });
    subscriptions_->Stop();
    calls_.WaitUntilNone(RealClock(), grace_period);
    door_->StopWaiting();
    chain_->Shutdown();
    transport_->Shutdown();
    calls_.WaitUntilNone(RealClock(), kTimeToAbort);
    do {  // again, for what came in while gRPC was only beginning to shut down
      grpc_server_cancel_all_calls(server.c_server());
    } while (stopped.wait_for(kCutOffInterval) != std::future_status::ready);
    listener_ = nullptr;
  }

  // In the order of dependence: each uses only what stands above it.
  CallsInFlight calls_;
  ThreadExecutor executor_;
  absl::BitGen random_;
  std::unique_ptr<StateDirectory> state_;
  std::unique_ptr<FrontDoor> door_;
  std::unique_ptr<CommandLedger> ledger_;
  std::unique_ptr<CurlTransport> transport_;
  std::unique_ptr<ClientSecrets> secrets_;
  std::unique_ptr<TokenFetcher> fetcher_;
  std::unique_ptr<TokenManager> tokens_;
  std::unique_ptr<CallChain> chain_;
  std::unique_ptr<SmartcarClient> client_;
  std::unique_ptr<SubscriptionCreator> subscriptions_;
  std::unique_ptr<SmartcarClient> public_client_;
  std::shared_ptr<CompatibilityMatrix> matrix_;
  ThreadExecutor background_;  // for tasks that take a while, the disk included
  ThreadExecutor disk_;        // for the ledger; its tasks use what stands above
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<Listener> listener_;
  std::string address_;
};

}  // namespace

absl::Status CheckSurroundings(const LoadedConfig& loaded) {
  ThreadExecutor background;
  const auto secrets = ClientSecrets::Create(loaded, background);
  if (!secrets.ok()) return secrets.status();
  const absl::Status readable = (*secrets)->source().Get().status();
  if (!readable.ok()) return readable;
  const absl::Status usable = FrontDoor::Check(loaded.config);
  if (!usable.ok()) return usable;
  if (loaded.config.state_dir().empty()) return absl::OkStatus();
  return StateDirectory::Check(loaded.config.state_dir());
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Create(const LoadedConfig& loaded) {
  auto gateway = std::make_unique<RunningGateway>();
  const absl::Status started = gateway->Start(loaded);
  if (!started.ok()) return started;
  return gateway;
}

}  // namespace smartcar_gateway
