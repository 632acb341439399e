// Random schedules against TokenManager, with seeds, checking what must always hold.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/token/testing.h"
#include "server/token/token_manager.h"

namespace smartcar_gateway {
namespace {

constexpr uint32_t kSeeds = 2500;
constexpr int kSteps = 150;
constexpr absl::Duration kLongestRetryAfter = absl::Minutes(30);

bool Contains(const std::vector<std::string>& secrets, const std::string& secret) {
  return std::find(secrets.begin(), secrets.end(), secret) != secrets.end();
}

// Reads as flights do, and knows what a manager may ask with from then on.
class WatchedCredentials final : public CredentialSource {
 public:
  absl::StatusOr<Credentials> Get() override {
    absl::StatusOr<Credentials> read = Peek();
    const std::vector<std::string> before = std::exchange(in_force, readable_);
    // One that has come back or was moved to the front is tried again, and every one once the one
    // that worked is gone.
    for (const std::string& secret : in_force) {
      const bool moved_up =
          secret == in_force.front() && !before.empty() && secret != before.front();
      if (moved_up || !Contains(before, secret)) dead.erase(secret);
    }
    if (!Contains(in_force, worked_last)) dead.clear();
    return read;
  }
  // As a watcher does.
  absl::StatusOr<Credentials> Peek() {
    absl::StatusOr<Credentials> read = fake.Get();
    if (read.ok()) {
      readable_.clear();
      for (const Secret& secret : read->secrets) readable_.emplace_back(secret.Reveal());
    }
    return read;
  }

  void Accepted(const std::string& secret) {
    worked_last = secret;
    refused_.erase(secret);
    dead = refused_;
  }
  void Refused(const std::string& secret) {
    if (secret == worked_last) dead.clear();
    refused_.insert(secret);
  }

  FakeCredentials fake{{"hush-1"}};
  std::vector<std::string> in_force;  // of the flight that is up
  std::string worked_last;
  std::set<std::string> dead;  // refused, and then another one has worked

 private:
  std::vector<std::string> readable_;  // the last time there was something to read
  std::set<std::string> refused_;
};

// Notes when each fetch begins, and that none begins before it may or with a secret that is out of
// use: one that has left the file, or was refused before another one worked.
class WatchedFetcher final : public Fetcher {
 public:
  WatchedFetcher(const Clock& steady, WatchedCredentials& credentials)
      : steady_(steady), credentials_(credentials) {}

  void Fetch(const std::string& client_id, const Secret& client_secret, absl::Time deadline,
             std::shared_ptr<Cancellation> cancellation, Done done) override {
    began_at = steady_.Now();
    EXPECT_GE(began_at, not_before) << "a Retry-After was not honoured";
    secret = std::string(client_secret.Reveal());
    EXPECT_TRUE(Contains(credentials_.in_force, secret)) << secret << " has left the file";
    EXPECT_EQ(credentials_.dead.count(secret), 0u) << secret << " was refused, another has worked";
    fake.Fetch(client_id, client_secret, deadline, std::move(cancellation), std::move(done));
  }

  FakeFetcher fake;
  std::string secret;  // of the latest fetch
  absl::Time began_at;
  absl::Time not_before = absl::InfinitePast();

 private:
  const Clock& steady_;
  const WatchedCredentials& credentials_;
};

unsigned long long Figure(uint64_t number) { return number; }  // NOLINT(runtime/int): for printf

struct RandomCall {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  absl::Time leaves_at;  // by the steady clock
  bool cancelled = false;
  int answers = 0;
};

// One schedule. Everything is drawn from the seed, so a failure can be run again.
class RandomSchedule {
 public:
  explicit RandomSchedule(uint32_t seed)
      : random_(seed), wall_(steady_), executor_(&steady_), fetcher_(steady_, credentials_) {
    auto created = TokenManager::Create(
        TokenPolicy(), credentials_, fetcher_, wall_, executor_, [this] { return Draw(); },
        [this](const TokenEvent& event) {
          EXPECT_EQ(event.text.find("hush"), std::string::npos) << event.text;
          ++events_;
        });
    EXPECT_TRUE(created.ok());
    manager_ = *std::move(created);
  }

  void Run() {
    for (int step = 0; step < kSteps; ++step) {
      Step();
      if (::testing::Test::HasFailure()) return;
    }
    CheckItRecovers();
    counters_ = manager_->status().counters;
    manager_.reset();
    for (const auto& call : calls_) EXPECT_EQ(call->answers, 1) << "a call was left unanswered";
    EXPECT_LE(fetcher_.fake.most_held(), 1u) << "two fetches at once";
  }

