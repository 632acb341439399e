// Implementation of CommandSafety.
#include "server/commands/command_safety.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "server/commands/fingerprint.h"
#include "server/commands/plain_command.h"

namespace smartcar_gateway {

CommandSafety::CommandSafety(Options options, const Clock& clock, Executor& executor,
                             CommandLedger& ledger, HttpTransport& next)
    : turns_(options.max_waiting_per_vehicle),
      environment_{clock,
                   executor,
                   ledger,
                   turns_,
                   next,
                   std::move(options.judge),
                   std::move(options.hold_open),
                   std::move(options.on_settled),
                   options.max_duration} {}

void CommandSafety::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                          Done done) {
  if (request.replay != Replay::kOnce || request.call == nullptr ||
      request.call->vehicle_id.empty()) {
    environment_.next.Start(std::move(request), std::move(cancellation), std::move(done));
  } else if (request.call->request_id.empty()) {
    StartPlainCommand(environment_, std::move(request), std::move(cancellation), std::move(done));
  } else {
    CommandCaller caller{request.deadline, request.call->resend_if_unknown, std::move(cancellation),
                         std::move(done)};
    StartNamed(std::move(request), std::move(caller));
  }
}

void CommandSafety::StartNamed(HttpRequest request, CommandCaller caller) {
  const std::string id = absl::AsciiStrToLower(request.call->request_id);
  const std::string fingerprint = Fingerprint(request);
  std::shared_ptr<NamedCommand> ended;
  for (;;) {
    bool is_new = false;
    const auto command = Get(id, request, ended, &is_new);
    switch (command->Join(fingerprint, &caller)) {
      case NamedCommand::Joined::kJoined:
        if (is_new) command->Begin();
        return;
      case NamedCommand::Joined::kOtherCommand:
        std::move(caller.done)(CommandError(TransportError::kRequestIdReused, Sent::kNo, ""));
        return;
      case NamedCommand::Joined::kOver:
        ended = command;
        break;
    }
  }
}

std::shared_ptr<NamedCommand> CommandSafety::Get(const std::string& id, const HttpRequest& request,
                                                 const std::shared_ptr<NamedCommand>& ended,
                                                 bool* is_new) {
  std::shared_ptr<NamedCommand> replaced;  // let go of unlocked
  MutexLock lock(&mutex_);
  Slot& slot = commands_[id];
  if (slot.command != nullptr && slot.command != ended) return slot.command;
  *is_new = true;
  const uint64_t generation = next_generation_++;
  replaced = std::move(slot.command);
  slot.generation = generation;
  slot.command = std::make_shared<NamedCommand>(environment_, request,
                                                [this, id, generation] { Forget(id, generation); });
  return slot.command;
}

void CommandSafety::Forget(const std::string& id, uint64_t generation) {
  std::shared_ptr<NamedCommand> forgotten;
  MutexLock lock(&mutex_);
  const auto slot = commands_.find(id);
  if (slot == commands_.end() || slot->second.generation != generation) return;
  forgotten = std::move(slot->second.command);
  commands_.erase(slot);
}

size_t CommandSafety::named_commands() const {
  MutexLock lock(&mutex_);
  return commands_.size();
}

}  // namespace smartcar_gateway
