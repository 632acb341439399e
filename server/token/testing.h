// Fakes for tests of what fetches and hands out tokens.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TESTING_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"
#include "server/token/credential_source.h"
#include "server/token/fetcher.h"

namespace smartcar_gateway {

inline FetchOutcome FetchedToken(std::string token, absl::Duration lifetime = absl::Seconds(3600)) {
  FetchOutcome outcome;
  outcome.kind = FetchOutcome::Kind::kToken;
  outcome.token = std::make_shared<const Secret>(std::move(token));
  outcome.lifetime = lifetime;
  return outcome;
}

inline FetchOutcome FetchFailure(FetchOutcome::Kind kind, std::string message = "scripted",
                                 absl::Duration retry_after = absl::ZeroDuration()) {
  FetchOutcome outcome;
  outcome.kind = kind;
  outcome.message = std::move(message);
  outcome.retry_after = retry_after;
  return outcome;
}

// Holds each fetch until the test answers it, or answers inline with what was scripted. A cancel
// ends a held fetch. Thread-safe.
class FakeFetcher final : public Fetcher {
 public:
  void Fetch(const std::string& client_id, const Secret& client_secret, absl::Time deadline,
             std::shared_ptr<Cancellation> cancellation, Done done) override {
    FetchOutcome outcome;
    uint64_t id = 0;
    {
      MutexLock lock(&mutex_);
      client_id_ = client_id;
      deadline_ = deadline;
      secrets_.emplace_back(client_secret.Reveal());
      if (script_.empty()) {
        id = next_id_++;
        held_.emplace_back(id, std::move(done));
        if (held_.size() > most_held_) most_held_ = held_.size();
      } else {
        outcome = std::move(script_.front());
        script_.pop_front();
      }
    }
    if (id == 0) {
      std::move(done)(std::move(outcome));
      return;
    }
    cancellation->SetHook(
        [this, id] { AnswerId(id, FetchFailure(FetchOutcome::Kind::kUnavailable, "cancelled")); });
  }

  void Script(FetchOutcome outcome) {
    MutexLock lock(&mutex_);
    script_.push_back(std::move(outcome));
  }

  // Answers the oldest held fetch; false if none is held.
  bool Answer(FetchOutcome outcome) {
    uint64_t id = 0;
    {
      MutexLock lock(&mutex_);
      if (held_.empty()) return false;
      id = held_.front().first;
    }
    return AnswerId(id, std::move(outcome));
  }

  size_t held() const {
    MutexLock lock(&mutex_);
    return held_.size();
  }
  size_t most_held() const {
    MutexLock lock(&mutex_);
    return most_held_;
  }
  // The secrets asked with, in order.
  std::vector<std::string> secrets() const {
    MutexLock lock(&mutex_);
    return secrets_;
  }
  size_t started() const { return secrets().size(); }
  std::string client_id() const {
    MutexLock lock(&mutex_);
    return client_id_;
  }
  // Of the latest fetch.
  absl::Time deadline() const {
    MutexLock lock(&mutex_);
    return deadline_;
  }

 private:
  bool AnswerId(uint64_t id, FetchOutcome outcome) {
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
    if (!done) return false;
    std::move(done)(std::move(outcome));
    return true;
  }

  mutable Mutex mutex_;
  std::deque<FetchOutcome> script_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::pair<uint64_t, Done>> held_ ABSL_GUARDED_BY(mutex_);
  size_t most_held_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::vector<std::string> secrets_ ABSL_GUARDED_BY(mutex_);
  std::string client_id_ ABSL_GUARDED_BY(mutex_);
  absl::Time deadline_ ABSL_GUARDED_BY(mutex_);
};

// Credentials that a test may change at any time.
class FakeCredentials final : public CredentialSource {
 public:
  explicit FakeCredentials(std::vector<std::string> secrets = {"secret-1"}) {
    Set(std::move(secrets));
  }

  absl::StatusOr<Credentials> Get() override {
    MutexLock lock(&mutex_);
    return now_;
  }
  void Set(const std::vector<std::string>& secrets) {
    Credentials credentials;
    credentials.client_id = "client-1";
    for (const std::string& secret : secrets) credentials.secrets.emplace_back(secret);
    SetCredentials(std::move(credentials));
  }
  void SetCredentials(Credentials credentials) {
    MutexLock lock(&mutex_);
    now_ = std::move(credentials);
  }
  void Fail(absl::Status status) {
    MutexLock lock(&mutex_);
    now_ = std::move(status);
  }

 private:
  mutable Mutex mutex_;
  absl::StatusOr<Credentials> now_ ABSL_GUARDED_BY(mutex_) = Credentials();
};

// A wall clock that follows another, steady one, and can be set. Thread-safe.
class SettableClock final : public Clock {
 public:
  explicit SettableClock(const Clock& steady) : steady_(steady) {}

  absl::Time Now() const override {
    MutexLock lock(&mutex_);
    return steady_.Now() + offset_;
  }
  void Jump(absl::Duration by) {
    MutexLock lock(&mutex_);
    offset_ += by;
  }

 private:
  const Clock& steady_;
  mutable Mutex mutex_;
  absl::Duration offset_ ABSL_GUARDED_BY(mutex_) = absl::ZeroDuration();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TESTING_H_
