// Implementation of CompatibilityMatrix.
#include "server/smartcar/compatibility_matrix.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "server/errors/error.h"
#include "server/smartcar/decode/decode_compatibility.h"
#include "server/smartcar/upstream_error.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

// More pages than this were never meant.
constexpr int kMaxPages = 100;

absl::Status WaitedTooLong() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed while the compatibility matrix was being fetched from "
                   "Smartcar; the fetch goes on, so try again in a moment");
}

absl::Status CallerCancelled() {
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED,
                   "the caller cancelled");
}

}  // namespace

std::shared_ptr<CompatibilityMatrix> CompatibilityMatrix::Create(
    Options options, SmartcarClient* client, const Clock* clock, Executor* timers,
    Executor* background, OnStale on_stale) {
  return absl::WrapUnique(
      new CompatibilityMatrix(options, client, clock, timers, background, std::move(on_stale)));
}

CompatibilityMatrix::CompatibilityMatrix(Options options, SmartcarClient* client,
                                         const Clock* clock, Executor* timers, Executor* background,
                                         OnStale on_stale)
    : options_(options),
      client_(client),
      clock_(clock),
      timers_(timers),
      background_(background),
      on_stale_(std::move(on_stale)) {}

void CompatibilityMatrix::Get(const MatrixKey& key, const SmartcarClient::Context& context,
                              Done done) {
  const absl::Time now = clock_->Now();
  absl::Time deadline = client_->UpstreamDeadline(context.deadline, CallKind::kRead, now);
  Result at_once = Copy();
  uint64_t id = 0;
  bool must_fetch = false;
  {
    MutexLock lock(&mutex_);
    Slot& slot = slots_[key];
    slot.last_use = id = next_id_++;
    if (slot.copy != nullptr) deadline = std::min(deadline, now + options_.max_wait_with_copy);
    if (slot.copy != nullptr && (now < slot.fetch_again || deadline <= now)) {
      at_once = slot.copy;
    } else if (deadline <= now) {
      at_once = ExpiredBeforeSending(BuildMatrixRequest(key, 1));
      if (!slot.fetching) slots_.erase(key);
    } else {
      must_fetch = !std::exchange(slot.fetching, true);
      const auto leave = [self = shared_from_this(), key, id] {
        self->Leave(key, id, WaitedTooLong());
      };
      slot.waiters.emplace(id, Waiter{std::move(done), timers_->RunAfter(deadline - now, leave)});
    }
  }
  if (!at_once.ok() || *at_once != nullptr) {
    std::move(done)(std::move(at_once));
    return;
  }
  context.cancellation->SetHook(
      [self = shared_from_this(), key, id] { self->Leave(key, id, CallerCancelled()); });
  if (!must_fetch) return;
  auto fetch = std::make_shared<Fetch>();
  fetch->key = key;
  FetchPage(std::move(fetch));
}

void CompatibilityMatrix::FetchPage(std::shared_ptr<Fetch> fetch) {
  UpstreamRequest request = BuildMatrixRequest(fetch->key, fetch->page_number);
  request.max_reply_bytes = options_.max_reply_bytes;
  SmartcarClient::Context context;
  context.cancellation = std::make_shared<Cancellation>();
  client_->Call(
      std::move(request), std::move(context),
      // Only copied here: the thread is the transport's, and decoding would hold up other calls.
      [fetch](const UpstreamRequest&, const HttpResponse& http) {
        fetch->reply.response = http;
        return absl::OkStatus();
      },
      [self = shared_from_this(), fetch](SmartcarClient::Outcome outcome) {
        if (!outcome.status.ok()) {
          self->Finish(fetch->key, nullptr, outcome.status);
          return;
        }
        self->background_->RunAfter(absl::ZeroDuration(), [self, fetch] { self->ReadPage(fetch); });
      });
}

