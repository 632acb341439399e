// Flags. They are parsed here rather than by absl::ParseCommandLine, which leaves the process with
// status 1 on a wrong flag and on --help.
#include "tools/simulator/options.h"

#include <utility>
#include <vector>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/simulator/control/record.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "address:port; port 0 lets the system choose");
ABSL_FLAG(std::string, ca_file, "", "where to write the certificate to trust");
ABSL_FLAG(std::string, ready_file, "", "where to write port, base_url and pid once listening");
ABSL_FLAG(std::string, public_base_url, "", "what links in replies begin with");
ABSL_FLAG(std::string, http2, "on", "on or off");
ABSL_FLAG(std::string, client_id, "client_simulator", "the accepted client id");
ABSL_FLAG(std::string, client_secrets, "simulator-secret-1", "up to three, separated by commas");
ABSL_FLAG(uint32_t, seed, 1, "0 to 65535; part of every id");
ABSL_FLAG(int32_t, extra_vehicles, 0, "plain cars of a fourth user");
ABSL_FLAG(std::string, clock, "real", "real or manual");
ABSL_FLAG(double, clock_speed, 1, "simulated seconds in a real one");
ABSL_FLAG(std::string, management_token, "simulator-management-token", "signs webhooks");
ABSL_FLAG(std::string, webhook_ca_file, "", "authorities of receivers over https");
ABSL_FLAG(std::string, webhook_hosts, "", "names and addresses beside this machine");
ABSL_FLAG(uint32_t, record_limit, smartcar_simulator::Record::kDefaultLimit,
          "requests kept for /control/requests");
ABSL_FLAG(std::string, token_lifetime, "", "a duration");
ABSL_FLAG(std::string, command_latency, "", "a duration");
ABSL_FLAG(std::string, long_command_threshold, "", "a duration");
ABSL_FLAG(std::string, rate_limit, "", "on or off");
ABSL_FLAG(std::string, switches, "", "name=value, separated by commas");

namespace smartcar_simulator {
namespace {

bool SetFlag(const std::string& name, const std::string& value, std::string* error) {
  absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
  if (flag == nullptr) {
    *error = absl::StrCat("there is no flag --", name, "; --help lists all");
    return false;
  }
  std::string reason;
  if (flag->ParseFrom(value, &reason)) return true;
  *error = absl::StrCat("--", name, " cannot be '", value, "'; --help says what it takes");
  return false;
}

// Sets all flags of the command line; `help` when it asks for help.
bool SetFlags(int argc, char** argv, bool* help, std::string* error) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--help" || argument == "-h" || argument == "help") {
      *help = true;
      return true;
    }
    if (!absl::StartsWith(argument, "--")) {
      *error = absl::StrCat("'", argument, "' is not a flag; --help lists all");
      return false;
    }
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    std::string value;
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (i + 1 < argc) {
      value = argv[++i];
    } else {
      *error = absl::StrCat("--", name, " needs a value; --help says what it takes");
      return false;
    }
    if (!SetFlag(name, value, error)) return false;
  }
  return true;
}

bool ReadListen(const std::string& listen, Options* options, std::string* error) {
  const size_t colon = listen.rfind(':');
  uint32_t port = 0;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port > 65535) {
    *error = absl::StrCat("--listen takes address:port such as 127.0.0.1:8443, not '", listen, "'");
    return false;
  }
  options->listen_address = listen.substr(0, colon);
  if (absl::StartsWith(options->listen_address, "[") &&
      absl::EndsWith(options->listen_address, "]")) {
    options->listen_address = options->listen_address.substr(1, options->listen_address.size() - 2);
  }
  options->listen_port = static_cast<uint16_t>(port);
  return true;
}

