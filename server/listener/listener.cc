// Starting the gRPC server.
#include "server/listener/listener.h"

#include <grpc/compression.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "server/base/proto_duration.h"
#include "server/listener/reloading_credentials.h"
#include "server/listener/resolve.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

// Pings that come too soon before a caller is cut off; each call sets the count back.
constexpr int kMaxPingStrikes = 2;

int Milliseconds(const google::protobuf::Duration& duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(FromProtoDuration(duration)));
}

// For limits that 0s switches off.
void SetLimit(const char* name, const google::protobuf::Duration& limit,
              grpc::ServerBuilder* builder) {
  const int milliseconds = Milliseconds(limit);
  if (milliseconds > 0) builder->AddChannelArgument(name, milliseconds);
}

void LimitConnections(const configv1::GatewayConfig& config, grpc::ServerBuilder* builder) {
  const configv1::ServerConfig& server = config.server();
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                              static_cast<int>(server.max_concurrent_streams()));
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                              Milliseconds(server.handshake_timeout()));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(server.keepalive_time()));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                              Milliseconds(server.keepalive_timeout()));
  // Also idle connections are asked, and callers may ping on them: otherwise gRPC allows those one
  // ping in two hours, which cuts off libraries that keep connections warm.
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              Milliseconds(server.min_ping_interval()));
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  SetLimit(GRPC_ARG_MAX_CONNECTION_IDLE_MS, server.max_connection_idle(), builder);
  SetLimit(GRPC_ARG_MAX_CONNECTION_AGE_MS, server.max_connection_age(), builder);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                              Milliseconds(config.deadlines().max()));
}

// The rest of the files that may be open is for calls to Smartcar.
size_t MaxConnections(const configv1::ServerConfig& server) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return server.max_connections();
  return std::min<size_t>(server.max_connections(), files.rlim_cur - files.rlim_cur / 4);
}

void LimitMemory(const configv1::ServerConfig& server, grpc::ServerBuilder* builder) {
  grpc::ResourceQuota quota("connections of callers");
  quota.Resize(server.max_connection_memory_bytes());
  builder->SetResourceQuota(quota);
}

void LimitCalls(const configv1::ServerConfig& server, grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                              static_cast<int>(server.max_metadata_bytes()));
  builder->SetMaxReceiveMessageSize(static_cast<int>(server.max_receive_message_bytes()));
  // gRPC 1.51 inflates a whole request before it looks at the size: 1 MiB becomes 1 GiB.
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
}

// The library adds reflection to every server of a program that links it.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    const auto is_reflection = [](const std::unique_ptr<grpc::ServerBuilderPlugin>& plugin) {
      return dynamic_cast<grpc::reflection::ProtoServerReflectionPlugin*>(plugin.get()) != nullptr;
    };
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(), is_reflection), plugins->end());
  }
};

// Once in a process, and before the first server is built.
void LinkReflection() {
  static const bool linked = [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // The library serves health without its description, which reflection needs.
    google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
    return true;
  }();
  static_cast<void>(linked);
}

// Reflection is the only synchronous service: it needs no pool of threads.
void LimitThreads(grpc::ServerBuilder* builder) {
  builder->SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MIN_POLLERS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 2);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Start(
    const configv1::GatewayConfig& config,
    const std::vector<std::unique_ptr<grpc::Service>>& services, const TlsFiles* tls,
    std::function<void(absl::string_view)> on_trouble) {
  Acceptor::Options accepting;
  accepting.max_connections = MaxConnections(config.server());
  // What gRPC itself limits, and as much again in half for the rest of the gateway.
  accepting.max_memory = config.server().max_connection_memory_bytes() / 2 * 3;
  accepting.on_trouble = std::move(on_trouble);
  // First: without the port, another gateway may be using the rest.
  auto acceptor = Acceptor::Listen(ResolveListenAddress(config.listen()), std::move(accepting));
  if (!acceptor.ok()) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", config.listen(),
        ": is the address one of this machine, and is no other program using the port? (",
        acceptor.status().message(), ")"));
  }
  grpc::EnableDefaultHealthCheckService(true);
  LinkReflection();
  grpc::ServerBuilder builder;
  if (!config.server().reflection()) builder.SetOption(std::make_unique<WithoutReflection>());
  LimitThreads(&builder);
  const std::shared_ptr<grpc::ServerCredentials> credentials =
      tls == nullptr ? grpc::InsecureServerCredentials()
                     : ReloadingCredentials(tls, config.server().tls().client_certificates());
  const std::shared_ptr<grpc::experimental::ExternalConnectionAcceptor> connections =
      builder.experimental().AddExternalConnectionAcceptor(
          grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
  LimitConnections(config, &builder);
  LimitCalls(config.server(), &builder);
  LimitMemory(config.server(), &builder);
  for (const auto& service : services) builder.RegisterService(service.get());
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::InternalError("gRPC cannot start a server");
  server->GetHealthCheckService()->SetServingStatus(true);
  const int port = (*acceptor)->port();
  (*acceptor)->Start([connections](int listener, int connection) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.listener_fd = listener;
    parameters.fd = connection;
    connections->HandleNewConnection(&parameters);
  });
  return std::unique_ptr<Listener>(new Listener(
      credentials, std::move(server), *std::move(acceptor), WithPort(config.listen(), port)));
}

}  // namespace smartcar_gateway
