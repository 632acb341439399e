// One event's way: queue, attempts with 25, 50 and 100 seconds between them, outcome.
#include "tools/simulator/hooks/dispatcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/hooks/signature.h"

namespace smartcar_simulator {
namespace {

constexpr absl::Duration kRetryAfter[] = {absl::Seconds(25), absl::Seconds(50), absl::Seconds(100)};
static_assert(std::size(kRetryAfter) == Dispatcher::kMostAttempts - 1, "one between two attempts");
constexpr size_t kMostAnswerKept = 4096;

Json TimeJson(absl::Time time, const Switches& switches) {
  if (switches.webhook_iso_times) return IsoTime(time);
  return absl::ToUnixMillis(time);
}

// Replaces or removes those that the event has of its own.
HeaderList MergeHeaders(HeaderList headers, const HeaderList& own) {
  for (const auto& [name, value] : own) {
    headers.erase(std::remove_if(headers.begin(), headers.end(),
                                 [&name = name](const auto& header) {
                                   return absl::EqualsIgnoreCase(header.first, name);
                                 }),
                  headers.end());
    if (!value.empty()) headers.emplace_back(name, value);
  }
  return headers;
}

}  // namespace

struct Dispatcher::Live {
  HookEvent event;
  uint64_t sequence = 0;
  int attempts = 0;
  bool under_way = false;
  bool stopped = false;
};

Dispatcher::Dispatcher(const SimulatedClock* clock, Timers* timers, HookSender* sender,
                       size_t record_limit)
    : clock_(*clock), sender_(*sender), alarms_(clock, timers), log_(record_limit) {}

void Dispatcher::Start(Backend* backend) {
  backend_ = backend;
  ++epoch_;
  alarms_.Clear();
  lanes_.clear();
  live_.clear();
  reordered_.clear();
  faults_.Clear();
  log_.Clear();
}

uint64_t Dispatcher::Record(const HookEvent& event) {
  Delivery delivery;
  delivery.time = clock_.Now();
  delivery.webhook_id = event.webhook_id;
  delivery.url = event.url;
  delivery.event_id = event.event_id;
  delivery.event_type = event.event_type;
  delivery.vehicle_id = event.vehicle_id;
  delivery.mode = event.mode;
  return log_.Add(std::move(delivery));
}

uint64_t Dispatcher::Submit(HookEvent event) {
  const std::optional<HookFault> fault = faults_.TakeForEvent(event);
  const bool duplicate = fault && fault->kind == HookFaultKind::kDuplicate;
  const int64_t copies = duplicate ? 1 + fault->count : 1;
  uint64_t first = 0;
  for (int64_t i = 0; i < copies; ++i) {
    auto live = std::make_shared<Live>();
    live->event = event;
    live->sequence = Record(event);
    live_.insert(live);
    if (first == 0) first = live->sequence;
    if (fault && fault->kind == HookFaultKind::kReorder) {
      reordered_.push_back(live);
      if (static_cast<int64_t>(reordered_.size()) < fault->count) continue;
      std::reverse(reordered_.begin(), reordered_.end());
      FlushReordered();
    } else {
      Enqueue(live);
    }
  }
  return first;
}

void Dispatcher::FlushReordered() {
  std::vector<std::shared_ptr<Live>> group;
  group.swap(reordered_);
  for (const std::shared_ptr<Live>& live : group) Enqueue(live);
}

void Dispatcher::ClearFaults() {
  faults_.Clear();
  FlushReordered();
}

void Dispatcher::Enqueue(const std::shared_ptr<Live>& live) {
  if (live->stopped) return;
  Lane& lane = lanes_[absl::StrCat(live->event.webhook_id, " ", live->event.event_type)];
  if (lane.queue.size() >= kMostQueued) return End(live, "stopped");
  lane.queue.push_back(live);
  Pump(lane);
}

void Dispatcher::Pump(Lane& lane) {
  while (!lane.queue.empty() && lane.under_way < backend_->switches.webhook_concurrency) {
    const std::shared_ptr<Live> live = std::move(lane.queue.front());
    lane.queue.pop_front();
    if (!live->stopped) Attempt(lane, live);
  }
}

void Dispatcher::Attempt(Lane& lane, const std::shared_ptr<Live>& live) {
  HookEvent& event = live->event;
  const Switches& switches = backend_->switches;
  DeliveryAttempt attempt;
  attempt.delivery_id = backend_->ids.Uuid();
  attempt.time = clock_.Now();
  HookPost post;
  if (event.raw) {
    post.body = *event.raw;
  } else {
    Json& meta = event.payload["meta"];
    meta["deliveryId"] = attempt.delivery_id;
    meta[switches.webhook_older_envelope ? "deliveryTime" : "deliveredAt"] =
        TimeJson(attempt.time, switches);
    post.body = Dump(event.payload);
  }
  if (post.body.size() < event.pad_body_to) post.body.resize(event.pad_body_to, ' ');
  HeaderList headers = {{"content-type", "application/json"}, {"user-agent", "Smartcar/1.0"}};
  const std::optional<HookFault> fault = faults_.TakeForAttempt(event);
  if (event.event_type == kVerifyEvent ||
      (fault && fault->kind == HookFaultKind::kMissingSignature)) {
    attempt.signature = "missing";
  } else {
    if (fault) attempt.signature = "bad";
    const std::string key = absl::StrCat(backend_->management_token, fault ? " of another" : "");
    headers.emplace_back("SC-Signature", HmacSha256Hex(key, post.body));
  }
  post.url = event.url;
  post.headers = MergeHeaders(std::move(headers), event.headers);
  post.timeout = switches.webhook_timeout;
  post.fresh_connection = switches.webhook_fresh_connections;
  if (Delivery* delivery = log_.Find(live->sequence)) {
    delivery->attempts.push_back(std::move(attempt));
    log_.SetBody(*delivery, post.body);
  }
  ++live->attempts;
  live->under_way = true;
  ++lane.under_way;
  sender_.Post(std::move(post), [this, &lane, live, epoch = epoch_](const HookAnswer& answer) {
    if (epoch == epoch_) Answered(lane, live, answer);
  });
}

void Dispatcher::Answered(Lane& lane, const std::shared_ptr<Live>& live, const HookAnswer& answer) {
  --lane.under_way;
  live->under_way = false;
  if (Delivery* delivery = log_.Find(live->sequence)) {
    DeliveryAttempt& attempt = delivery->attempts.back();
    attempt.answered = true;
    attempt.status = answer.status;
    attempt.error = answer.error;
    attempt.answer = answer.body.substr(0, kMostAnswerKept);
  }
  const bool verify = live->event.event_type == kVerifyEvent;
  if (Accepts(*live, answer)) {
    End(live, "delivered");
  } else if (live->stopped) {
    End(live, "stopped");
  } else if (verify || live->attempts == kMostAttempts) {
    End(live, "failed");
  } else {
    alarms_.At(clock_.Now() + kRetryAfter[live->attempts - 1], [this, live] { Enqueue(live); });
  }
  Pump(lane);
}

bool Dispatcher::Accepts(Live& live, const HookAnswer& answer) {
  if (live.event.event_type != kVerifyEvent) return answer.status / 100 == 2;
  std::string error = answer.error;
  if (error.empty() && answer.status != 200) {
    error = absl::StrCat("the verification request was answered ", answer.status);
  }
  const Json reply = ParseJson(answer.body).value_or(Json());
  const Json* hash = Find(reply, "challenge");
  if (error.empty() && (hash == nullptr ||
                        *hash != HmacSha256Hex(backend_->management_token, live.event.challenge))) {
    error = "verification request responded with an invalid hash";
  }
  const auto webhook = backend_->world.webhooks.find(live.event.webhook_id);
  // It may be another address by now, which has a VERIFY of its own.
  if (webhook != backend_->world.webhooks.end() && webhook->second.callback_uri == live.event.url) {
    webhook->second.verified = error.empty();
    webhook->second.verify_error = error;
  }
  return error.empty();
}

void Dispatcher::End(const std::shared_ptr<Live>& live, const char* outcome) {
  if (Delivery* delivery = log_.Find(live->sequence)) delivery->outcome = outcome;
  live_.erase(live);
}

size_t Dispatcher::Stop(const std::string& webhook_id) {
  const std::set<std::shared_ptr<Live>> all = live_;
  size_t stopped = 0;
  for (const std::shared_ptr<Live>& live : all) {
    if (live->stopped || (!webhook_id.empty() && live->event.webhook_id != webhook_id)) continue;
    live->stopped = true;
    ++stopped;
    if (!live->under_way) End(live, "stopped");
  }
  return stopped;
}

}  // namespace smartcar_simulator