bool ReadSwitches(Switches* switches, std::string* error) {
  const std::pair<const char*, std::string> flags[] = {
      {"token_lifetime", absl::GetFlag(FLAGS_token_lifetime)},
      {"command_latency", absl::GetFlag(FLAGS_command_latency)},
      {"long_command_threshold", absl::GetFlag(FLAGS_long_command_threshold)},
      {"rate_limit", absl::GetFlag(FLAGS_rate_limit)},
  };
  for (const auto& [name, value] : flags) {
    if (!value.empty() && !SetSwitch(name, value, *switches, error)) return false;
  }
  const std::string list = absl::GetFlag(FLAGS_switches);
  for (const absl::string_view entry : absl::StrSplit(list, ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (!SetSwitch(parts.first, parts.second, *switches, error)) return false;
  }
  return true;
}

// Whether `value` is one of the two words; `first` tells which.
bool ReadWord(const std::string& flag, const std::string& value, const char* when_true,
              const char* when_false, bool* first, std::string* error) {
  *first = value == when_true;
  if (*first || value == when_false) return true;
  *error =
      absl::StrCat("--", flag, " takes ", when_true, " or ", when_false, ", not '", value, "'");
  return false;
}

bool ReadBackend(BackendOptions* backend, std::string* error) {
  backend->client_id = absl::GetFlag(FLAGS_client_id);
  backend->client_secrets =
      absl::StrSplit(absl::GetFlag(FLAGS_client_secrets), ',', absl::SkipEmpty());
  constexpr size_t kMostSecrets = 3;
  if (backend->client_secrets.empty() || backend->client_secrets.size() > kMostSecrets) {
    *error = "--client_secrets takes one to three secrets, separated by commas";
    return false;
  }
  backend->management_token = absl::GetFlag(FLAGS_management_token);
  if (backend->management_token.empty()) {
    *error = "--management_token cannot be empty: webhooks are signed with it";
    return false;
  }
  backend->webhook_hosts =
      absl::StrSplit(absl::GetFlag(FLAGS_webhook_hosts), ',', absl::SkipEmpty());
  backend->base_url = absl::GetFlag(FLAGS_public_base_url);
  while (absl::EndsWith(backend->base_url, "/")) backend->base_url.pop_back();
  backend->seed = absl::GetFlag(FLAGS_seed);
  if (backend->seed > 65535) {
    *error = "--seed takes a number from 0 to 65535";
    return false;
  }
  backend->extra_vehicles = absl::GetFlag(FLAGS_extra_vehicles);
  if (backend->extra_vehicles < 0 || backend->extra_vehicles > 100'000) {
    *error = "--extra_vehicles takes a number from 0 to 100000";
    return false;
  }
  return ReadSwitches(&backend->switches, error);
}

}  // namespace

std::optional<Options> ParseOptions(int argc, char** argv, std::string* error) {
  Options options;
  if (!SetFlags(argc, argv, &options.help, error)) return std::nullopt;
  if (options.help) return options;
  bool manual = false;
  if (!ReadListen(absl::GetFlag(FLAGS_listen), &options, error) ||
      !ReadWord("http2", absl::GetFlag(FLAGS_http2), "on", "off", &options.http2, error) ||
      !ReadWord("clock", absl::GetFlag(FLAGS_clock), "manual", "real", &manual, error) ||
      !ReadBackend(&options.backend, error)) {
    return std::nullopt;
  }
  options.clock_speed = absl::GetFlag(FLAGS_clock_speed);
  if (!(options.clock_speed >= 1 && options.clock_speed <= 10'000) ||
      (manual && options.clock_speed != 1)) {
    *error = "--clock_speed takes a number from 1 to 10000, and only with --clock=real";
    return std::nullopt;
  }
  options.webhook_ca_file = absl::GetFlag(FLAGS_webhook_ca_file);
  options.clock = manual ? SimulatedClock::Mode::kManual : SimulatedClock::Mode::kReal;
  options.ca_file = absl::GetFlag(FLAGS_ca_file);
  options.ready_file = absl::GetFlag(FLAGS_ready_file);
  options.record_limit = absl::GetFlag(FLAGS_record_limit);
  return options;
}

}  // namespace smartcar_simulator
