// SharedReads: one call to Smartcar for reads that ask the same, and none for those with time.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_SHARED_READS_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_SHARED_READS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"
#include "server/http/http_transport.h"
#include "server/quota/read_key.h"
#include "server/quota/reply_cache.h"

namespace smartcar_gateway {

// Decorator for reads; see read_key.h for which ask the same. Other requests pass.
//
// Sharing. A read joins a call in flight that asks the same. Each caller keeps its deadline and its
// cancel; the call is aborted when the last one is gone. All get the same result, failures too. The
// call has the deadline (and the name) of the caller who began it, since the layers below plan by
// it: with a more generous one they would queue and retry for nobody. When it ends by that
// deadline, those who have more time are taken on by a fresh call with the latest deadline among
// them. So only callers with less time than the call need a timer.
//
// Keeping. Answers of 200, and for a shorter time 404 and 501, are kept for callers with a
// `max_age`, whoever brought them. Their age counts from when the call began, since what they say
// may be as old as that. An answer that is still on its way counts as new for everybody who joins.
//
// Freshness. What may change what reads answer calls Forget() when it begins and when it has ended
// (see ChangeWatch): everything kept of its vehicle is dropped, and calls in flight for it are
// detached: they still answer those who joined, but nobody joins them and nothing of them is kept.
// So nobody who saw a command end reads what was asked for before. A clock set back makes all ages
// unknown, and does the same to everything.
//
// Borrows clock, executor and the next transport, which must outlive every request started; the
// executor must also run no task any more when this is destroyed, or outlive it. Thread-safe;
// callers are answered unlocked.
class SharedReads final : public HttpTransport {
 public:
  struct Options {
    uint64_t max_bytes = 64 << 20;                          // for kept answers; 0: none is kept
    absl::Duration default_max_age = absl::ZeroDuration();  // for reads that do not say
    absl::Duration negative_max_age = absl::Minutes(1);     // of 404 and 501
    bool share_calls = true;
  };

  SharedReads(Options options, const Clock& clock, Executor& executor, HttpTransport& next);
  ~SharedReads() override;

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

  // Something of the vehicle may have changed; an empty id is everything.
  void Forget(const std::string& vehicle_id);

 private:
  struct Caller;
  struct Flight;
  using CallerPtr = std::shared_ptr<Caller>;
  using FlightPtr = std::shared_ptr<Flight>;
  using Flights = std::multimap<ReadKey, FlightPtr>;

  // Puts callers who ask the same on a flight. Returns it if it is a new one, for Launch().
  FlightPtr Board(const std::vector<CallerPtr>& callers, const ReadKey& key, HttpRequest request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Join(const FlightPtr& flight, const CallerPtr& caller) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Launch(const FlightPtr& flight);
  void End(const FlightPtr& flight, HttpResult result);
  // The caller's cancel or deadline.
  void Leave(const CallerPtr& caller, TransportError why);

  void Detach(Flight* flight) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // An answer that is not too old, or null.
  const ReplyCache::Entry* FindKept(const ReadKey& key, absl::Duration max_age, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time Now() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  const Clock& clock_;
  Executor& executor_;
  HttpTransport& next_;
  Mutex mutex_;
  // Those that may be joined, or whose answer may be kept.
  Flights attached_ ABSL_GUARDED_BY(mutex_);
  ReplyCache cache_ ABSL_GUARDED_BY(mutex_);
  absl::Time latest_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_SHARED_READS_H_