void CompatibilityMatrix::ReadPage(std::shared_ptr<Fetch> fetch) {
  MatrixCopy* const copy = fetch->copy.get();
  const HttpResponse& reply = fetch->reply.response;
  const auto add = [copy](const v1::CompatibleVehicle& vehicle) {
    copy->entries.push_back({vehicle.powertrain_type(), vehicle.SerializeAsString()});
    copy->bytes += sizeof(MatrixCopy::Entry) + copy->entries.back().bytes.capacity();
  };
  PageInfo page;
  const absl::Status decoded = DecodeCompatibleVehicles(reply.body, add, &page);
  if (!decoded.ok()) {
    Finish(fetch->key, nullptr,
           UnreadableReply(BuildMatrixRequest(fetch->key, fetch->page_number), fetch->reply,
                           decoded.message()));
    return;
  }
  // A server that ignores the number of the page sends the first one again, for ever.
  const bool is_next = page.page_number == fetch->page_number;
  if (page.has_next && is_next && fetch->page_number < kMaxPages) {
    ++fetch->page_number;
    FetchPage(std::move(fetch));
    return;
  }
  copy->retrieved_time = clock_->Now();
  copy->upstream_request_id = std::string(reply.Header("sc-request-id").value_or(""));
  Finish(fetch->key, std::move(fetch->copy), absl::OkStatus());
}

void CompatibilityMatrix::Finish(const MatrixKey& key, Copy copy, const absl::Status& status) {
  std::vector<Done> callbacks;
  Result result = copy;
  absl::optional<absl::Time> stale_since;
  {
    MutexLock lock(&mutex_);
    Slot& slot = slots_[key];
    slot.fetching = false;
    for (auto& entry : slot.waiters) {
      timers_->Cancel(entry.second.timer);
      callbacks.push_back(std::move(entry.second.done));
    }
    slot.waiters.clear();
    if (copy != nullptr) {
      StoreLocked(&slot, std::move(copy));
    } else if (slot.copy != nullptr) {
      result = slot.copy;
      stale_since = slot.copy->retrieved_time;
      slot.fetch_again = clock_->Now() + options_.retry_pause;
    } else {
      result = status;
      slots_.erase(key);
    }
  }
  if (stale_since.has_value()) on_stale_(status, *stale_since);
  background_->RunAfter(absl::ZeroDuration(),
                        [callbacks = std::move(callbacks), result = std::move(result)]() mutable {
                          for (Done& done : callbacks) std::move(done)(result);
                        });
}

void CompatibilityMatrix::Leave(const MatrixKey& key, uint64_t id, const absl::Status& status) {
  Done done;
  Result result = status;
  {
    MutexLock lock(&mutex_);
    const auto slot = slots_.find(key);
    if (slot == slots_.end()) return;
    const auto waiter = slot->second.waiters.find(id);
    if (waiter == slot->second.waiters.end()) return;
    timers_->Cancel(waiter->second.timer);
    done = std::move(waiter->second.done);
    slot->second.waiters.erase(waiter);
    if (slot->second.copy != nullptr && absl::IsDeadlineExceeded(status)) {
      result = slot->second.copy;
    }
  }
  std::move(done)(std::move(result));
}

void CompatibilityMatrix::StoreLocked(Slot* slot, Copy copy) {
  if (slot->copy != nullptr) {
    --copies_;
    bytes_ -= slot->copy->bytes;
  }
  ++copies_;
  bytes_ += copy->bytes;
  slot->fetch_again = copy->retrieved_time + options_.max_age;
  slot->copy = std::move(copy);
  EvictLocked(slot);
}

void CompatibilityMatrix::EvictLocked(const Slot* spared) {
  while (copies_ > 1 && (copies_ > options_.max_copies || bytes_ > options_.max_bytes)) {
    auto oldest = slots_.end();
    for (auto it = slots_.begin(); it != slots_.end(); ++it) {
      if (it->second.copy == nullptr || &it->second == spared) continue;
      if (oldest == slots_.end() || it->second.last_use < oldest->second.last_use) oldest = it;
    }
    --copies_;
    bytes_ -= oldest->second.copy->bytes;
    oldest->second.copy = nullptr;
    if (!oldest->second.fetching) slots_.erase(oldest);
  }
}

}  // namespace smartcar_gateway
