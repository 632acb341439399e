// NamedCommand: a command with a request_id, and all who wait for it.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_NAMED_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_NAMED_COMMAND_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"
#include "server/commands/command_environment.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// One caller of a command: what Start() of the transport was given.
struct CommandCaller {
  absl::Time deadline;
  bool resend_if_unknown;
  std::shared_ptr<Cancellation> cancellation;
  HttpTransport::Done done;
};

// Lives from the first call with its request_id until no call waits and nothing is under way or
// being written down. Its way: ask the ledger; wait for its turn with the vehicle; write down that
// it is about to be sent; send it; write down how it ended; tell everybody who still waits. Each
// caller leaves at its own deadline or cancel. While nothing was sent, the last to leave calls the
// command off; afterwards it goes on without callers.
//
// What a caller is told is Sent::kNo only if nothing was sent, no other call waits for it to be
// sent, and no earlier call with the id may have been carried out. Thread-safe.
class NamedCommand : public std::enable_shared_from_this<NamedCommand> {
 public:
  enum class Joined { kJoined, kOtherCommand, kOver };

  // `on_over` runs once, when the ledger says all there is to say about the id: the next call with
  // it needs a new object. The environment must outlive it.
  NamedCommand(const CommandEnvironment& environment, HttpRequest request,
               absl::AnyInvocable<void() &&> on_over);

  // Takes the caller only if the answer is kJoined. The first caller comes before Begin().
  Joined Join(const std::string& fingerprint, CommandCaller* caller);
  // Once.
  void Begin();

 private:
  enum class Turn { kHeld, kNotHeld };
  enum class Phase { kAskingLedger, kWaiting, kWritingStart, kUnderWay, kWritingEnd, kOver };

  struct Caller {
    CommandCaller call;
    absl::optional<Executor::TaskId> timer;
    // Why it left while it was not yet known what the ledger says, which is what it must be told.
    absl::optional<TransportError> left;
  };
  struct Answer {
    Caller caller;
    HttpResult result;
  };
  using CallerId = uint64_t;

  void Watch(CallerId id, absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation);
  void Leave(CallerId id, TransportError error);

  void OnFound(absl::StatusOr<absl::optional<LedgerEntry>> found);
  void OnTurn();
  void OnStartWritten(const absl::Status& written);
  void Send();
  void OnResult(HttpResult result);
  void WriteEnd(CommandOutcome outcome, HttpResult* result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnEndWritten();

  // What those who wait are told when nothing is sent; the answers are to be delivered unlocked.
  std::vector<Answer> AnswerFromLedger(const LedgerEntry& entry)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Answer> DismissThoseWhoLeft() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Answer> AnswerAll(const HttpResult& result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Answer AnswerOne(CallerId id, HttpResult result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Nothing was sent, so far; `may_be_sent`: for others it still may be.
  HttpResult NotSent(TransportError error, bool may_be_sent, absl::string_view why) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time LatestDeadline() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether it ended for the sake of callers who have left, while others came.
  bool OthersStillWaitFor(const HttpResult& result) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Deliver(std::vector<Answer> answers);
  // After the phase became kOver.
  void End(std::vector<Answer> answers, Turn turn);

  const CommandEnvironment& environment_;
  const HttpRequest request_;
  const std::string request_id_;
  const std::string vehicle_id_;
  const std::string fingerprint_;
  const VehicleTurns::Ticket ticket_;

  Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kAskingLedger;
  std::map<CallerId, Caller> callers_ ABSL_GUARDED_BY(mutex_);
  CallerId next_caller_ ABSL_GUARDED_BY(mutex_) = 1;
  // An earlier call with the id that may have been carried out, of a command to be sent again.
  absl::optional<LedgerEntry> earlier_ ABSL_GUARDED_BY(mutex_);
  // Of this sending.
  LedgerEntry entry_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<SendGate> gate_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Cancellation> cancellation_ ABSL_GUARDED_BY(mutex_);
  absl::Time send_by_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool called_off_ ABSL_GUARDED_BY(mutex_) = false;
  HttpResult result_ ABSL_GUARDED_BY(mutex_);  // once it has ended

  // Touched by the one who ends it.
  absl::AnyInvocable<void() &&> on_over_;
  std::shared_ptr<void> held_open_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_NAMED_COMMAND_H_
