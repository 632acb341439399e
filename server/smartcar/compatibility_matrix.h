// CompatibilityMatrix: copies of Smartcar's compatibility matrix, kept for a day.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_MATRIX_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"
#include "server/http/http_message.h"
#include "server/smartcar/compatibility_requests.h"
#include "server/smartcar/smartcar_client.h"
#include "smartcar/gateway/v1/compatibility.pb.h"

namespace smartcar_gateway {

// A part of the matrix as it was at one time. Immutable once it is shared.
struct MatrixCopy {
  // Kept as bytes on the wire: as messages, the whole matrix would take some 60 MB.
  struct Entry {
    smartcar::gateway::v1::PowertrainType powertrain_type;
    std::string bytes;  // a CompatibleVehicle
  };
  std::vector<Entry> entries;
  absl::Time retrieved_time;
  std::string upstream_request_id;
  size_t bytes = 0;  // about what it takes
};

// A cache for each MatrixKey. A copy younger than `max_age` is served at once. Otherwise whoever
// asks starts a fetch or joins the one under way for that key. A fetch belongs to nobody: a caller
// who cancels or whose deadline passes leaves, and it goes on. If it fails, an old copy is served
// all the same, and without asking again for `retry_pause`; nobody with an old copy waits longer
// than `max_wait_with_copy`. Without one, all who wait get the error.
//
// Bounded: beyond `max_copies` or `max_bytes` the copies not used for longest go.
//
// Borrows its collaborators. `timers` is for short tasks; on `background` replies are decoded and
// pages made of them, which can take a quarter of a second. Before they go, the transport below
// `client` must have ended its requests, and `background` must go before `client`. Thread-safe;
// callbacks run unlocked, inline or on threads of the two.
class CompatibilityMatrix : public std::enable_shared_from_this<CompatibilityMatrix> {
 public:
  struct Options {
    absl::Duration max_age = absl::Hours(24);
    absl::Duration retry_pause = absl::Minutes(5);
    absl::Duration max_wait_with_copy = absl::Seconds(5);
    size_t max_copies = 256;
    size_t max_bytes = 128 << 20;
    size_t max_reply_bytes = 64 << 20;  // the whole matrix was about 14 MB in 2026
  };
  // Told of a failed fetch after which a copy retrieved at that time is still served.
  using OnStale = std::function<void(const absl::Status&, absl::Time retrieved)>;
  using Result = absl::StatusOr<std::shared_ptr<const MatrixCopy>>;
  using Done = absl::AnyInvocable<void(Result) &&>;

  static std::shared_ptr<CompatibilityMatrix> Create(Options options, SmartcarClient* client,
                                                     const Clock* clock, Executor* timers,
                                                     Executor* background, OnStale on_stale);
  CompatibilityMatrix(const CompatibilityMatrix&) = delete;
  CompatibilityMatrix& operator=(const CompatibilityMatrix&) = delete;

  // Runs `done` exactly once.
  void Get(const MatrixKey& key, const SmartcarClient::Context& context, Done done);

 private:
  using Copy = std::shared_ptr<const MatrixCopy>;
  struct Waiter {
    Done done;
    Executor::TaskId timer;
  };
  struct Slot {
    Copy copy;
    absl::Time fetch_again = absl::InfinitePast();
    uint64_t last_use = 0;
    bool fetching = false;
    std::map<uint64_t, Waiter> waiters;
  };
  struct Fetch {
    MatrixKey key;
    int page_number = 1;
    HttpResult reply;
    std::shared_ptr<MatrixCopy> copy = std::make_shared<MatrixCopy>();
  };

  CompatibilityMatrix(Options options, SmartcarClient* client, const Clock* clock, Executor* timers,
                      Executor* background, OnStale on_stale);

  void FetchPage(std::shared_ptr<Fetch> fetch);
  void ReadPage(std::shared_ptr<Fetch> fetch);
  void Finish(const MatrixKey& key, Copy copy, const absl::Status& status);
  void Leave(const MatrixKey& key, uint64_t id, const absl::Status& status);
  void StoreLocked(Slot* slot, Copy copy) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EvictLocked(const Slot* spared) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  SmartcarClient* const client_;
  const Clock* const clock_;
  Executor* const timers_;
  Executor* const background_;
  const OnStale on_stale_;

  Mutex mutex_;
  std::map<MatrixKey, Slot> slots_ ABSL_GUARDED_BY(mutex_);
  size_t copies_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMPATIBILITY_MATRIX_H_
