// CurlLoop: the thread that drives every transfer.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_LOOP_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_LOOP_H_

#include <curl/curl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/base/mutex.h"
#include "server/http/curl_inbox.h"
#include "server/http/curl_origin.h"
#include "server/http/curl_transfer.h"
#include "server/http/curl_transport_options.h"

namespace smartcar_gateway {

// Owns libcurl's multi handle, an epoll descriptor and the thread that uses them. One turn: take
// what the inbox has, sleep until a socket, a timer or the inbox says something, drive libcurl,
// and run `done` of what has ended, outside of libcurl and of any lock. All members below the
// thread belong to that thread.
//
// Deadlines and the connect time-out are kept here, because they also hold for requests that wait
// to be admitted. When a host cannot be connected to, everything that waits for it fails with the
// one that tried: a burst costs a dead host one attempt.
class CurlLoop {
 public:
  static absl::StatusOr<std::unique_ptr<CurlLoop>> Create(CurlTransportOptions options,
                                                          std::shared_ptr<CurlInbox> inbox);
  // Close() the inbox and Join() first.
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  // Returns when the thread has ended, which it does after the inbox was closed. Thread-safe.
  void Join();

  uint64_t sockets_opened() const { return sockets_opened_.load(std::memory_order_relaxed); }
  uint64_t loop_turns() const { return loop_turns_.load(std::memory_order_relaxed); }

 private:
  struct Ended {
    HttpTransport::Done done;
    HttpResult result;
  };
  struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  CurlLoop(CurlTransportOptions options, std::shared_ptr<CurlInbox> inbox);
  absl::Status Init();
  void Run();

  void Begin(std::unique_ptr<CurlJob> job);
  void CancelById(uint64_t id);
  void AdmitWaiting();
  void AbortAll();
  void WaitAndDrive(bool may_sleep);
  void DriveTimer();
  void EndOverdue();
  void CollectEnded();
  void Abort(CurlTransfer* transfer, TransportError error, absl::string_view clause);
  void FailWaiting(CurlOrigin* origin, const HttpResult& like);
  void FlushReceiving();
  void FlushConnections();
  void Deliver();
  void ReturnMemory();

  void Schedule(CurlTransfer* transfer, MonotonicTime due);
  CurlOrigin* OriginFor(const HttpRequest& request);
  // Takes the transfer out of libcurl and all books and back into the pool; its `done` runs in
  // Deliver().
  void Retire(CurlTransfer* transfer, HttpResult result);
  int SleepMilliseconds() const;

  static int OnSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int OnTimer(CURLM* multi, long timeout_ms, void* self);  // NOLINT(runtime/int)

  const CurlTransportOptions options_;
  const std::shared_ptr<CurlInbox> inbox_;
  std::atomic<uint64_t> sockets_opened_{0};
  std::vector<uint64_t> receiving_;  // ids of jobs; see CurlTransfer::Create
  std::atomic<uint64_t> loop_turns_{0};
  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);

  int epoll_fd_ = -1;
  // Outlives the transfers, as libcurl wants it; see the destructor.
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  MonotonicTime curl_due_ = MonotonicTime::max();
  MonotonicTime return_memory_due_ = MonotonicTime::max();
  std::unordered_map<uint64_t, std::unique_ptr<CurlTransfer>> active_;  // by the job's id
  std::vector<std::unique_ptr<CurlTransfer>> idle_;
  std::set<std::pair<MonotonicTime, CurlTransfer*>> schedule_;
  // Never shrinks: the hosts come from the configuration.
  std::map<std::string, CurlOrigin, std::less<>> origins_;
  // Connections on which a stream was given up that others share.
  std::set<std::pair<CurlOrigin*, int>> to_flush_;
  std::vector<Ended> ended_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_LOOP_H_
