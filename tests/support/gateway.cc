// Writing the gateway's configuration and starting it.
#include "tests/support/gateway.h"

#include <grpcpp/create_channel.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/leaks.h"

namespace smartcar_gateway {
namespace {

// Port 1 needs privileges to listen on, and nobody does.
constexpr char kNobody[] = "https://127.0.0.1:1";

Json Configuration(const Simulator* simulator, const GatewayOptions& options,
                   const std::string& folder) {
  const std::string base = simulator == nullptr ? kNobody : simulator->base_url();
  Json smartcar = {
      {"token_url", base + "/oauth2/token"}, {"vehicle_base_url", base + "/v3"},
      {"management_base_url", base + "/v3"}, {"compatibility_base_url", base + "/v3"},
      {"client_id", "client_simulator"},     {"client_secret_file", folder + "/secret"}};
  if (simulator != nullptr) smartcar["ca_file"] = simulator->ca_file();
  // Tests make more calls in a minute than an application may; those of the quota switch it on.
  Json config = {{"listen", "127.0.0.1:0"},
                 {"smartcar", smartcar},
                 {"log", {{"level", "debug"}}},
                 {"quota", {{"enabled", false}}}};
  config.merge_patch(options.config);
  return config;
}

// For the search for leaks.
void KnowSecretsAndFiles(const Json& config, const GatewayOptions& options) {
  RegisterSecretLines(options.secret_file_content);
  const std::string file = config.at("smartcar").value("client_secret_file", "");
  if (std::filesystem::is_regular_file(file)) RegisterSecretLines(ReadFile(file));
  const auto secret = options.environment.find("SMARTCAR_CLIENT_SECRET");
  if (secret != options.environment.end()) RegisterSecret(secret->second);
  if (config.contains("state_dir")) NoteWritten(config.at("state_dir"));
  if (config.contains("audit")) NoteWritten(config.at("audit").value("file", "-"));
}

}  // namespace

Command GatewayCommand(const Simulator* simulator, const GatewayOptions& options) {
  const std::string folder = NewScratchFolder("gateway");
  WriteFile(folder + "/secret", options.secret_file_content);
  const Json config = Configuration(simulator, options, folder);
  // JSON is YAML.
  WriteFile(folder + "/gateway.yaml", config.dump(2));
  KnowSecretsAndFiles(config, options);
  Command command{RunfilePath("server/smartcar_gateway"),
                  {absl::StrCat("--config=", folder, "/gateway.yaml")},
                  options.environment};
  command.arguments.insert(command.arguments.end(), options.flags.begin(), options.flags.end());
  return command;
}

std::unique_ptr<Gateway> Gateway::Start(const Simulator& simulator, GatewayOptions options) {
  return Run(GatewayCommand(&simulator, options));
}

std::unique_ptr<Gateway> Gateway::Start(GatewayOptions options) {
  return Run(GatewayCommand(nullptr, options));
}

std::unique_ptr<Gateway> Gateway::Run(Command command) {
  std::unique_ptr<Gateway> gateway(new Gateway());
  gateway->process_ = Process::Start(std::move(command));
  constexpr char kListening[] = "listening on ";
  if (!gateway->process_->WaitForErr(absl::StrCat(kListening, "127.0.0.1:"))) {
    Die("the gateway did not start: " + gateway->process_->err());
  }
  std::string line;
  // The rest of the line may come a moment later.
  gateway->process_->WaitForErr("\n");
  const std::string log = gateway->process_->err();
  const size_t begin = log.find(kListening) + sizeof(kListening) - 1;
  gateway->address_ = log.substr(begin, log.find_first_not_of("0123456789.:", begin) - begin);
  return gateway;
}

std::shared_ptr<grpc::Channel> Gateway::NewChannel() const {
  return Connect(grpc::InsecureChannelCredentials());
}

std::shared_ptr<grpc::Channel> Gateway::NewTlsChannel(const std::string& roots,
                                                      const CertificateAndKey& own) const {
  return Connect(grpc::SslCredentials({roots, own.key, own.certificate}));
}

std::shared_ptr<grpc::Channel> Gateway::Connect(
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // The library itself must not repeat calls, or tests would count them twice.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(address_, credentials, arguments);
}

}  // namespace smartcar_gateway
