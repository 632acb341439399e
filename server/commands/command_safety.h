// CommandSafety: no command to a car runs twice by accident.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_SAFETY_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_SAFETY_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/commands/command_environment.h"
#include "server/commands/named_command.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Decorator, above all others: those below see a command when it is sent, not when it is asked for.
// It concerns requests with Replay::kOnce and a vehicle; others pass through.
//
// - Commands to one vehicle are sent one after the other, in the order they came.
// - Commands with the same request_id are one command: sent once, with one outcome for all calls,
//   which the ledger keeps. kRequestIdReused: the id stands for another command. kOutcomeUnknown:
//   an earlier call may have been carried out; nothing was sent now. kRequestIdUnrecorded: it
//   cannot be written down, so it was not sent.
// - A command with a request_id that was sent goes on without its callers, until it ends or
//   `max_duration` is over.
//
// Borrows all collaborators, which must outlive it. Destroy it when every request has ended and the
// ledger's executor has stopped. Thread-safe.
class CommandSafety final : public HttpTransport {
 public:
  struct Options {
    absl::Duration max_duration = absl::Seconds(330);
    size_t max_waiting_per_vehicle = 100;
    // What a result means; see JudgeCommand.
    CommandEnvironment::Judge judge;
    // Called when a command with a request_id begins; what it returns is kept until its outcome is
    // written down, so that stopping can wait for commands that go on without callers.
    CommandEnvironment::HoldOpen hold_open = [] { return nullptr; };
    // Called when a command has ended that went on after its last caller was gone.
    CommandEnvironment::OnSettled on_settled = [](const HttpRequest&, CommandOutcome,
                                                  const HttpResult&) {};
  };

  CommandSafety(Options options, const Clock& clock, Executor& executor, CommandLedger& ledger,
                HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

  // How many vehicles have a command under way or waiting, and how many request_ids one.
  size_t busy_vehicles() const { return turns_.vehicles(); }
  size_t named_commands() const;

 private:
  void StartNamed(HttpRequest request, CommandCaller caller);
  // The command of that id; a new one, which is to begin, if there is none or it is `ended`.
  std::shared_ptr<NamedCommand> Get(const std::string& id, const HttpRequest& request,
                                    const std::shared_ptr<NamedCommand>& ended, bool* is_new);
  void Forget(const std::string& id, uint64_t generation);

  struct Slot {
    uint64_t generation;
    std::shared_ptr<NamedCommand> command;
  };

  VehicleTurns turns_;
  const CommandEnvironment environment_;
  mutable Mutex mutex_;
  uint64_t next_generation_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<std::string, Slot> commands_ ABSL_GUARDED_BY(mutex_);  // by request_id
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_SAFETY_H_
