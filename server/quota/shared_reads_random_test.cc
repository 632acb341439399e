// Random schedules against SharedReads, with seeds, checking what must always hold.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/http_transport.h"
#include "server/quota/change_watch.h"
#include "server/quota/shared_reads.h"

namespace smartcar_gateway {
namespace {

constexpr int kSeeds = 1000;
constexpr int kSteps = 300;
constexpr int kVehicles = 2;
constexpr int kPaths = 2;

// A call upstream. Its answer's body is its number.
struct Upstream {
  HttpRequest request;
  std::shared_ptr<Cancellation> cancellation;
  HttpTransport::Done done;
  absl::Time began_at;
  int changes_before = 0;  // commands of its vehicle that had ended
  bool detached = false;   // a command began, ended, or the clock was set back since
};

struct Caller {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  std::string key;
  int vehicle = 0;
  absl::Time asked_at;
  absl::Time deadline;
  absl::Duration max_age;
  int changes_before = 0;  // commands of the vehicle that had ended when it asked
  int answers = 0;
  bool cancelled = false;
};

class Wire final : public HttpTransport {
 public:
  Wire(const Clock& clock, std::map<int, int>& changes) : clock_(clock), changes_(changes) {}

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    auto call = std::make_shared<Upstream>();
    call->request = std::move(request);
    call->cancellation = cancellation;
    call->done = std::move(done);
    call->began_at = clock_.Now();
    int vehicle = -1;
    if (absl::SimpleAtoi(call->request.call->vehicle_id, &vehicle)) {
      call->changes_before = changes_[vehicle];
    }
    if (call->request.replay == Replay::kAllowed) {
      for (const auto& other : open) {
        EXPECT_FALSE(other->request.url == call->request.url && !other->detached &&
                     other->request.replay == Replay::kAllowed)
            << "two calls that could be one";
      }
    }
    open.push_back(call);
    all.push_back(call);
    cancellation->SetHook([this, weak = std::weak_ptr<Upstream>(call)] {
      if (const auto aborted = weak.lock()) {
        if (aborted->done) {
          ++aborts;
          HttpResult result;
          result.error = TransportError::kCancelled;
          End(aborted, std::move(result));
        }
      }
    });
  }

  void End(std::shared_ptr<Upstream> call, HttpResult result) {
    open.erase(std::find(open.begin(), open.end(), call));
    Done done = std::move(call->done);
    call->done = nullptr;
    std::move(done)(std::move(result));
  }

  std::vector<std::shared_ptr<Upstream>> open;
  std::vector<std::shared_ptr<Upstream>> all;
  int aborts = 0;

 private:
  const Clock& clock_;
  std::map<int, int>& changes_;
};

class RandomSchedule {
 public:
  explicit RandomSchedule(uint32_t seed) : random_(seed), wire_(clock_, changes_) {
    SharedReads::Options options;
    options.max_bytes = Draw(4) == 0 ? 2'500 : 1 << 20;
    options.negative_max_age = absl::Seconds(5);
    reads_ = std::make_unique<SharedReads>(options, clock_, executor_, watch_);
  }

  void Run() {
    for (int step = 0; step < kSteps; ++step) {
      Step();
      CheckNobodyWaitsForNothing();
    }
    while (!wire_.open.empty()) EndOne(Result(wire_.open.front(), 200), wire_.open.front());
    for (const auto& caller : callers_) EXPECT_EQ(caller->answers, 1);
  }

  size_t callers() const { return callers_.size(); }
  size_t calls() const { return wire_.all.size(); }
  int hits() const { return hits_; }
  int aborts() const { return wire_.aborts; }

