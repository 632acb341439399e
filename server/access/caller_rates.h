// CallerRates: how many calls each caller has left in each role.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_RATES_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_RATES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/policy.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// A bucket of calls for each caller and role, full at first. A bucket is one point in time, the one
// at which it is full again; one that is full is not kept. Of more than `max_buckets` those that
// are nearest to full are forgotten, which gives their callers a little. Thread-safe; borrows the
// clock.
class CallerRates {
 public:
  static constexpr size_t kMaxBuckets = 100'000;

  explicit CallerRates(const Clock& clock, size_t max_buckets = kMaxBuckets);
  CallerRates(const CallerRates&) = delete;
  CallerRates& operator=(const CallerRates&) = delete;

  // Takes `calls` out of the caller's bucket and returns zero; or takes none and returns after how
  // long they would fit, which is never (infinite) if there are more than the limit's burst. With
  // another limit than before a bucket begins anew.
  absl::Duration Take(absl::string_view caller, absl::string_view role, const CallerLimit& limit,
                      int64_t calls);

  // How many buckets there are, for tests.
  size_t size() const;

 private:
  struct Bucket {
    CallerLimit limit;
    absl::Duration interval;  // in which one call is gained
    absl::Time full_at;
  };
  using Key = std::pair<std::string, std::string>;  // caller and role
  using KeyView = std::pair<absl::string_view, absl::string_view>;
  // So that a look-up copies no strings.
  struct Hash {
    using is_transparent = void;
    size_t operator()(const KeyView& key) const { return absl::Hash<KeyView>()(key); }
    size_t operator()(const Key& key) const { return (*this)(KeyView(key.first, key.second)); }
  };
  struct Equal {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return KeyView(a.first, a.second) == KeyView(b.first, b.second);
    }
  };

  void MakeRoom(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const size_t max_buckets_;
  mutable Mutex mutex_;
  absl::flat_hash_map<Key, Bucket, Hash, Equal> buckets_ ABSL_GUARDED_BY(mutex_);
  // With so many buckets it is time to look for full ones.
  size_t crowded_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_RATES_H_
