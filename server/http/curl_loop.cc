// Implementation of CurlLoop.
#include "server/http/curl_loop.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

// Handles kept for the next requests; more than that are freed after a burst.
constexpr size_t kIdleTransfers = 1024;
constexpr int kEventsPerTurn = 128;
// From the end of a burst until its memory is returned: what waited for the replies frees its own
// part only when the answers are on the wire.
constexpr std::chrono::seconds kReturnMemoryAfter(5);

MonotonicTime Now() { return std::chrono::steady_clock::now(); }

MonotonicTime After(absl::Duration duration) {
  // An overflow would lie in the past.
  return Now() + absl::ToChronoMilliseconds(std::min(duration, absl::Hours(24 * 365)));
}

int CurlEvents(uint32_t epoll_events) {
  int events = 0;
  if ((epoll_events & EPOLLIN) != 0) events |= CURL_CSELECT_IN;
  if ((epoll_events & EPOLLOUT) != 0) events |= CURL_CSELECT_OUT;
  if ((epoll_events & (EPOLLERR | EPOLLHUP)) != 0) events |= CURL_CSELECT_ERR;
  return events;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlLoop>> CurlLoop::Create(CurlTransportOptions options,
                                                           std::shared_ptr<CurlInbox> inbox) {
  auto loop = absl::WrapUnique(new CurlLoop(std::move(options), std::move(inbox)));
  absl::Status status = loop->Init();
  if (!status.ok()) return status;
  MutexLock lock(&loop->join_mutex_);
  loop->thread_ = std::thread([raw = loop.get()] { raw->Run(); });
  pthread_setname_np(loop->thread_.native_handle(), "http-loop");
  return loop;
}

CurlLoop::CurlLoop(CurlTransportOptions options, std::shared_ptr<CurlInbox> inbox)
    : options_(std::move(options)), inbox_(std::move(inbox)) {}

absl::Status CurlLoop::Init() {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (global != CURLE_OK) {
    return absl::InternalError(absl::StrCat("libcurl: ", curl_easy_strerror(global)));
  }
  epoll_fd_ = epoll_create1(EPOLL_CLOEXEC);
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = inbox_->wake_fd();
  if (epoll_fd_ < 0 || epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, inbox_->wake_fd(), &event) != 0) {
    return absl::ErrnoToStatus(errno, "cannot set up epoll for the HTTP loop");
  }
  multi_.reset(curl_multi_init());
  if (multi_ == nullptr) return absl::ResourceExhaustedError("libcurl is out of memory");
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &OnSocket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &OnTimer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  const auto connections = static_cast<long>(options_.max_connections_per_host);  // NOLINT
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  // How many idle ones are kept; the default shrinks with the number of requests in flight.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAX_CONCURRENT_STREAMS,
                    static_cast<long>(options_.max_streams_per_connection));  // NOLINT
  // The first transfer proves that this libcurl knows every option.
  auto first = CurlTransfer::Create(options_, &sockets_opened_, &receiving_);
  if (!first.ok()) return first.status();
  idle_.push_back(*std::move(first));
  return absl::OkStatus();
}

CurlLoop::~CurlLoop() {
  active_.clear();
  idle_.clear();
  multi_.reset();
  if (epoll_fd_ >= 0) close(epoll_fd_);
}

