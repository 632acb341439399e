// CurlInbox: what other threads hand to the loop's thread.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_INBOX_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_INBOX_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "server/base/mutex.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

using MonotonicTime = std::chrono::steady_clock::time_point;

// One request on its way through the loop.
struct CurlJob {
  uint64_t id = 0;
  HttpRequest request;
  std::shared_ptr<Cancellation> cancellation;
  HttpTransport::Done done;
  MonotonicTime deadline = MonotonicTime::max();
};

// New jobs and cancels, and the file descriptor that wakes the loop for them. Shared with the
// cancellation hooks, which may outlive the transport. Thread-safe; the methods under "the loop"
// belong to the loop's thread.
//
// A burst costs one wake-up: only the first to put something in while the loop sleeps writes to
// the descriptor, and the loop itself never has to.
class CurlInbox {
 public:
  enum class Answer { kTaken, kOverloaded, kShutDown };
  struct Batch {
    std::vector<std::unique_ptr<CurlJob>> jobs;
    std::vector<uint64_t> cancelled;  // ids, also of jobs that have ended
    bool closed = false;
  };

  static absl::StatusOr<std::shared_ptr<CurlInbox>> Create(size_t max_in_flight);
  ~CurlInbox();
  CurlInbox(const CurlInbox&) = delete;
  CurlInbox& operator=(const CurlInbox&) = delete;

  uint64_t NewId() { return next_id_.fetch_add(1, std::memory_order_relaxed); }
  // Takes the job only if the answer is kTaken. It then counts as in flight.
  Answer Put(std::unique_ptr<CurlJob>* job);
  void Cancel(uint64_t id);
  void Close();
  size_t in_flight() const;

  // The loop: takes everything. If there is nothing, the next to come will write to wake_fd().
  // Returns whether the batch has anything.
  bool Take(Batch* batch);
  // The loop: that many jobs are no longer in flight.
  void Finished(size_t count);
  // The loop: readable after a wake-up, until ClearWake().
  int wake_fd() const { return wake_fd_; }
  void ClearWake();

 private:
  CurlInbox(int wake_fd, size_t max_in_flight) : wake_fd_(wake_fd), capacity_(max_in_flight) {}
  bool TakeDutyToWake() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Wake();

  const int wake_fd_;
  const size_t capacity_;
  std::atomic<uint64_t> next_id_{1};
  mutable Mutex mutex_;
  Batch batch_ ABSL_GUARDED_BY(mutex_);
  size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool loop_sleeps_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_INBOX_H_
