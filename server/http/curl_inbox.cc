// Implementation of CurlInbox.
#include "server/http/curl_inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"

namespace smartcar_gateway {

absl::StatusOr<std::shared_ptr<CurlInbox>> CurlInbox::Create(size_t max_in_flight) {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) return absl::ErrnoToStatus(errno, "cannot create an eventfd for the HTTP loop");
  return std::shared_ptr<CurlInbox>(new CurlInbox(fd, max_in_flight));
}

CurlInbox::~CurlInbox() { close(wake_fd_); }

CurlInbox::Answer CurlInbox::Put(std::unique_ptr<CurlJob>* job) {
  bool wake = false;
  {
    MutexLock lock(&mutex_);
    if (batch_.closed) return Answer::kShutDown;
    if (in_flight_ >= capacity_) return Answer::kOverloaded;
    ++in_flight_;
    batch_.jobs.push_back(std::move(*job));
    wake = TakeDutyToWake();
  }
  if (wake) Wake();
  return Answer::kTaken;
}

void CurlInbox::Cancel(uint64_t id) {
  bool wake = false;
  {
    MutexLock lock(&mutex_);
    if (batch_.closed) return;
    batch_.cancelled.push_back(id);
    wake = TakeDutyToWake();
  }
  if (wake) Wake();
}

void CurlInbox::Close() {
  bool wake = false;
  {
    MutexLock lock(&mutex_);
    batch_.closed = true;
    wake = TakeDutyToWake();
  }
  if (wake) Wake();
}

size_t CurlInbox::in_flight() const {
  MutexLock lock(&mutex_);
  return in_flight_;
}

bool CurlInbox::Take(Batch* batch) {
  batch->jobs.clear();
  batch->cancelled.clear();
  MutexLock lock(&mutex_);
  // Swapped rather than moved, so that the vectors keep their capacity.
  batch->jobs.swap(batch_.jobs);
  batch->cancelled.swap(batch_.cancelled);
  batch->closed = batch_.closed;
  const bool any = !batch->jobs.empty() || !batch->cancelled.empty() || batch->closed;
  loop_sleeps_ = !any;
  return any;
}

void CurlInbox::Finished(size_t count) {
  MutexLock lock(&mutex_);
  in_flight_ -= count;
}

void CurlInbox::ClearWake() {
  uint64_t count = 0;
  // Fails only if there is nothing to clear.
  (void)!read(wake_fd_, &count, sizeof(count));
}

bool CurlInbox::TakeDutyToWake() {
  const bool mine = loop_sleeps_;
  loop_sleeps_ = false;
  return mine;
}

void CurlInbox::Wake() {
  const uint64_t one = 1;
  // Fails only if the counter is full, and then the descriptor is readable already.
  (void)!write(wake_fd_, &one, sizeof(one));
}

}  // namespace smartcar_gateway
