// The smartcar_gateway program: flags, configuration, run until told to stop.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "absl/flags/flag.h"
#include "absl/synchronization/mutex.h"
#include "server/audit_command.h"
#include "server/base/proto_duration.h"
#include "server/command_line.h"
#include "server/config/config_loader.h"
#include "server/config/environment.h"
#include "server/gateway.h"
#include "server/observe/log.h"
#include "server/policy_command.h"
#include "server/process_protection.h"
#include "spdlog/spdlog.h"

ABSL_FLAG(std::string, config, "", "YAML file with the configuration; without it, defaults");
ABSL_FLAG(bool, check_config, false, "check the configuration, say what is wrong, and exit");
ABSL_FLAG(bool, print_config, false, "print the configuration in force, secrets hidden, and exit");

namespace smartcar_gateway {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

// Blocks signals here and in every thread started later, so that sigwait gets them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// As many as the system lets us: each connection is one.
void AllowManyOpenFiles() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int RefuseConfiguration(const absl::Status& why) {
  std::fprintf(stderr, "smartcar_gateway: the configuration is not usable:\n%s\n",
               std::string(why.message()).c_str());
  return kUsage;
}

int Check(const LoadedConfig& loaded) {
  const absl::Status usable = CheckSurroundings(loaded);
  if (!usable.ok()) return RefuseConfiguration(usable);
  std::puts("the configuration is good");
  return 0;
}

// The signal.
int WaitForStop(const sigset_t& signals) {
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return signal;
    spdlog::info(
        "SIGHUP: certificates, keys, policy and client secrets are taken up by themselves when "
        "their files change; for the configuration itself, restart");
  }
}

int Run(const LoadedConfig& loaded) {
  const sigset_t signals = BlockSignals();
  auto gateway = Gateway::Create(loaded);
  if (absl::IsInvalidArgument(gateway.status())) return RefuseConfiguration(gateway.status());
  if (!gateway.ok()) {
    std::fprintf(stderr, "smartcar_gateway: %s\n", gateway.status().ToString().c_str());
    return kFailed;
  }
  spdlog::info("listening on {}", (*gateway)->address());
  const int signal = WaitForStop(signals);
  // A second signal ends the process at once; a hang-up still does nothing.
  sigset_t stop_signals = signals;
  sigdelset(&stop_signals, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &stop_signals, nullptr);
  const absl::Duration grace = FromProtoDuration(loaded.config.shutdown().grace_period());
  spdlog::info(
      "stopping on signal {}: calls in flight may take up to {:.0f} s; a second signal "
      "stops at once",
      signal, absl::ToDoubleSeconds(grace));
  (*gateway)->Shutdown(grace);
  spdlog::info("stopped");
  return 0;
}

int Main(int argc, char** argv) {
  if (AskedForHelp(argc, argv)) {
    PrintHelp();
    return 0;
  }
  if (!ParseFlags(argc, argv)) return kUsage;
  ProtectProcess();
  AllowManyOpenFiles();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // ignored by some parents; then a command's end would go unseen
  // A file that may not grow any more is an error of its writer.
  std::signal(SIGXFSZ, SIG_IGN);
  // gRPC uses these mutexes on every call; the detection costs about 7 % of its CPU time.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);

  if (AskedAboutAudit()) return AnswerAboutAudit();
  if (AskedAboutPolicy()) return AnswerAboutPolicy(absl::GetFlag(FLAGS_config));
  const auto loaded = LoadConfig(absl::GetFlag(FLAGS_config), ProcessEnvironment());
  ForgetSecretInProcessEnvironment();
  if (!loaded.ok()) return RefuseConfiguration(loaded.status());
  if (absl::GetFlag(FLAGS_print_config)) {
    std::fputs(PrintConfig(*loaded).c_str(), stdout);
    return 0;
  }
  if (absl::GetFlag(FLAGS_check_config)) return Check(*loaded);
  InitLogging(loaded->config.log().level(), loaded->config.log().format());
  return Run(*loaded);
}

}  // namespace
}  // namespace smartcar_gateway

int main(int argc, char** argv) { return smartcar_gateway::Main(argc, argv); }
