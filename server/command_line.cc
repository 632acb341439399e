// Help and flags.
#include "server/command_line.h"

#include <cstdio>

#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {
namespace {

constexpr char kHelp[] = R"(smartcar_gateway: typed gRPC in, authenticated Smartcar API calls out.

Usage
  smartcar_gateway [--config=FILE]                  serve until SIGINT or SIGTERM
  smartcar_gateway [--config=FILE] --check_config   check the configuration and exit
  smartcar_gateway [--config=FILE] --print_config   print what is in force, secrets hidden
  smartcar_gateway --policy=FILE --check_policy     check the policy, and say what it allows
  smartcar_gateway --policy=FILE --explain_policy --caller=NAME --method=SERVICE/RPC
      [--user=ID] [--vehicle=ID] [--sub=SUB]        say which rule allows the call, or why none does
  smartcar_gateway --verify_audit=FILE[,FILE...] [--expect_head=SEQUENCE:HASH]
      whether the lines of the audit log are those that were written; of one FILE also FILE.1,
      FILE.2 and so on, of several the oldest first. The head, which the gateway logs when a file
      is full and when it stops, shows whether lines are missing at the end

Credentials (environment; they override the file)
  SMARTCAR_CLIENT_ID            the client id of the application, "client_..."
  SMARTCAR_CLIENT_SECRET        its secret; or
  SMARTCAR_CLIENT_SECRET_FILE   a file with up to three secrets, one a line; it is watched, and a
                                new secret is tried within seconds; it must be closed to other
                                users (chmod 640)
  Or smartcar.client_secret_command in the file: a command that prints them, such as a vault's.

Configuration: a YAML file; every key is optional and explained in
proto/smartcar/gateway/config/v1/config.proto. The smallest useful one:

  listen: 127.0.0.1:50051
  smartcar:
    client_id: client_01ABC
    client_secret_file: /run/secrets/smartcar

  --print_config shows every key, with its default where the file says nothing.

Policy: a YAML file, explained in proto/smartcar/gateway/policy/v1/policy.proto, that says which
callers may do what; access.policy_file names it. Without --policy the two commands take the one
that --config names. It is watched: a changed one is in force within seconds, a broken one is not.

  roles:
    - name: charging
      methods: [VehicleService/GetSignal, VehicleService/StartCharge]
      commands: [charge.start]
      users: ["fleet-*"]
      vehicles: ["*"]
  bindings:
    - callers: ["spiffe://example.org/charging/*"]
      roles: [charging]

Once it runs
  grpcurl -plaintext 127.0.0.1:50051 list
  grpcurl -plaintext -d '{"vehicle_id":"...","user_id":"..."}' 127.0.0.1:50051 \
      smartcar.gateway.v1.VehicleService/ListSignals

Logs go to standard error (log.level, log.format). The first signal drains: no new calls, those in
flight may end within shutdown.grace_period; a second one stops at once. SIGHUP changes nothing.

Exit codes: 0 stopped as asked, 1 could not run (address taken, file unusable), 2 bad flags,
configuration or policy, 3 --explain_policy says denied, or the audit log is not what was written.
)";

bool Mistake(const char* what, const char* argument) {
  std::fprintf(stderr, "smartcar_gateway: %s%s; see --help\n", what, argument);
  return false;
}

}  // namespace

bool AskedForHelp(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--help" || argument == "-h" || argument == "-help") return true;
  }
  return false;
}

void PrintHelp() { std::fputs(kHelp, stdout); }

bool ParseFlags(int argc, char** argv) {
  // Abseil would end the process with 1 for an unknown flag.
  for (int i = 1; i < argc; ++i) {
    absl::string_view name = argv[i];
    if (name == "--") break;
    if (!absl::ConsumePrefix(&name, "-")) continue;
    absl::ConsumePrefix(&name, "-");
    name = name.substr(0, name.find('='));
    if (absl::FindCommandLineFlag(name) == nullptr &&
        !(absl::ConsumePrefix(&name, "no") && absl::FindCommandLineFlag(name) != nullptr)) {
      return Mistake("there is no flag ", argv[i]);
    }
  }
  const auto rest = absl::ParseCommandLine(argc, argv);
  return rest.size() < 2 || Mistake("takes flags only, not ", rest[1]);
}

}  // namespace smartcar_gateway
