// The quota guard's policy.
#include "server/quota/quota_state.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/quota/quota_text.h"

namespace smartcar_gateway {
namespace {

// Between two lines of the log about what may happen with every call.
constexpr absl::Duration kLogPause = absl::Minutes(1);
// Nobody is told to come back at once.
constexpr absl::Duration kLeastRetry = absl::Milliseconds(1);

QuotaAnswer Refuse(std::string limit, std::string message, absl::Duration retry_after) {
  QuotaAnswer answer;
  answer.kind = QuotaAnswer::Kind::kRefused;
  answer.limit = std::move(limit);
  answer.message = std::move(message);
  answer.retry_after = std::max(retry_after, kLeastRetry);
  return answer;
}

}  // namespace

QuotaState::QuotaState(const QuotaOptions& options)
    : options_(options),
      limit_in_words_(LimitInWords(options.burst, options.refill_per_minute)),
      bucket_(options.burst, options.refill_per_minute),
      queue_(options.max_queue_length),
      month_(options.month) {}

absl::optional<QuotaAnswer> QuotaState::Decide(const QuotaCall& call, absl::Time now) {
  const absl::Time time = time_.Now(now);
  if (auto forbidden = ForbiddenForVehicle(call, time, now)) return forbidden;
  if (queue_.empty()) {
    if (const auto unit = bucket_.Take(time)) return Admit(call, *unit, now);
  }
  const absl::Duration turn_in = TurnIn(call, time);
  const absl::Duration may_wait = GivesUp(call, time) - time;
  if (turn_in >= may_wait) {
    HoldBack(time);
    return Refuse("application",
                  TurnComesTooLate(limit_in_words_, queue_.size(), turn_in, may_wait), turn_in);
  }
  if (queue_.full() && !queue_.ToDisplace(call.caller, call.rank).has_value()) {
    HoldBack(time);
    return Refuse("queue", QueueIsFull(limit_in_words_, queue_.size(), turn_in), turn_in);
  }
  return absl::nullopt;
}

QuotaState::Ticket QuotaState::Enter(QuotaCall call, absl::Time now) {
  const absl::Time time = time_.Now(now);
  if (queue_.full()) {
    const Ticket last = *queue_.ToDisplace(call.caller, call.rank);
    queue_.Remove(last);
    const QuotaCall displaced = Remove(last);
    const absl::Duration turn_in = TurnIn(displaced, time);
    refused_.push_back(
        {last, Refuse("queue", QueueIsFull(limit_in_words_, queue_.size() + 1, turn_in), turn_in)});
  }
  const Ticket ticket = queue_.Push(call.caller, call.rank);
  const absl::Time gives_up = GivesUp(call, time);
  by_giving_up_.emplace(gives_up, ticket);
  waiting_.emplace(ticket, Waiting{std::move(call), gives_up});
  HoldBack(time);
  return ticket;
}

bool QuotaState::Leave(Ticket ticket) {
  if (!queue_.Remove(ticket)) return false;
  Remove(ticket);
  return true;
}

std::vector<QuotaState::Release> QuotaState::TakeReleases(absl::Time now) {
  const absl::Time time = time_.Now(now);
  std::vector<Release> releases = std::exchange(refused_, {});
  RefuseThoseWhoGiveUp(time, time, &releases);
  while (!queue_.empty() && bucket_.WhenFree(time, 0) <= time) {
    const Ticket ticket = *queue_.Pop();
    const QuotaCall call = Remove(ticket);
    if (auto forbidden = ForbiddenForVehicle(call, time, now)) {
      releases.push_back({ticket, *std::move(forbidden)});
    } else {
      releases.push_back({ticket, Admit(call, *bucket_.Take(time), now)});
    }
  }
  // Whoever gives up before even the next call fits has no chance left.
  RefuseThoseWhoGiveUp(bucket_.WhenFree(time, 0), time, &releases);
  return releases;
}

absl::optional<absl::Duration> QuotaState::NextRelease(absl::Time now) {
  if (!refused_.empty()) return absl::ZeroDuration();
  if (queue_.empty()) return absl::nullopt;
  const absl::Time time = time_.Now(now);
  const absl::Time next = bucket_.WhenFree(time, 0);
  // A correction may have put it off beyond what somebody can wait.
  if (by_giving_up_.begin()->first <= next) return absl::ZeroDuration();
  return std::max(next - time, absl::ZeroDuration());
}

void QuotaState::GiveBack(const QuotaPermit& permit) {
  bucket_.PutBack(permit.unit);
  if (!permit.vehicle_id.empty()) month_.Discount(permit.vehicle_id, permit.month);
}

void QuotaState::ApplicationLimited(absl::optional<absl::Duration> retry_after, absl::Time now) {
  const absl::Time time = time_.Now(now);
  bucket_.Correct(time, retry_after);
  TellRarely(QuotaEvent::Kind::kApplicationLimited, &application_limited_,
             absl::StrCat("Smartcar refused a call, the application's limit is reached; the next "
                          "one is made in ",
                          DurationInWords(bucket_.WhenFree(time, 0) - time)),
             time);
}

void QuotaState::VehicleLimited(const std::string& vehicle_id, absl::Duration retry_after,
                                absl::Time now) {
  const absl::Time time = time_.Now(now);
  gates_.Close(vehicle_id, time + retry_after, time);
  TellRarely(QuotaEvent::Kind::kVehicleLimited, &vehicle_limited_,
             absl::StrCat("Smartcar refused a call for vehicle ", vehicle_id,
                          ", its limit is reached; the next one is made in ",
                          DurationInWords(retry_after)),
             time);
  std::vector<Ticket> concerned;
  for (const auto& entry : waiting_) {
    if (entry.second.call.vehicle_id == vehicle_id) concerned.push_back(entry.first);
  }
  for (const Ticket ticket : concerned) {
    const auto forbidden = ForbiddenForVehicle(waiting_.at(ticket).call, time, now);
    if (!forbidden.has_value()) continue;  // closed for no time at all
    Leave(ticket);
    refused_.push_back({ticket, *forbidden});
  }
}

absl::optional<QuotaAnswer> QuotaState::ForbiddenForVehicle(const QuotaCall& call, absl::Time time,
                                                            absl::Time now) {
  if (call.vehicle_id.empty()) return absl::nullopt;
  if (const auto until = gates_.ClosedUntil(call.vehicle_id, time)) {
    const absl::Duration opens_in = *until - time;
    return Refuse("vehicle", VehicleIsClosed(call.vehicle_id, opens_in), opens_in);
  }
  if (!month_.Allows(call.vehicle_id, now)) {
    std::string text = MonthIsUsedUp(call.vehicle_id, options_.month.hard, MonthOf(now));
    if (month_.TellOfHardLimit(call.vehicle_id)) {
      events_.push_back({QuotaEvent::Kind::kMonthHardLimit, text});
    }
    return Refuse("vehicle_month", std::move(text), EndOf(MonthOf(now)) - now);
  }
  return absl::nullopt;
}

QuotaAnswer QuotaState::Admit(const QuotaCall& call, const QuotaBucket::Unit& unit,
                              absl::Time now) {
  QuotaAnswer answer;
  answer.permit = {unit, call.vehicle_id, MonthOf(now)};
  if (!call.vehicle_id.empty() && month_.Count(call.vehicle_id, now)) {
    events_.push_back(
        {QuotaEvent::Kind::kMonthSoftLimit,
         absl::StrCat("vehicle ", call.vehicle_id, " has reached ", options_.month.soft,
                      " calls in the month ", absl::FormatCivilTime(MonthOf(now)), " (UTC)")});
  }
  return answer;
}

absl::Duration QuotaState::TurnIn(const QuotaCall& call, absl::Time time) const {
  return bucket_.WhenFree(time, queue_.Ahead(call.caller, call.rank)) - time;
}

absl::Time QuotaState::GivesUp(const QuotaCall& call, absl::Time time) const {
  return std::min(time_.At(call.deadline), time + options_.max_queue_time);
}

void QuotaState::RefuseThoseWhoGiveUp(absl::Time until, absl::Time time,
                                      std::vector<Release>* releases) {
  while (!by_giving_up_.empty() && by_giving_up_.begin()->first <= until) {
    const Ticket ticket = by_giving_up_.begin()->second;
    queue_.Remove(ticket);
    const QuotaCall call = Remove(ticket);
    const absl::Duration turn_in = TurnIn(call, time);
    releases->push_back(
        {ticket,
         Refuse("application", TurnDidNotCome(limit_in_words_, queue_.size(), turn_in), turn_in)});
  }
}

QuotaCall QuotaState::Remove(Ticket ticket) {
  const auto found = waiting_.find(ticket);
  QuotaCall call = std::move(found->second.call);
  by_giving_up_.erase({found->second.gives_up, ticket});
  waiting_.erase(found);
  return call;
}

void QuotaState::HoldBack(absl::Time time) {
  TellRarely(QuotaEvent::Kind::kHoldingBack, &holding_back_,
             absl::StrCat("calls are held back, since the application may make ", limit_in_words_,
                          "; ", queue_.size(), " wait"),
             time);
}

void QuotaState::TellRarely(QuotaEvent::Kind kind, Rare* rare, std::string text, absl::Time time) {
  if (time < rare->told + kLogPause) {
    ++rare->untold;
    return;
  }
  rare->told = time;
  const int untold = std::exchange(rare->untold, 0);
  if (untold > 0) absl::StrAppend(&text, " (and ", untold, " times more since the last such line)");
  events_.push_back({kind, std::move(text)});
}

}  // namespace smartcar_gateway
