// Implementation of SharedReads.
#include "server/quota/shared_reads.h"

#include <algorithm>
#include <utility>

#include "absl/types/optional.h"

namespace smartcar_gateway {
namespace {

bool IsNegative(int status) { return status == 404 || status == 501; }

HttpResult Departure(TransportError why) {
  HttpResult result;
  result.error = why;
  result.sent = Sent::kMaybe;
  result.message = why == TransportError::kCancelled ? "the caller cancelled"
                                                     : "the deadline passed before the answer came";
  return result;
}

HttpResult Copy(const HttpResult& result) {
  HttpResult copy;
  copy.error = result.error;
  copy.sent = result.sent;
  copy.response = Copy(result.response);
  copy.message = result.message;
  copy.retry_after = result.retry_after;
  copy.limit = result.limit;
  return copy;
}

}  // namespace

// Who waits for an answer. `done` belongs to whoever takes the caller off its flight; the rest is
// guarded by the mutex.
struct SharedReads::Caller {
  Caller(const HttpRequest& request, Done when_done)
      : deadline(request.deadline), call(request.call), done(std::move(when_done)) {}

  const absl::Time deadline;
  const std::shared_ptr<const CallInfo> call;
  Done done;
  std::weak_ptr<Flight> flight;  // empty before it has one and after it left
  size_t place = 0;              // among the callers of the flight
  bool gone = false;             // left, perhaps before it had a flight
  absl::optional<Executor::TaskId> timer;
};

// A call to Smartcar. What is not const is guarded by the mutex.
struct SharedReads::Flight {
  Flight(ReadKey flights_key, HttpRequest flights_request, absl::Time now)
      : key(std::move(flights_key)), request(std::move(flights_request)), began_at(now) {}

  const ReadKey key;
  const HttpRequest request;
  const absl::Time began_at;
  const std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  std::vector<CallerPtr> callers;
  absl::optional<Flights::iterator> attached;
};

SharedReads::SharedReads(Options options, const Clock& clock, Executor& executor,
                         HttpTransport& next)
    : options_(options),
      clock_(clock),
      executor_(executor),
      next_(next),
      cache_(options.max_bytes) {}

SharedReads::~SharedReads() = default;

void SharedReads::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                        Done done) {
  if (!IsPlainRead(request)) {
    next_.Start(std::move(request), std::move(cancellation), std::move(done));
    return;
  }
  const ReadKey key = KeyOf(request);
  absl::Duration max_age = options_.default_max_age;
  if (request.call != nullptr) max_age = request.call->max_age.value_or(max_age);
  const auto caller = std::make_shared<Caller>(request, std::move(done));
  // Before anything that may answer: afterwards the hook could be one of the caller's next request.
  cancellation->SetHook([this, weak = std::weak_ptr<Caller>(caller)] {
    if (const CallerPtr leaving = weak.lock()) Leave(leaving, TransportError::kCancelled);
  });
  std::shared_ptr<const HttpResponse> kept;
  absl::Duration age;
  FlightPtr launched;
  {
    MutexLock lock(&mutex_);
    const absl::Time now = Now();
    const ReplyCache::Entry* entry = caller->gone ? nullptr : FindKept(key, max_age, now);
    if (entry != nullptr) {
      kept = entry->response;
      age = now - entry->asked_at;
      caller->gone = true;
    } else if (!caller->gone) {
      launched = Board({caller}, key, std::move(request));
      if (launched == nullptr) return;
    }
  }
  if (launched != nullptr) {
    Launch(launched);
  } else if (kept != nullptr) {
    HttpResult result;
    result.response = Copy(*kept);
    result.response.age = age;
    std::move(caller->done)(std::move(result));
  } else {
    std::move(caller->done)(Departure(TransportError::kCancelled));
  }
}

SharedReads::FlightPtr SharedReads::Board(const std::vector<CallerPtr>& callers, const ReadKey& key,
                                          HttpRequest request) {
  FlightPtr flight;
  FlightPtr launched;
  if (options_.share_calls) {
    const auto attached = attached_.find(key);
    if (attached != attached_.end()) flight = attached->second;
  }
  if (flight == nullptr) {
    request.call = callers.front()->call;
    request.deadline = absl::InfinitePast();
    for (const CallerPtr& caller : callers) {
      request.deadline = std::max(request.deadline, caller->deadline);
    }
    launched = flight = std::make_shared<Flight>(key, std::move(request), Now());
    flight->attached = attached_.emplace(key, flight);
  }
  for (const CallerPtr& caller : callers) Join(flight, caller);
  return launched;
}

