// What every command under way works with.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_ENVIRONMENT_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_ENVIRONMENT_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/commands/command_ledger.h"
#include "server/commands/vehicle_turns.h"
#include "server/http/command_outcome.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Outlives every command.
struct CommandEnvironment {
  using Judge = std::function<CommandOutcome(const HttpRequest&, const HttpResult&)>;
  using HoldOpen = std::function<std::shared_ptr<void>()>;
  using OnSettled = std::function<void(const HttpRequest&, CommandOutcome, const HttpResult&)>;

  const Clock& clock;
  Executor& executor;
  CommandLedger& ledger;
  VehicleTurns& turns;
  HttpTransport& next;
  const Judge judge;
  // What it returns is kept until a command and the writing of its outcome are over.
  const HoldOpen hold_open;
  // Called when a command has ended that went on after its last caller was gone; with no lock held.
  const OnSettled on_settled;
  // How long a command may take once it is its turn, whatever its callers allow.
  const absl::Duration max_duration;
};

inline HttpResult CommandError(TransportError error, Sent sent, absl::string_view message) {
  HttpResult result;
  result.error = error;
  result.sent = sent;
  result.message = std::string(message);
  return result;
}

inline constexpr absl::string_view kWaitedForVehicle =
    "another command to this vehicle was under way";

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_ENVIRONMENT_H_
