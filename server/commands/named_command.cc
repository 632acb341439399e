// Implementation of NamedCommand.
#include "server/commands/named_command.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/commands/fingerprint.h"
#include "server/commands/recorded_outcome.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kNotSentYet = "it was still waiting to be sent";
constexpr absl::string_view kUnrecorded = "the gateway's log says why";

}  // namespace

NamedCommand::NamedCommand(const CommandEnvironment& environment, HttpRequest request,
                           absl::AnyInvocable<void() &&> on_over)
    : environment_(environment),
      request_(std::move(request)),
      request_id_(absl::AsciiStrToLower(request_.call->request_id)),
      vehicle_id_(request_.call->vehicle_id),
      fingerprint_(Fingerprint(request_)),
      ticket_(environment.turns.NewTicket()),
      on_over_(std::move(on_over)),
      held_open_(environment.hold_open()) {}

NamedCommand::Joined NamedCommand::Join(const std::string& fingerprint, CommandCaller* caller) {
  if (fingerprint != fingerprint_) return Joined::kOtherCommand;
  const absl::Time deadline = caller->deadline;
  const std::shared_ptr<Cancellation> cancellation = caller->cancellation;
  CallerId id = 0;
  {
    MutexLock lock(&mutex_);
    // While the end is written down, the ledger has the answer for whoever asks after that.
    if (phase_ == Phase::kWritingEnd || phase_ == Phase::kOver) return Joined::kOver;
    id = next_caller_++;
    callers_[id].call = std::move(*caller);
  }
  Watch(id, deadline, cancellation);
  return Joined::kJoined;
}

void NamedCommand::Watch(CallerId id, absl::Time deadline,
                         const std::shared_ptr<Cancellation>& cancellation) {
  if (deadline != absl::InfiniteFuture()) {
    const auto timer = environment_.executor.RunAfter(
        deadline - environment_.clock.Now(), [weak = weak_from_this(), id] {
          if (const auto self = weak.lock()) self->Leave(id, TransportError::kTimedOut);
        });
    MutexLock lock(&mutex_);
    const auto caller = callers_.find(id);
    if (caller != callers_.end()) caller->second.timer = timer;
  }
  cancellation->SetHook([weak = weak_from_this(), id] {
    if (const auto self = weak.lock()) self->Leave(id, TransportError::kCancelled);
  });
}

void NamedCommand::Leave(CallerId id, TransportError error) {
  std::vector<Answer> answers;
  std::shared_ptr<Cancellation> abort;
  bool withdraw = false;
  {
    MutexLock lock(&mutex_);
    const auto caller = callers_.find(id);
    if (caller == callers_.end()) return;
    if (phase_ == Phase::kAskingLedger) {
      if (!caller->second.left.has_value()) caller->second.left = error;
      return;
    }
    if (phase_ == Phase::kWritingEnd) {
      answers.push_back(AnswerOne(id, result_));
    } else {
      const absl::string_view why = phase_ == Phase::kWaiting ? kWaitedForVehicle : kNotSentYet;
      bool nothing_will_be_sent = callers_.size() == 1;
      if (nothing_will_be_sent && phase_ == Phase::kWaiting) {
        phase_ = Phase::kOver;
        withdraw = true;
      } else if (nothing_will_be_sent && phase_ == Phase::kUnderWay) {
        nothing_will_be_sent = gate_->Close();
        called_off_ = nothing_will_be_sent;
        if (called_off_) abort = cancellation_;
      }
      answers.push_back(AnswerOne(id, NotSent(error, !nothing_will_be_sent, why)));
    }
  }
  if (abort != nullptr) abort->Cancel();
  if (!withdraw) {
    Deliver(std::move(answers));
    return;
  }
  // If its turn is coming already, OnTurn() finds that it is over and passes the turn on.
  environment_.turns.Withdraw(vehicle_id_, ticket_);
  End(std::move(answers), Turn::kNotHeld);
}

void NamedCommand::Begin() {
  environment_.ledger.Find(
      request_id_, [self = shared_from_this()](absl::StatusOr<absl::optional<LedgerEntry>> found) {
        self->OnFound(std::move(found));
      });
}

