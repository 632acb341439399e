// Tests of the copies of the compatibility matrix: how long they live, and who waits for them.
#include "server/smartcar/compatibility_matrix.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/base/thread_executor.h"
#include "server/errors/error.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

// What one caller got.
struct Caller {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  int ended = 0;
  absl::Status status;
  std::shared_ptr<const MatrixCopy> copy;

  // The ids of the models, and "" without a copy.
  std::string Models() const {
    std::string ids;
    if (copy == nullptr) return ids;
    for (const MatrixCopy::Entry& entry : copy->entries) {
      v1::CompatibleVehicle vehicle;
      EXPECT_TRUE(vehicle.ParseFromString(entry.bytes));
      absl::StrAppend(&ids, vehicle.compatible_vehicle_id(), " ");
    }
    return ids;
  }
};

HttpResult Matrix(const std::string& id, const std::string& rest = "") {
  return Reply(200, absl::StrCat(R"({"data":[{"id":")", id, R"("}])", rest, "}"),
               {{"sc-request-id", "r-" + id}});
}

class CompatibilityMatrixTest : public testing::Test {
 protected:
  void SetUp() override { Make({}); }

  void Make(CompatibilityMatrix::Options options) {
    matrix_ = CompatibilityMatrix::Create(options, &client_, &clock_, &executor_, &executor_,
                                          [this](const absl::Status& status, absl::Time since) {
                                            stale_.emplace_back(ReasonOf(status), since);
                                          });
  }

  std::shared_ptr<Caller> Get(const std::string& make,
                              absl::Time deadline = absl::InfiniteFuture()) {
    auto caller = std::make_shared<Caller>();
    SmartcarClient::Context context;
    context.deadline = deadline;
    context.cancellation = caller->cancellation;
    MatrixKey key;
    key.make = make;
    matrix_->Get(key, context, [got = caller](CompatibilityMatrix::Result result) {
      ++got->ended;
      got->status = result.status();
      if (result.ok()) got->copy = *result;
    });
    executor_.RunDue();
    return caller;
  }

  // Gives the fetch that waits for longest its reply.
  void Answer(HttpResult result) {
    ASSERT_TRUE(transport_.Answer(std::move(result)));
    executor_.RunDue();
  }

  size_t fetches() const { return transport_.started().size(); }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport transport_;
  SmartcarClient client_{SmartcarClient::Options(), &clock_, &transport_};
  std::vector<std::pair<std::string, absl::Time>> stale_;
  std::shared_ptr<CompatibilityMatrix> matrix_;
};

