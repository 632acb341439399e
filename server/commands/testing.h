// What tests of commands share: an upstream with a car behind it, and callers.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_TESTING_H_

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "server/base/testing.h"
#include "server/commands/command_safety.h"
#include "server/commands/ledger_store.h"
#include "server/http/testing.h"

namespace smartcar_gateway {

// Holds each request unsent until the test lets it pass its gate, and then until the test answers.
// A cancel ends it, as the real transport does: surely unsent before, perhaps sent afterwards. For
// one thread.
class FakeUpstream final : public HttpTransport {
 public:
  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    const int id = next_id_++;
    requests_.push_back(request);
    held_.push_back({id, std::move(request), std::move(done), false});
    cancellation->SetHook([this, id] {
      if (!hold_cancels) Abort(id);
    });
  }

  // The oldest request that is not sent yet goes out; false if there is none that may.
  bool Send() {
    for (Held& held : held_) {
      if (held.sent) continue;
      if (held.request.send_gate != nullptr && !held.request.send_gate->Pass()) continue;
      held.sent = true;
      ++sent_;
      return true;
    }
    return false;
  }

  // Ends the oldest request; false if there is none.
  bool Answer(HttpResult result) {
    if (held_.empty()) return false;
    Done done = std::move(held_.front().done);
    held_.pop_front();
    std::move(done)(std::move(result));
    return true;
  }
  // Both for the oldest one.
  bool SendAndAnswer(HttpResult result) { return Send() && Answer(std::move(result)); }

  // Ends all whose gate is closed.
  void AbortClosed() {
    std::vector<int> ids;
    for (Held& held : held_) {
      if (held.request.send_gate != nullptr && !held.sent && !held.request.send_gate->Pass()) {
        ids.push_back(held.id);
      }
    }
    for (const int id : ids) Abort(id);
  }
  void DropAll() { held_.clear(); }

  const std::vector<HttpRequest>& requests() const { return requests_; }
  size_t held() const { return held_.size(); }
  bool oldest_is_sent() const { return !held_.empty() && held_.front().sent; }
  int sent() const { return sent_; }

  bool hold_cancels = false;

 private:
  struct Held {
    int id;
    HttpRequest request;
    Done done;
    bool sent;
  };

  void Abort(int id) {
    const auto held =
        std::find_if(held_.begin(), held_.end(), [id](const Held& held) { return held.id == id; });
    if (held == held_.end()) return;
    Done done = std::move(held->done);
    const Sent sent = held->sent ? Sent::kMaybe : Sent::kNo;
    held_.erase(held);
    std::move(done)(Failure(TransportError::kCancelled, sent));
  }

  std::vector<HttpRequest> requests_;
  std::deque<Held> held_;
  int next_id_ = 1;
  int sent_ = 0;
};

// Forwards to a store that outlives the ledger, as a file does.
class ForwardingStore final : public LedgerStore {
 public:
  explicit ForwardingStore(LedgerStore* store) : store_(store) {}

  absl::StatusOr<absl::optional<LedgerEntry>> Find(const std::string& id) override {
    if (!find_error.ok()) return find_error;
    return store_->Find(id);
  }
  absl::Status Put(const std::string& id, const LedgerEntry& entry) override {
    if (!put_error.ok()) return put_error;
    return store_->Put(id, entry);
  }
  absl::Status Remove(const std::string& id) override { return store_->Remove(id); }
  absl::Status RemoveOlderThan(absl::Time time) override { return store_->RemoveOlderThan(time); }

  absl::Status find_error;
  absl::Status put_error;

 private:
  LedgerStore* const store_;
};

// One call and what it was told.
struct TestCaller {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  absl::optional<HttpResult> told;
};

// Success, 429 and transport errors as the real judge sees them.
inline CommandOutcome JudgeByStatus(const HttpRequest&, const HttpResult& result) {
  if (result.error != TransportError::kNone) {
    return result.sent == Sent::kNo ? CommandOutcome::kNotDone : CommandOutcome::kUnknown;
  }
  if (result.response.status == 429) return CommandOutcome::kNotDone;
  return result.response.status >= 500 ? CommandOutcome::kUnknown : CommandOutcome::kSettled;
}

inline HttpRequest CommandRequest(const std::string& vehicle_id, const std::string& request_id,
                                  absl::Time deadline = absl::InfiniteFuture(),
                                  bool resend_if_unknown = false) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = absl::StrCat("https://host/v3/vehicles/", vehicle_id, "/commands/security/unlock");
  request.headers = {{"sc-user-id", "user"}};
  request.replay = Replay::kOnce;
  request.deadline = deadline;
  auto call = std::make_shared<CallInfo>();
  call->vehicle_id = vehicle_id;
  call->request_id = request_id;
  call->resend_if_unknown = resend_if_unknown;
  request.call = std::move(call);
  return request;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_TESTING_H_
