// An HttpTransport that a test scripts.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_TESTING_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// A whole reply.
inline HttpResult Reply(int status, std::string body, std::vector<HttpHeader> headers = {}) {
  HttpResult result;
  result.sent = Sent::kMaybe;
  result.response.status = status;
  result.response.headers = std::move(headers);
  result.response.body.reserve(body.size() + 64);
  result.response.body = body;
  return result;
}

// A transport failure.
inline HttpResult Failure(TransportError error, Sent sent, std::string message = "scripted") {
  HttpResult result;
  result.error = error;
  result.sent = sent;
  result.message = std::move(message);
  return result;
}

// Answers each request inline with the next scripted result; without one it holds the request
// until the test answers it. A cancel answers a held request with kCancelled. Thread-safe.
class FakeHttpTransport final : public HttpTransport {
 public:
  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    HttpResult result;
    uint64_t id = 0;
    {
      MutexLock lock(&mutex_);
      started_.push_back(std::move(request));
      if (script_.empty()) {
        id = next_id_++;
        held_.emplace_back(id, std::move(done));
      } else {
        result = std::move(script_.front());
        script_.pop_front();
      }
    }
    if (id == 0) {
      std::move(done)(std::move(result));
      return;
    }
    cancellation->SetHook([this, id] {
      AnswerId(id, Failure(TransportError::kCancelled, Sent::kMaybe, "cancelled"));
    });
  }

  // Adds a result for the next request that has none yet.
  void Script(HttpResult result) {
    MutexLock lock(&mutex_);
    script_.push_back(std::move(result));
  }

  // Answers the oldest held request; false if none is held.
  bool Answer(HttpResult result) {
    uint64_t id = 0;
    {
      MutexLock lock(&mutex_);
      if (held_.empty()) return false;
      id = held_.front().first;
    }
    AnswerId(id, std::move(result));
    return true;
  }

  // Every request so far.
  std::vector<HttpRequest> started() const {
    MutexLock lock(&mutex_);
    return started_;
  }
  size_t held() const {
    MutexLock lock(&mutex_);
    return held_.size();
  }

 private:
  void AnswerId(uint64_t id, HttpResult result) {
    Done done;
    {
      MutexLock lock(&mutex_);
      for (auto it = held_.begin(); it != held_.end(); ++it) {
        if (it->first != id) continue;
        done = std::move(it->second);
        held_.erase(it);
        break;
      }
    }
    if (done) std::move(done)(std::move(result));
  }

  mutable Mutex mutex_;
  std::deque<HttpResult> script_ ABSL_GUARDED_BY(mutex_);
  std::vector<HttpRequest> started_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::pair<uint64_t, Done>> held_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_TESTING_H_