TEST_F(CompatibilityMatrixTest, CopyIsServedForADay) {
  const auto first = Get("");
  const absl::Time fetched = clock_.Now();
  Answer(Matrix("a"));
  EXPECT_EQ(first->Models(), "a ");
  EXPECT_EQ(first->copy->retrieved_time, fetched);
  EXPECT_EQ(first->copy->upstream_request_id, "r-a");
  executor_.AdvanceBy(absl::Hours(24) - absl::Nanoseconds(1));
  EXPECT_EQ(Get("")->Models(), "a ");
  EXPECT_EQ(fetches(), 1u);
  executor_.AdvanceBy(absl::Nanoseconds(1));
  const auto next = Get("");
  EXPECT_EQ(next->ended, 0) << "it waits for the new one";
  Answer(Matrix("b"));
  EXPECT_EQ(next->Models(), "b ");
  EXPECT_EQ(next->copy->retrieved_time, fetched + absl::Hours(24));
  EXPECT_EQ(fetches(), 2u);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(CompatibilityMatrixTest, AsksForALargerReplyThanOthers) {
  const auto caller = Get("");
  EXPECT_EQ(transport_.started()[0].max_reply_bytes, 64u << 20);
  EXPECT_EQ(transport_.started()[0].bearer, nullptr);
  Answer(Matrix("a"));
}

TEST_F(CompatibilityMatrixTest, AllWhoAskAtOnceShareOneFetchPerKey) {
  const auto one = Get("KIA");
  const auto two = Get("KIA");
  const auto other = Get("BMW");
  EXPECT_EQ(fetches(), 2u);
  Answer(Matrix("kia"));
  EXPECT_EQ(one->Models(), "kia ");
  EXPECT_EQ(two->copy, one->copy);
  EXPECT_EQ(other->ended, 0);
  Answer(Matrix("bmw"));
  EXPECT_EQ(other->Models(), "bmw ");
}

TEST_F(CompatibilityMatrixTest, FetchOutlivesTheCallerWhoStartedIt) {
  const auto impatient = Get("");
  const auto patient = Get("");
  impatient->cancellation->Cancel();
  EXPECT_EQ(impatient->ended, 1);
  EXPECT_EQ(ReasonOf(impatient->status), "CANCELLED");
  EXPECT_EQ(transport_.held(), 1u) << "the fetch goes on";
  Answer(Matrix("a"));
  EXPECT_EQ(patient->Models(), "a ");
  EXPECT_EQ(impatient->ended, 1);
}

TEST_F(CompatibilityMatrixTest, FetchWithoutWaitersStillFillsTheCache) {
  const auto caller = Get("");
  caller->cancellation->Cancel();
  Answer(Matrix("a"));
  EXPECT_EQ(Get("")->Models(), "a ");
  EXPECT_EQ(fetches(), 1u);
}

TEST_F(CompatibilityMatrixTest, CancelBeforeAskingEndsAtOnce) {
  Caller caller;
  caller.cancellation->Cancel();
  SmartcarClient::Context context;
  context.cancellation = caller.cancellation;
  matrix_->Get({}, context, [&](CompatibilityMatrix::Result result) {
    ++caller.ended;
    caller.status = result.status();
  });
  EXPECT_EQ(caller.ended, 1);
  EXPECT_EQ(ReasonOf(caller.status), "CANCELLED");
}

TEST_F(CompatibilityMatrixTest, CallersObeyTheirOwnDeadlines) {
  const auto caller = Get("", clock_.Now() + absl::Seconds(3));
  executor_.AdvanceBy(absl::Seconds(3) - absl::Milliseconds(21));
  EXPECT_EQ(caller->ended, 0);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(caller->ended, 1);
  EXPECT_EQ(caller->status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(caller->status), "DEADLINE_EXCEEDED");
  Answer(Matrix("a"));
  EXPECT_EQ(caller->ended, 1);
}

TEST_F(CompatibilityMatrixTest, DeadlineThatHasPassedSendsNothing) {
  const auto caller = Get("", clock_.Now());
  EXPECT_EQ(ReasonOf(caller->status), "DEADLINE_EXCEEDED_BEFORE_SEND");
  EXPECT_EQ(fetches(), 0u);
}

TEST_F(CompatibilityMatrixTest, DeadlineThatHasPassedIsNoMatterWithACopy) {
  Get("");
  Answer(Matrix("a"));
  EXPECT_EQ(Get("", clock_.Now())->Models(), "a ");
}

TEST_F(CompatibilityMatrixTest, WithoutACopyAllWaitersGetTheErrorAndTheNextTriesAgain) {
  const auto one = Get("");
  const auto two = Get("");
  Answer(Reply(503, ""));
  for (const auto* caller : {one.get(), two.get()}) {
    EXPECT_EQ(caller->status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(caller->status), "UPSTREAM_UNAVAILABLE");
  }
  EXPECT_TRUE(stale_.empty());
  const auto three = Get("");
  EXPECT_EQ(fetches(), 2u);
  Answer(Matrix("a"));
  EXPECT_EQ(three->Models(), "a ");
}

TEST_F(CompatibilityMatrixTest, ReplyThatCannotBeReadIsAnError) {
  const auto caller = Get("");
  Answer(Reply(200, R"({"data":[{"id":"a"},7]})"));
  EXPECT_EQ(ReasonOf(caller->status), "UPSTREAM_REPLY_INVALID");
}

TEST_F(CompatibilityMatrixTest, FailedRefreshKeepsServingTheOldCopy) {
  const absl::Time fetched = clock_.Now();
  Get("");
  Answer(Matrix("old"));
  executor_.AdvanceBy(absl::Hours(30));
  const auto caller = Get("");
  EXPECT_EQ(caller->ended, 0);
  Answer(Reply(503, ""));
  EXPECT_EQ(caller->Models(), "old ");
  EXPECT_EQ(caller->copy->retrieved_time, fetched);
  ASSERT_EQ(stale_.size(), 1u);
  EXPECT_EQ(stale_[0].first, "UPSTREAM_UNAVAILABLE");
  EXPECT_EQ(stale_[0].second, fetched);
  // Smartcar is left alone for a while.
  executor_.AdvanceBy(absl::Minutes(5) - absl::Nanoseconds(1));
  EXPECT_EQ(Get("")->Models(), "old ");
  EXPECT_EQ(fetches(), 2u);
  executor_.AdvanceBy(absl::Nanoseconds(1));
  const auto later = Get("");
  Answer(Matrix("new"));
  EXPECT_EQ(later->Models(), "new ");
}

TEST_F(CompatibilityMatrixTest, SlowRefreshIsNotWaitedForWhenThereIsAnOldCopy) {
  Get("");
  Answer(Matrix("old"));
  executor_.AdvanceBy(absl::Hours(24));
  const auto caller = Get("");
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(caller->Models(), "old ");
  EXPECT_EQ(transport_.held(), 1u);
  Answer(Matrix("new"));
  EXPECT_EQ(Get("")->Models(), "new ");
}

TEST_F(CompatibilityMatrixTest, CallerWhoCancelsIsNotGivenTheOldCopy) {
  Get("");
  Answer(Matrix("old"));
  executor_.AdvanceBy(absl::Hours(24));
  const auto caller = Get("");
  caller->cancellation->Cancel();
  EXPECT_EQ(ReasonOf(caller->status), "CANCELLED");
  Answer(Matrix("new"));
}

TEST_F(CompatibilityMatrixTest, MatrixInPagesIsPutTogether) {
  const auto caller = Get("KIA");
  Answer(Matrix("a", R"(,"meta":{"page":1,"pageSize":1,"totalCount":2})"));
  EXPECT_EQ(caller->ended, 0);
  EXPECT_EQ(transport_.started()[1].url,
            "/compatible-vehicles?filter%5Bmake%5D=KIA&page%5Bnumber%5D=2");
  Answer(Matrix("b", R"(,"meta":{"page":2,"pageSize":1,"totalCount":2})"));
  EXPECT_EQ(caller->Models(), "a b ");
  EXPECT_EQ(caller->copy->upstream_request_id, "r-b");
}

TEST_F(CompatibilityMatrixTest, LeastRecentlyUsedCopiesGoWhenThereAreTooMany) {
  CompatibilityMatrix::Options options;
  options.max_copies = 2;
  Make(options);
  for (const char* make : {"A", "B"}) {
    Get(make);
    Answer(Matrix(make));
  }
  Get("A");
  Get("C");
  Answer(Matrix("C"));
  EXPECT_EQ(fetches(), 3u);
  EXPECT_EQ(Get("A")->Models(), "A ");
  EXPECT_EQ(Get("C")->Models(), "C ");
  EXPECT_EQ(fetches(), 3u);
  const auto evicted = Get("B");
  EXPECT_EQ(fetches(), 4u);
  Answer(Matrix("B"));
}

TEST_F(CompatibilityMatrixTest, LeastRecentlyUsedCopiesGoWhenTheyTakeTooMuch) {
  CompatibilityMatrix::Options options;
  options.max_bytes = 1;
  Make(options);
  Get("A");
  Answer(Matrix("A"));
  EXPECT_EQ(Get("A")->Models(), "A ") << "the only one stays, however large";
  Get("B");
  Answer(Matrix("B"));
  EXPECT_EQ(Get("B")->Models(), "B ");
  EXPECT_EQ(fetches(), 2u);
  const auto evicted = Get("A");
  EXPECT_EQ(fetches(), 3u);
  Answer(Matrix("A"));
}

TEST_F(CompatibilityMatrixTest, EvictedCopyThatIsBeingRefreshedIsReplacedAllTheSame) {
  CompatibilityMatrix::Options options;
  options.max_copies = 1;
  Make(options);
  Get("A");
  Answer(Matrix("old"));
  executor_.AdvanceBy(absl::Hours(24));
  const auto other = Get("B");
  const auto refreshing = Get("A");
  Answer(Matrix("B"));
  EXPECT_EQ(refreshing->ended, 0);
  Answer(Matrix("new"));
  EXPECT_EQ(refreshing->Models(), "new ");
  EXPECT_EQ(fetches(), 3u);
}

// Callers come, cancel and are answered on threads of their own.
TEST(CompatibilityMatrixThreadsTest, EveryCallerIsAnsweredOnce) {
  constexpr int kCallers = 200;
  std::atomic<int> ended{0};
  FakeHttpTransport transport;
  SmartcarClient client(SmartcarClient::Options(), &RealClock(), &transport);
  ThreadExecutor timers;
  ThreadExecutor background;
  const auto matrix = CompatibilityMatrix::Create({}, &client, &RealClock(), &timers, &background,
                                                  [](const absl::Status&, absl::Time) {});
  std::atomic<bool> all_ended{false};
  std::thread upstream([&] {
    for (int i = 0; !all_ended; ++i) transport.Answer(i % 3 == 0 ? Reply(503, "") : Matrix("a"));
  });
  std::vector<std::unique_ptr<std::atomic<int>>> counts;
  for (int i = 0; i < kCallers; ++i) counts.push_back(std::make_unique<std::atomic<int>>(0));
  std::vector<std::thread> callers;
  for (int thread = 0; thread < 4; ++thread) {
    callers.emplace_back([&, thread] {
      for (int i = thread; i < kCallers; i += 4) {
        SmartcarClient::Context context;
        context.cancellation = std::make_shared<Cancellation>();
        MatrixKey key;
        key.make = std::string(1, static_cast<char>('A' + i % 7));
        matrix->Get(key, context, [&, i](CompatibilityMatrix::Result) {
          ++*counts[i];
          ++ended;
        });
        if (i % 2 == 0) context.cancellation->Cancel();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  while (ended < kCallers) std::this_thread::yield();
  all_ended = true;
  upstream.join();
  for (const auto& count : counts) EXPECT_EQ(*count, 1);
}

}  // namespace
}  // namespace smartcar_gateway