void CurlLoop::Join() {
  MutexLock lock(&join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void CurlLoop::Run() {
  // Signals belong to the main thread, and a peer that is gone must not raise SIGPIPE here.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);

  CurlInbox::Batch batch;
  while (!batch.closed) {
    const bool any = inbox_->Take(&batch);
    for (std::unique_ptr<CurlJob>& job : batch.jobs) Begin(std::move(job));
    for (const uint64_t id : batch.cancelled) CancelById(id);
    if (batch.closed) {
      AbortAll();
    } else {
      AdmitWaiting();
      WaitAndDrive(!any);
    }
    Deliver();
    ReturnMemory();
  }
}

void CurlLoop::Begin(std::unique_ptr<CurlJob> job) {
  if (idle_.empty()) {
    auto made = CurlTransfer::Create(options_, &sockets_opened_, &receiving_);
    if (!made.ok()) {
      HttpResult result;
      result.error = TransportError::kOverloaded;
      result.message = std::string(made.status().message());
      ended_.push_back({std::move(job->done), std::move(result)});
      return;
    }
    idle_.push_back(*std::move(made));
  }
  const uint64_t id = job->id;
  CurlTransfer* transfer = idle_.back().get();
  active_.emplace(id, std::move(idle_.back()));
  idle_.pop_back();

  CurlOrigin* origin = OriginFor(job->request);
  const bool ready = transfer->Begin(std::move(job), origin);
  // A cancel that came earlier found no such id; see Cancellation::SetHook.
  if (transfer->job().cancellation->cancelled()) {
    Abort(transfer, TransportError::kCancelled, "cancelled");
  } else if (!ready) {
    Retire(transfer, transfer->Finish(CURLE_FAILED_INIT));
  } else {
    Schedule(transfer, std::min(transfer->job().deadline, After(options_.connect_timeout)));
    origin->Wait(id);
  }
}

CurlOrigin* CurlLoop::OriginFor(const HttpRequest& request) {
  const absl::string_view name = OriginOfUrl(request.url);
  auto it = origins_.find(name);
  if (it == origins_.end()) {
    const CurlOrigin::Limits limits = {options_.max_connections_per_host,
                                       options_.max_streams_per_connection};
    it = origins_
             .emplace(std::string(name),
                      CurlOrigin(limits, options_.http_version == HttpVersion::kHttp2))
             .first;
  }
  return &it->second;
}

void CurlLoop::AdmitWaiting() {
  for (auto& [name, origin] : origins_) {
    while (const absl::optional<uint64_t> id = origin.Admit()) {
      CurlTransfer* transfer = active_.at(*id).get();
      if (transfer->Enter(multi_.get())) continue;
      origin.Leave();
      Retire(transfer, transfer->Finish(CURLE_FAILED_INIT));
    }
  }
}

void CurlLoop::CancelById(uint64_t id) {
  const auto it = active_.find(id);
  if (it != active_.end()) Abort(it->second.get(), TransportError::kCancelled, "cancelled");
}

void CurlLoop::AbortAll() {
  while (!active_.empty()) {
    Abort(active_.begin()->second.get(), TransportError::kShutDown, "the gateway is shutting down");
  }
}

void CurlLoop::WaitAndDrive(bool may_sleep) {
  epoll_event events[kEventsPerTurn];
  const int timeout = may_sleep && ended_.empty() ? SleepMilliseconds() : 0;
  const int count = epoll_wait(epoll_fd_, events, kEventsPerTurn, timeout);
  loop_turns_.fetch_add(1, std::memory_order_relaxed);
  for (int i = 0; i < count; ++i) {
    if (events[i].data.fd == inbox_->wake_fd()) {
      inbox_->ClearWake();
      continue;
    }
    int running = 0;
    curl_multi_socket_action(multi_.get(), events[i].data.fd, CurlEvents(events[i].events),
                             &running);
  }
  DriveTimer();
  CollectEnded();
  EndOverdue();
  FlushReceiving();
  FlushConnections();
}

void CurlLoop::DriveTimer() {
  if (curl_due_ > Now()) return;
  curl_due_ = MonotonicTime::max();  // libcurl sets the next one
  int running = 0;
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

void CurlLoop::EndOverdue() {
  if (schedule_.empty()) return;
  const MonotonicTime now = Now();
  while (!schedule_.empty() && schedule_.begin()->first <= now) {
    CurlTransfer* transfer = schedule_.begin()->second;
    if (transfer->job().deadline <= now) {
      Abort(transfer, TransportError::kTimedOut,
            transfer->sending() ? "deadline passed while waiting for the reply"
                                : "deadline passed while connecting");
    } else if (transfer->sending()) {
      Schedule(transfer, transfer->job().deadline);
    } else {
      Abort(transfer, TransportError::kConnectFailed,
            transfer->origin().connected() ? "no connection became free" : "connecting timed out");
    }
  }
}

void CurlLoop::CollectEnded() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CurlTransfer* transfer = CurlTransfer::FromHandle(message->easy_handle);
    CurlOrigin* origin = &transfer->origin();
    const int connection = transfer->connection();
    Retire(transfer, transfer->Finish(message->data.result));
    // Its end may have left what came for another stream of the connection unread in libcurl's own
    // buffer, where no event of the socket points to it.
    if (connection != 0 && origin->in_use(connection)) to_flush_.emplace(origin, connection);
  }
}

void CurlLoop::Abort(CurlTransfer* transfer, TransportError error, absl::string_view clause) {
  if (transfer->sending()) to_flush_.emplace(&transfer->origin(), transfer->connection());
  Retire(transfer, transfer->Abort(error, clause));
}

void CurlLoop::FailWaiting(CurlOrigin* origin, const HttpResult& like) {
  while (!origin->waiting().empty()) {
    CurlTransfer* transfer = active_.at(*origin->waiting().begin()).get();
    HttpResult result;
    result.error = like.error;
    result.message = like.message;
    Retire(transfer, std::move(result));
  }
}

void CurlLoop::FlushReceiving() {
  std::vector<uint64_t> ids;
  ids.swap(receiving_);  // a flush may add to it
  for (const uint64_t id : ids) {
    const auto it = active_.find(id);
    if (it != active_.end()) it->second->Flush();
  }
}

void CurlLoop::FlushConnections() {
  if (to_flush_.empty()) return;
  for (const auto& [id, transfer] : active_) {
    if (to_flush_.empty()) return;
    if (!transfer->entered() || !transfer->sending()) continue;
    if (to_flush_.erase({&transfer->origin(), transfer->connection()}) != 0) transfer->Flush();
  }
  to_flush_.clear();
}

void CurlLoop::Deliver() {
  if (ended_.empty()) return;
  inbox_->Finished(ended_.size());  // first, so that `done` may start the next request
  std::vector<Ended> ended;
  ended.swap(ended_);
  for (Ended& one : ended) std::move(one.done)(std::move(one.result));
  ended.clear();
  ended_.swap(ended);  // keeps the capacity
}

void CurlLoop::Schedule(CurlTransfer* transfer, MonotonicTime due) {
  schedule_.erase({transfer->due, transfer});
  transfer->due = due;
  if (due != MonotonicTime::max()) schedule_.emplace(due, transfer);
}

void CurlLoop::Retire(CurlTransfer* transfer, HttpResult result) {
  Schedule(transfer, MonotonicTime::max());
  const uint64_t id = transfer->job().id;
  CurlOrigin* origin = &transfer->origin();
  const bool cannot_connect = transfer->entered() && !origin->connected() &&
                              (result.error == TransportError::kConnectFailed ||
                               result.error == TransportError::kTlsFailed);
  origin->StopWaiting(id);
  transfer->Leave();
  if (cannot_connect) FailWaiting(origin, result);

  const auto it = active_.find(id);
  std::unique_ptr<CurlTransfer> owned = std::move(it->second);
  active_.erase(it);
  ended_.push_back({std::move(owned->Recycle()->done), std::move(result)});
  if (idle_.size() < kIdleTransfers) {
    idle_.push_back(std::move(owned));
  } else {
    return_memory_due_ = Now() + kReturnMemoryAfter;
  }
}

// Left alone, the C library would keep what a burst needed, 320 MB for 10,000 calls, because what
// lives on lies scattered in it. Asked to, it gives back all but 75 MB, in about 30 ms.
void CurlLoop::ReturnMemory() {
  if (return_memory_due_ > Now()) return;
  return_memory_due_ = MonotonicTime::max();
  malloc_trim(0);
}

int CurlLoop::SleepMilliseconds() const {
  const MonotonicTime scheduled =
      schedule_.empty() ? MonotonicTime::max() : schedule_.begin()->first;
  const MonotonicTime due = std::min({curl_due_, scheduled, return_memory_due_});
  if (due == MonotonicTime::max()) return -1;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - Now());
  return static_cast<int>(
      std::min<int64_t>(std::max<int64_t>(wait.count(), 0), std::numeric_limits<int>::max()));
}

int CurlLoop::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  auto* loop = static_cast<CurlLoop*>(self);
  if (what == CURL_POLL_REMOVE) {
    // Fails if libcurl has closed the descriptor already, which removes it as well.
    epoll_ctl(loop->epoll_fd_, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event = {};
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  event.data.fd = socket;
  const int operation = known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(loop->epoll_fd_, operation, socket, &event) != 0) {
    // The other way round, where libcurl's idea of the descriptor and ours differ. If that fails
    // too, the deadline ends the transfers; an error returned here would end all others with them.
    const int other = errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    epoll_ctl(loop->epoll_fd_, other, socket, &event);
  }
  curl_multi_assign(loop->multi_.get(), socket, loop);
  return 0;
}

int CurlLoop::OnTimer(CURLM*, long timeout_ms, void* self) {  // NOLINT(runtime/int)
  auto* loop = static_cast<CurlLoop*>(self);
  loop->curl_due_ =
      timeout_ms < 0 ? MonotonicTime::max() : Now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

}  // namespace smartcar_gateway
