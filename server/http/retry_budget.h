// RetryBudget: how many further attempts the whole gateway may make.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_BUDGET_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_BUDGET_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// A bucket that every read fills by a share of one attempt, and time by `reserve` attempts a
// minute; so a gateway with few reads can try again too, and one with many adds little to the load
// of a Smartcar in trouble. It holds `reserve` attempts, with which it starts (but room for one, if
// reads fill it). Borrows the clock. Thread-safe.
class RetryBudget {
 public:
  struct Options {
    int percent = 10;  // of the reads
    int reserve = 10;  // attempts
  };

  RetryBudget(Options options, const Clock* clock);

  // A read was sent for the first time.
  void CountRead();

  // Takes one further attempt; false if there is none left.
  bool Take();

 private:
  void Fill() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t per_read_;
  const int64_t per_millisecond_;
  const int64_t capacity_;
  const Clock* const clock_;
  Mutex mutex_;
  absl::Time filled_at_ ABSL_GUARDED_BY(mutex_);
  int64_t balance_ ABSL_GUARDED_BY(mutex_);  // in kAttempt-ths of an attempt
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_BUDGET_H_