void NamedCommand::OnFound(absl::StatusOr<absl::optional<LedgerEntry>> found) {
  std::vector<Answer> answers;
  bool over = false;
  {
    MutexLock lock(&mutex_);
    if (!found.ok()) {
      answers =
          // An earlier call with this id may have been carried out: nobody can say.
          AnswerAll(CommandError(TransportError::kRequestIdUnrecorded, Sent::kMaybe, kUnrecorded));
    } else if (found->has_value()) {
      answers = AnswerFromLedger(**found);
    } else {
      answers = DismissThoseWhoLeft();
    }
    over = callers_.empty();
    phase_ = over ? Phase::kOver : Phase::kWaiting;
  }
  if (over) {
    End(std::move(answers), Turn::kNotHeld);
    return;
  }
  Deliver(std::move(answers));
  if (environment_.turns.Wait(vehicle_id_, ticket_,
                              [self = shared_from_this()] { self->OnTurn(); })) {
    return;
  }
  std::vector<Answer> refused;
  {
    MutexLock lock(&mutex_);
    if (phase_ == Phase::kOver) return;  // the last caller has just left
    phase_ = Phase::kOver;
    refused = AnswerAll(NotSent(TransportError::kOverloaded, false, kWaitedForVehicle));
  }
  End(std::move(refused), Turn::kNotHeld);
}

void NamedCommand::OnTurn() {
  absl::optional<LedgerEntry> entry;
  {
    MutexLock lock(&mutex_);
    if (phase_ != Phase::kOver) {
      phase_ = Phase::kWritingStart;
      entry_.fingerprint = fingerprint_;
      entry_.started = entry_.changed = environment_.clock.Now();
      entry = entry_;
    }
  }
  if (!entry.has_value()) {
    environment_.turns.Done(vehicle_id_);
    return;
  }
  environment_.ledger.Put(
      request_id_, *std::move(entry),
      [self = shared_from_this()](absl::Status written) { self->OnStartWritten(written); });
}

void NamedCommand::OnStartWritten(const absl::Status& written) {
  std::vector<Answer> answers;
  {
    MutexLock lock(&mutex_);
    if (!written.ok()) {
      phase_ = Phase::kOver;
      answers = AnswerAll(NotSent(TransportError::kRequestIdUnrecorded, false, kUnrecorded));
    }
  }
  if (written.ok()) {
    Send();
  } else {
    End(std::move(answers), Turn::kHeld);
  }
}

void NamedCommand::Send() {
  HttpRequest request = request_;
  std::shared_ptr<Cancellation> cancellation;
  bool called_off = false;
  {
    MutexLock lock(&mutex_);
    phase_ = Phase::kUnderWay;  // from here on there is a gate to close
    gate_ = std::make_shared<SendGate>();
    cancellation_ = std::make_shared<Cancellation>();
    // All may have left while the start was written down.
    called_off = called_off_ = callers_.empty();
    send_by_ = LatestDeadline();
    request.deadline = environment_.clock.Now() + environment_.max_duration;
    request.send_by = send_by_;
    request.send_gate = gate_;
    cancellation = cancellation_;
  }
  if (called_off) {
    OnResult(CommandError(TransportError::kCancelled, Sent::kNo, kNotSentYet));
    return;
  }
  environment_.next.Start(
      std::move(request), std::move(cancellation),
      [self = shared_from_this()](HttpResult result) { self->OnResult(std::move(result)); });
}

void NamedCommand::OnResult(HttpResult result) {
  const CommandOutcome outcome = environment_.judge(request_, result);
  bool send_again = false;
  {
    MutexLock lock(&mutex_);
    send_again = outcome == CommandOutcome::kNotDone && OthersStillWaitFor(result);
    if (!send_again) {
      phase_ = Phase::kWritingEnd;
      WriteEnd(outcome, &result);
      result_ = std::move(result);
    }
  }
  if (send_again) Send();
}