void SharedReads::Join(const FlightPtr& flight, const CallerPtr& caller) {
  caller->flight = flight;
  caller->place = flight->callers.size();
  flight->callers.push_back(caller);
  if (caller->deadline >= flight->request.deadline) return;
  caller->timer = executor_.RunAfter(caller->deadline - clock_.Now(),
                                     [this, weak = std::weak_ptr<Caller>(caller)] {
                                       if (const CallerPtr leaving = weak.lock())
                                         Leave(leaving, TransportError::kTimedOut);
                                     });
}

void SharedReads::Launch(const FlightPtr& flight) {
  next_.Start(flight->request, flight->cancellation,
              [this, flight](HttpResult result) { End(flight, std::move(result)); });
}

void SharedReads::End(const FlightPtr& flight, HttpResult result) {
  ReplyCache::Entry kept;
  const int status = result.error == TransportError::kNone ? result.response.status : 0;
  if (options_.max_bytes > 0 && (status == 200 || IsNegative(status))) {
    kept.response = std::make_shared<const HttpResponse>(Copy(result.response));
    kept.asked_at = flight->began_at;
  }
  std::vector<CallerPtr> answered;
  std::vector<CallerPtr> staying;
  FlightPtr launched;
  {
    MutexLock lock(&mutex_);
    const absl::Time now = Now();
    if (kept.response != nullptr && flight->attached.has_value()) {
      cache_.Put(flight->key, std::move(kept));
    }
    Detach(flight.get());
    for (CallerPtr& caller : flight->callers) {
      caller->flight.reset();
      const bool has_time = caller->deadline > std::max(flight->request.deadline, now);
      if (EndedForLackOfTime(result) && has_time) {
        staying.push_back(std::move(caller));
      } else {
        caller->gone = true;
        answered.push_back(std::move(caller));
      }
    }
    flight->callers.clear();
    if (!staying.empty()) launched = Board(staying, flight->key, flight->request);
  }
  if (launched != nullptr) Launch(launched);
  for (size_t i = 0; i < answered.size(); ++i) {
    Caller& caller = *answered[i];
    if (caller.timer.has_value()) executor_.Cancel(*caller.timer);
    const bool last = i + 1 == answered.size();
    std::move(caller.done)(last ? std::move(result) : Copy(result));
  }
}

void SharedReads::Leave(const CallerPtr& caller, TransportError why) {
  FlightPtr abandoned;
  {
    MutexLock lock(&mutex_);
    caller->gone = true;
    const FlightPtr flight = caller->flight.lock();
    if (flight == nullptr) return;
    caller->flight.reset();
    std::swap(flight->callers[caller->place], flight->callers.back());
    flight->callers[caller->place]->place = caller->place;
    flight->callers.pop_back();
    if (flight->callers.empty()) {
      Detach(flight.get());
      abandoned = flight;
    }
  }
  if (caller->timer.has_value()) executor_.Cancel(*caller->timer);
  if (abandoned != nullptr) abandoned->cancellation->Cancel();
  std::move(caller->done)(Departure(why));
}

void SharedReads::Detach(Flight* flight) {
  if (!flight->attached.has_value()) return;
  const Flights::iterator place = *flight->attached;
  flight->attached.reset();
  attached_.erase(place);
}

void SharedReads::Forget(const std::string& vehicle_id) {
  MutexLock lock(&mutex_);
  auto flight = attached_.begin();
  if (vehicle_id.empty()) {
    cache_.DropAll();
  } else {
    cache_.DropVehicle(vehicle_id);
    flight = attached_.lower_bound({vehicle_id, ""});
  }
  while (flight != attached_.end() &&
         (vehicle_id.empty() || flight->first.vehicle_id == vehicle_id)) {
    flight->second->attached.reset();
    flight = attached_.erase(flight);
  }
}

const ReplyCache::Entry* SharedReads::FindKept(const ReadKey& key, absl::Duration max_age,
                                               absl::Time now) {
  if (max_age <= absl::ZeroDuration()) return nullptr;
  const ReplyCache::Entry* entry = cache_.Find(key);
  if (entry == nullptr) return nullptr;
  if (IsNegative(entry->response->status)) max_age = std::min(max_age, options_.negative_max_age);
  return now - entry->asked_at <= max_age ? entry : nullptr;
}

absl::Time SharedReads::Now() {
  const absl::Time now = clock_.Now();
  if (now < latest_) {
    cache_.DropAll();
    for (auto& [key, flight] : attached_) flight->attached.reset();
    attached_.clear();
  }
  latest_ = now;
  return now;
}

}  // namespace smartcar_gateway