 private:
  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void Step() {
    switch (Draw(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        Read();
        return;
      case 4:
        Change();
        return;
      case 5:
      case 6:
        if (!wire_.open.empty()) {
          const int statuses[] = {200, 200, 200, 404, 501, 500};
          const auto call = wire_.open[Draw(static_cast<int>(wire_.open.size()))];
          EndOne(Result(call, statuses[Draw(6)]), call);
        }
        return;
      case 7:
        if (!callers_.empty()) {
          const auto caller = callers_[callers_.size() - 1 -
                                       Draw(std::min<int>(8, static_cast<int>(callers_.size())))];
          caller->cancelled = true;
          caller->cancellation->Cancel();
        }
        return;
      case 8:
        if (Draw(8) == 0) {
          clock_.Advance(-absl::Seconds(Draw(100)));
          for (const auto& call : wire_.open) call->detached = true;
        }
        return;
      default:
        Wait(absl::Milliseconds(Draw(1500)));
        return;
    }
  }

  // Time goes by; calls end at their deadlines.
  void Wait(absl::Duration by) {
    const absl::Time end = clock_.Now() + by;
    for (;;) {
      std::shared_ptr<Upstream> first;
      for (const auto& call : wire_.open) {
        if (call->request.deadline > end) continue;
        if (first == nullptr || call->request.deadline < first->request.deadline) first = call;
      }
      if (first == nullptr) break;
      executor_.AdvanceBy(std::max(first->request.deadline - clock_.Now(), absl::ZeroDuration()));
      if (!first->done) continue;
      HttpResult result;
      result.error = TransportError::kTimedOut;
      EndOne(std::move(result), first);
    }
    executor_.AdvanceBy(std::max(end - clock_.Now(), absl::ZeroDuration()));
  }

  void Read() {
    const auto caller = std::make_shared<Caller>();
    callers_.push_back(caller);
    caller->vehicle = Draw(kVehicles);
    caller->asked_at = clock_.Now();
    caller->deadline = caller->asked_at + absl::Milliseconds(1 + Draw(6000));
    caller->max_age = Draw(2) * absl::Milliseconds(Draw(20'000));
    caller->changes_before = changes_[caller->vehicle];
    if (Draw(20) == 0) {
      caller->cancelled = true;
      caller->cancellation->Cancel();
    }
    HttpRequest request;
    request.url = absl::StrCat("https://host/", caller->vehicle, "/", Draw(kPaths));
    request.deadline = caller->deadline;
    auto call = std::make_shared<CallInfo>();
    call->vehicle_id = absl::StrCat(caller->vehicle);
    call->max_age = caller->max_age;
    request.call = std::move(call);
    caller->key = request.url;
    reads_->Start(std::move(request), caller->cancellation,
                  [this, caller](HttpResult result) { Check(*caller, result); });
  }

  void Change() {
    const int vehicle = Draw(kVehicles + 1);  // the last stands for none
    HttpRequest request;
    request.method = HttpMethod::kPost;
    request.replay = Replay::kOnce;
    request.url = "https://host/change";
    request.deadline = clock_.Now() + absl::Seconds(Draw(10));
    auto call = std::make_shared<CallInfo>();
    if (vehicle < kVehicles) call->vehicle_id = absl::StrCat(vehicle);
    request.call = std::move(call);
    DetachCallsOf(vehicle);
    reads_->Start(std::move(request), std::make_shared<Cancellation>(),
                  [this, vehicle](HttpResult) {
                    for (int i = 0; i < kVehicles; ++i)
                      changes_[i] += i == vehicle || vehicle == kVehicles;
                  });
  }

  void DetachCallsOf(int vehicle) {
    for (const auto& call : wire_.open) {
      call->detached |=
          vehicle == kVehicles || call->request.call->vehicle_id == absl::StrCat(vehicle);
    }
  }

  void EndOne(HttpResult result, std::shared_ptr<Upstream> call) {
    if (call->request.replay == Replay::kOnce) {
      const std::string& vehicle = call->request.call->vehicle_id;
      result.sent = Sent::kMaybe;
      DetachCallsOf(vehicle.empty() ? kVehicles : vehicle[0] - '0');
    }
    wire_.End(call, std::move(result));
  }

  HttpResult Result(const std::shared_ptr<Upstream>& call, int status) const {
    HttpResult result;
    result.response.status = status;
    const auto place = std::find(wire_.all.begin(), wire_.all.end(), call) - wire_.all.begin();
    result.response.body = absl::StrCat(place);
    return result;
  }

  void Check(Caller& caller, const HttpResult& result) {
    EXPECT_EQ(++caller.answers, 1);
    if (result.error == TransportError::kCancelled) {
      EXPECT_TRUE(caller.cancelled);
      return;
    }
    if (result.error == TransportError::kTimedOut) {
      EXPECT_GE(clock_.Now(), caller.deadline) << "timed out before its deadline";
      return;
    }
    size_t number = 0;
    ASSERT_TRUE(absl::SimpleAtoi(result.response.body, &number));
    const Upstream& source = *wire_.all.at(number);
    EXPECT_EQ(source.request.url, caller.key) << "somebody else's answer";
    EXPECT_GE(source.changes_before, caller.changes_before)
        << "asked for before a command whose end the caller may have seen";
    if (!result.response.age.has_value()) return;
    ++hits_;
    EXPECT_LE(*result.response.age, caller.max_age);
    EXPECT_EQ(*result.response.age, caller.asked_at - source.began_at);
    if (result.response.status != 200) {
      EXPECT_LE(*result.response.age, absl::Seconds(5));
    }
  }

  // No call lives on for nobody, and none was aborted while somebody waits for it.
  void CheckNobodyWaitsForNothing() {
    std::map<std::string, int> waiting;
    for (const auto& caller : callers_) waiting[caller->key] += caller->answers == 0;
    std::map<std::string, int> open;
    for (const auto& call : wire_.open) ++open[call->request.url];
    for (const auto& [key, count] : waiting) {
      EXPECT_EQ(count > 0, open[key] > 0) << key;
      EXPECT_LE(open[key], count) << key;
    }
  }

  std::mt19937 random_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::map<int, int> changes_;  // by vehicle: commands that have ended
  Wire wire_;
  ChangeWatch watch_{[this](const std::string& vehicle_id) { reads_->Forget(vehicle_id); }, wire_};
  std::unique_ptr<SharedReads> reads_;
  std::vector<std::shared_ptr<Caller>> callers_;
  int hits_ = 0;
};

TEST(SharedReadsRandom, HoldsItsPromisesUnderAnySchedule) {
  size_t callers = 0;
  size_t calls = 0;
  int hits = 0;
  int aborts = 0;
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomSchedule schedule(seed);
    schedule.Run();
    callers += schedule.callers();
    calls += schedule.calls();
    hits += schedule.hits();
    aborts += schedule.aborts();
    if (HasFailure()) return;
  }
  EXPECT_GT(hits, 1'000) << "the schedules no longer reach what they should test";
  EXPECT_GT(aborts, 1'000);
  EXPECT_LT(calls, callers);
}

}  // namespace
}  // namespace smartcar_gateway