// Under the lock: whoever learns that the phase has changed asks the ledger after this.
void NamedCommand::WriteEnd(CommandOutcome outcome, HttpResult* result) {
  // If it fails, the entry still says "started", which stands for an unknown outcome.
  auto written = [self = shared_from_this()](const absl::Status&) { self->OnEndWritten(); };
  if (outcome != CommandOutcome::kNotDone) {
    entry_.changed = environment_.clock.Now();
    RecordOutcome(outcome, *result, &entry_);
    environment_.ledger.Put(request_id_, entry_, std::move(written));
  } else if (earlier_.has_value()) {
    result->sent = Sent::kMaybe;  // by the earlier call
    environment_.ledger.Put(request_id_, *earlier_, std::move(written));
  } else {
    environment_.ledger.Remove(request_id_, std::move(written));
  }
}

void NamedCommand::OnEndWritten() {
  std::vector<Answer> answers;
  absl::optional<HttpResult> settled;
  {
    MutexLock lock(&mutex_);
    phase_ = Phase::kOver;
    const bool was_sent = result_.error == TransportError::kNone || result_.sent == Sent::kMaybe;
    if (callers_.empty() && was_sent) settled = result_;
    answers = AnswerAll(result_);
  }
  if (settled.has_value()) {
    environment_.on_settled(request_, environment_.judge(request_, *settled), *settled);
  }
  End(std::move(answers), Turn::kHeld);
}

bool NamedCommand::OthersStillWaitFor(const HttpResult& result) const {
  if (callers_.empty()) return false;
  if (result.error == TransportError::kCancelled) return called_off_;
  return EndedForLackOfTime(result) && LatestDeadline() > send_by_;
}

absl::Time NamedCommand::LatestDeadline() const {
  absl::Time latest = absl::InfinitePast();
  for (const auto& caller : callers_) latest = std::max(latest, caller.second.call.deadline);
  return latest;
}

HttpResult NamedCommand::NotSent(TransportError error, bool may_be_sent,
                                 absl::string_view why) const {
  return CommandError(error, may_be_sent || earlier_.has_value() ? Sent::kMaybe : Sent::kNo, why);
}

std::vector<NamedCommand::Answer> NamedCommand::AnswerFromLedger(const LedgerEntry& entry) {
  if (entry.fingerprint != fingerprint_) {
    return AnswerAll(CommandError(TransportError::kRequestIdReused, Sent::kNo, ""));
  }
  const HttpResult result = RecordedResult(entry);
  if (entry.state == LedgerEntry::State::kSettled) return AnswerAll(result);
  earlier_ = entry;
  std::vector<CallerId> told;
  for (const auto& [id, caller] : callers_) {
    if (!caller.call.resend_if_unknown || caller.left.has_value()) told.push_back(id);
  }
  std::vector<Answer> answers;
  for (const CallerId id : told) answers.push_back(AnswerOne(id, result));
  return answers;
}

std::vector<NamedCommand::Answer> NamedCommand::DismissThoseWhoLeft() {
  std::vector<CallerId> left;
  for (const auto& [id, caller] : callers_) {
    if (caller.left.has_value()) left.push_back(id);
  }
  const bool others_stay = left.size() < callers_.size();
  std::vector<Answer> answers;
  for (const CallerId id : left) {
    const TransportError error = *callers_[id].left;
    answers.push_back(AnswerOne(id, NotSent(error, others_stay, kNotSentYet)));
  }
  return answers;
}

std::vector<NamedCommand::Answer> NamedCommand::AnswerAll(const HttpResult& result) {
  std::vector<Answer> answers;
  while (!callers_.empty()) answers.push_back(AnswerOne(callers_.begin()->first, result));
  return answers;
}

NamedCommand::Answer NamedCommand::AnswerOne(CallerId id, HttpResult result) {
  const auto caller = callers_.find(id);
  Answer answer{std::move(caller->second), std::move(result)};
  callers_.erase(caller);
  return answer;
}

void NamedCommand::Deliver(std::vector<Answer> answers) {
  for (Answer& answer : answers) {
    if (answer.caller.timer.has_value()) environment_.executor.Cancel(*answer.caller.timer);
    std::move(answer.caller.call.done)(std::move(answer.result));
  }
}

void NamedCommand::End(std::vector<Answer> answers, Turn turn) {
  const auto self = shared_from_this();  // `on_over` lets go of this object
  std::move(on_over_)();
  if (turn == Turn::kHeld) environment_.turns.Done(vehicle_id_);
  Deliver(std::move(answers));
  held_open_ = nullptr;
}

}  // namespace smartcar_gateway