  size_t tokens_handed_out() const { return tokens_handed_out_; }
  const TokenCounters& counters() const { return counters_; }

 private:
  struct Issued {
    absl::Time expires_at;  // really, by the steady clock
    bool dropped = false;
  };

  double Draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void Step() {
    switch (Draw(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        Get();
        return;
      case 4:
        if (!calls_.empty()) {
          RandomCall& call = *calls_[Draw(static_cast<int>(calls_.size()))];
          call.cancelled = true;
          call.cancellation->Cancel();
        }
        return;
      case 5:
      case 6:
        Answer();
        return;
      case 7:
        Fail();
        return;
      case 8:
        RejectSome();
        return;
      case 9:
        ChangeSecrets();
        return;
      case 10:
        if (Draw(4) == 0) Jump();
        return;
      case 11:
        executor_.AdvanceBy(absl::Minutes(Draw(Draw(16) == 0 ? 90 : 4)));
        return;
      case 12:
      case 13:
        executor_.AdvanceBy(absl::Seconds(Draw(20)));
        return;
      case 14:
        manager_->Prefetch();
        return;
      default:
        executor_.RunDue();
        return;
    }
  }

  void Get() {
    auto call = std::make_shared<RandomCall>();
    calls_.push_back(call);
    const absl::Duration timeout = absl::Milliseconds(Draw(30'000));
    call->leaves_at = steady_.Now() + timeout;
    if (Draw(20) == 0) {
      call->cancelled = true;
      call->cancellation->Cancel();
    }
    manager_->GetToken(wall_.Now() + timeout, call->cancellation,
                       [this, call](TokenResult result) { Check(*call, result); });
  }

  void Check(RandomCall& call, const TokenResult& result) {
    ++call.answers;
    EXPECT_EQ(call.answers, 1);
    EXPECT_LE(steady_.Now(), call.leaves_at) << "answered after its deadline";
    EXPECT_EQ(result.message.find("hush"), std::string::npos) << result.message;
    switch (result.kind) {
      case TokenResult::Kind::kToken: {
        const auto token = issued_.find(std::string(result.token->Reveal()));
        ASSERT_NE(token, issued_.end());
        EXPECT_LT(steady_.Now(), token->second.expires_at) << "an expired token was handed out";
        EXPECT_FALSE(token->second.dropped) << "a dropped token was handed out";
        ++tokens_handed_out_;
        return;
      }
      case TokenResult::Kind::kUnavailable:
      case TokenResult::Kind::kRejected:
        EXPECT_GT(result.retry_after, absl::ZeroDuration());
        return;
      case TokenResult::Kind::kTimedOut:
        EXPECT_EQ(steady_.Now(), call.leaves_at) << "timed out before its deadline";
        return;
      case TokenResult::Kind::kCancelled:
        EXPECT_TRUE(call.cancelled);
        return;
    }
  }

  // The file, what the endpoint accepts, or both; and perhaps somebody watches.
  void ChangeSecrets() {
    const std::vector<std::vector<std::string>> files = {
        {"hush-1"}, {"hush-2", "hush-1"}, {"hush-1", "hush-2"},          {"hush-2"},
        {"hush-3"}, {"hush-3", "hush-2"}, {"hush-2", "hush-1", "hush-3"}};
    if (Draw(2) == 0) {
      const std::string secret = absl::StrCat("hush-", 1 + Draw(3));
      if (valid_.erase(secret) == 0) valid_.insert(secret);
    }
    if (Draw(4) != 0) credentials_.fake.Set(files[Draw(static_cast<int>(files.size()))]);
    if (Draw(8) == 0) credentials_.fake.Fail(absl::NotFoundError("gone"));
    if (Draw(2) == 0) manager_->OnCredentialsChanged(credentials_.Peek());
  }

  // As a well endpoint does.
  void Answer() {
    if (fetcher_.fake.held() == 0) return;
    if (valid_.count(fetcher_.secret) > 0) {
      credentials_.Accepted(fetcher_.secret);
      fetcher_.fake.Answer(NewToken());
    } else {
      credentials_.Refused(fetcher_.secret);
      fetcher_.fake.Answer(FetchFailure(FetchOutcome::Kind::kRejected));
    }
  }

  FetchOutcome NewToken() {
    // At least a minute: the manager cannot tell how long a fetch took in which the clock was set,
    // and a quarter of a shorter life would not cover the longest.
    const absl::Duration lifetime = absl::Seconds(60 + Draw(2) * Draw(86'400));
    const std::string name = absl::StrCat("hush-token-", issued_.size());
    // In use at once: the answer is handed out before this function's caller returns.
    issued_[name].expires_at = fetcher_.began_at + lifetime;
    return FetchedToken(name, lifetime);
  }

  void Fail() {
    if (fetcher_.fake.held() == 0) return;
    const FetchOutcome::Kind kinds[] = {FetchOutcome::Kind::kThrottled,
                                        FetchOutcome::Kind::kUnavailable,
                                        FetchOutcome::Kind::kBadReply};
    const FetchOutcome::Kind kind = kinds[Draw(3)];
    absl::Duration retry_after = absl::ZeroDuration();
    if (kind == FetchOutcome::Kind::kThrottled) {
      retry_after = Draw(2) * kLongestRetryAfter * Draw();
      fetcher_.not_before = steady_.Now() + retry_after;
    }
    fetcher_.fake.Answer(FetchFailure(kind, "scripted", retry_after));
  }

  void RejectSome() {
    if (issued_.empty()) return;
    auto token = std::prev(issued_.end());
    if (Draw(2) == 0) token = std::next(issued_.begin(), Draw(static_cast<int>(issued_.size())));
    const uint64_t before = manager_->status().counters.tokens_dropped;
    manager_->Reject(Secret(token->first));
    if (manager_->status().counters.tokens_dropped > before) token->second.dropped = true;
  }

  void Jump() {
    const absl::Duration by = absl::Minutes(Draw(400) - 200);
    wall_.Jump(by);
    // A clock set forward looks like a machine that slept; pauses are over then.
    if (by > absl::ZeroDuration()) fetcher_.not_before = absl::InfinitePast();
  }

  void CheckItRecovers() {
    credentials_.fake.Set({"hush-1"});
    valid_ = {"hush-1"};
    const size_t before = tokens_handed_out_;
    for (int i = 0; i < 400 && tokens_handed_out_ == before; ++i) {
      executor_.AdvanceBy(absl::Seconds(10));
      Answer();
      Get();
    }
    EXPECT_GT(tokens_handed_out_, before) << "no token although the endpoint is well again";
  }

  std::mt19937 random_;
  FakeClock steady_;
  SettableClock wall_;
  ManualExecutor executor_;
  WatchedCredentials credentials_;
  std::set<std::string> valid_{"hush-1"};  // secrets the endpoint accepts
  WatchedFetcher fetcher_;
  std::map<std::string, Issued> issued_;
  std::vector<std::shared_ptr<RandomCall>> calls_;
  size_t tokens_handed_out_ = 0;
  size_t events_ = 0;
  TokenCounters counters_;
  std::unique_ptr<TokenManager> manager_;
};

TEST(TokenManagerRandom, HoldsItsPromisesUnderAnySchedule) {
  size_t tokens = 0;
  TokenCounters sum;
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomSchedule schedule(seed);
    schedule.Run();
    if (HasFailure()) return;
    tokens += schedule.tokens_handed_out();
    sum.fetches += schedule.counters().fetches;
    sum.new_secrets_accepted += schedule.counters().new_secrets_accepted;
    sum.new_secrets_rejected += schedule.counters().new_secrets_rejected;
    sum.tokens_dropped += schedule.counters().tokens_dropped;
    sum.credentials_stale += schedule.counters().credentials_stale;
  }
  std::printf(
      "%u schedules of %d steps: %zu tokens handed out, %llu token requests, %llu new secrets "
      "accepted, %llu refused\n",
      kSeeds, kSteps, tokens, Figure(sum.fetches), Figure(sum.new_secrets_accepted),
      Figure(sum.new_secrets_rejected));
  // Or the schedules no longer reach what they should test.
  EXPECT_GT(tokens, 5 * kSeeds);
  EXPECT_GT(sum.new_secrets_accepted, kSeeds);
  EXPECT_GT(sum.new_secrets_rejected, kSeeds / 2);
  EXPECT_GT(sum.tokens_dropped, kSeeds);
  EXPECT_GT(sum.credentials_stale, kSeeds / 10);
}

}  // namespace
}  // namespace smartcar_gateway
