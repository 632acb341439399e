// Tests of sharing calls in flight.
#include "server/quota/shared_reads.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"
#include "server/quota/change_watch.h"

namespace smartcar_gateway {
namespace {

// One caller of the layer and what it got.
struct Caller {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  std::vector<HttpResult> results;

  bool waits() const { return results.empty(); }
  TransportError error() const { return results.at(0).error; }
  std::string body() const { return results.at(0).response.body; }
};

class SharedReadsTest : public ::testing::Test {
 protected:
  void Make(bool share_calls = true) {
    SharedReads::Options options;
    options.share_calls = share_calls;
    reads_ = std::make_unique<SharedReads>(options, clock_, executor_, watch_);
  }

  std::shared_ptr<Caller> Start(HttpRequest request) {
    auto caller = std::make_shared<Caller>();
    reads_->Start(std::move(request), caller->cancellation,
                  [caller](HttpResult result) { caller->results.push_back(std::move(result)); });
    return caller;
  }

  HttpRequest ReadRequest(const std::string& path = "/a",
                          absl::Duration timeout = absl::Minutes(1)) const {
    HttpRequest request;
    request.url = absl::StrCat("https://host", path);
    request.headers = {{"sc-user-id", "u"}};
    request.deadline = clock_.Now() + timeout;
    auto call = std::make_shared<CallInfo>();
    call->caller = "somebody";
    call->vehicle_id = "v1";
    request.call = std::move(call);
    return request;
  }
  std::shared_ptr<Caller> Read(const std::string& path = "/a",
                               absl::Duration timeout = absl::Minutes(1)) {
    return Start(ReadRequest(path, timeout));
  }
  std::shared_ptr<Caller> Command(const std::string& vehicle_id = "v1") {
    HttpRequest request = ReadRequest("/lock");
    auto call = std::make_shared<CallInfo>();
    call->vehicle_id = vehicle_id;
    request.call = std::move(call);
    request.method = HttpMethod::kPost;
    request.replay = Replay::kOnce;
    return Start(std::move(request));
  }

  size_t sent() const { return wire_.started().size(); }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport wire_;
  ChangeWatch watch_{[this](const std::string& vehicle_id) { reads_->Forget(vehicle_id); }, wire_};
  std::unique_ptr<SharedReads> reads_;
};

TEST_F(SharedReadsTest, ManyIdenticalReadsAreOneCallWithoutATimerEach) {
  Make();
  std::vector<std::shared_ptr<Caller>> callers;
  for (int i = 0; i < 10'000; ++i) {
    callers.push_back(Read());
    clock_.Advance(absl::Microseconds(100));
  }
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(executor_.pending(), 0u);
  wire_.Answer(Reply(200, "answer"));
  for (const auto& caller : callers) {
    ASSERT_EQ(caller->results.size(), 1u);
    EXPECT_EQ(caller->body(), "answer");
    EXPECT_GE(caller->results[0].response.body.capacity(), 6 + 64u);
    EXPECT_FALSE(caller->results[0].response.age.has_value());
  }
}

TEST_F(SharedReadsTest, OnlyReadsOfTheSameUrlAndHeadersShare) {
  Make();
  Read("/a");
  Read("/b");
  HttpRequest of_another_user = ReadRequest("/a");
  of_another_user.headers[0].value = "w";
  Start(of_another_user);
  HttpRequest imperial = ReadRequest("/a");
  imperial.headers.push_back({"sc-unit-system", "imperial"});
  Start(imperial);
  EXPECT_EQ(sent(), 4u);
}

TEST_F(SharedReadsTest, CallersOfDifferentNamesShareUnderTheFirstOnes) {
  Make();
  Read();
  HttpRequest request = ReadRequest();
  auto call = std::make_shared<CallInfo>(*request.call);
  call->caller = "somebody else";
  request.call = std::move(call);
  Start(std::move(request));
  ASSERT_EQ(sent(), 1u);
  EXPECT_EQ(wire_.started()[0].call->caller, "somebody");
}

TEST_F(SharedReadsTest, AfterTheAnswerTheNextReadIsACallOfItsOwn) {
  Make();
  Read();
  wire_.Answer(Reply(200, "1"));
  Read();
  EXPECT_EQ(sent(), 2u);
}

TEST_F(SharedReadsTest, FailuresAreShared) {
  Make();
  const auto first = Read();
  const auto second = Read();
  HttpResult failure = Failure(TransportError::kHeldBack, Sent::kNo);
  failure.retry_after = absl::Seconds(9);
  failure.limit = "application";
  wire_.Answer(std::move(failure));
  for (const auto& caller : {first, second}) {
    EXPECT_EQ(caller->error(), TransportError::kHeldBack);
    EXPECT_EQ(caller->results[0].retry_after, absl::Seconds(9));
    EXPECT_EQ(caller->results[0].limit, "application");
  }
}

TEST_F(SharedReadsTest, OneCallersCancelIsItsOwnAndTheLastOnesAbortsTheCall) {
  Make();
  const auto first = Read();
  const auto second = Read();
  const auto third = Read();
  first->cancellation->Cancel();
  EXPECT_EQ(first->error(), TransportError::kCancelled);
  EXPECT_TRUE(second->waits());
  third->cancellation->Cancel();
  EXPECT_EQ(wire_.held(), 1u);
  second->cancellation->Cancel();
  EXPECT_EQ(second->error(), TransportError::kCancelled);
  EXPECT_EQ(wire_.held(), 0u) << "nobody waits any more";
  const auto next = Read();
  EXPECT_EQ(sent(), 2u) << "nobody joins a call that was aborted";
  wire_.Answer(Reply(200, ""));
  EXPECT_EQ(next->error(), TransportError::kNone);
  for (const auto& caller : {first, second, third, next}) EXPECT_EQ(caller->results.size(), 1u);
}

// Takes its time to abort.
class SlowToAbort final : public HttpTransport {
 public:
  void Start(HttpRequest, std::shared_ptr<Cancellation>, Done when_done) override {
    done.push_back(std::move(when_done));
  }
  std::vector<Done> done;
};

TEST_F(SharedReadsTest, NobodyJoinsACallThatIsBeingAborted) {
  SlowToAbort wire;
  reads_ = std::make_unique<SharedReads>(SharedReads::Options(), clock_, executor_, wire);
  const auto gone = Read();
  gone->cancellation->Cancel();
  EXPECT_EQ(gone->error(), TransportError::kCancelled);
  const auto next = Read();
  ASSERT_EQ(wire.done.size(), 2u);
  std::move(wire.done[0])(Failure(TransportError::kCancelled, Sent::kMaybe));
  EXPECT_TRUE(next->waits());
  std::move(wire.done[1])(Reply(200, "answer"));
  EXPECT_EQ(next->body(), "answer");
  EXPECT_EQ(gone->results.size(), 1u);
}

TEST_F(SharedReadsTest, CancelledBeforeTheStartSendsNothing) {
  Make();
  auto caller = std::make_shared<Caller>();
  caller->cancellation->Cancel();
  reads_->Start(ReadRequest(), caller->cancellation,
                [caller](HttpResult result) { caller->results.push_back(std::move(result)); });
  EXPECT_EQ(caller->error(), TransportError::kCancelled);
  EXPECT_EQ(sent(), 0u);
}

TEST_F(SharedReadsTest, AJoinerWithLessTimeLeavesAtItsDeadline) {
  Make();
  const auto first = Read("/a", absl::Seconds(10));
  const auto hasty = Read("/a", absl::Seconds(3));
  executor_.AdvanceBy(absl::Milliseconds(2999));
  EXPECT_TRUE(hasty->waits());
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(hasty->error(), TransportError::kTimedOut);
  EXPECT_EQ(hasty->results[0].sent, Sent::kMaybe);
  wire_.Answer(Reply(200, "answer"));
  EXPECT_EQ(first->body(), "answer");
  EXPECT_EQ(hasty->results.size(), 1u);
}

TEST_F(SharedReadsTest, AnAnswerInTimeStopsTheTimer) {
  Make();
  Read("/a", absl::Seconds(10));
  Read("/a", absl::Seconds(3));
  EXPECT_EQ(executor_.pending(), 1u);
  wire_.Answer(Reply(200, ""));
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SharedReadsTest, JoinersWithMoreTimeMayWaitLongerForTheLimit) {
  Make();
  const auto first = Read("/a", absl::Seconds(1));
  const auto second = Read("/a", absl::Seconds(30));
  HttpResult too_late = Failure(TransportError::kHeldBack, Sent::kNo);
  too_late.limit = "application";
  wire_.Answer(std::move(too_late));
  EXPECT_EQ(first->error(), TransportError::kHeldBack);
  ASSERT_EQ(sent(), 2u);
  wire_.Answer(Reply(200, "in time"));
  EXPECT_EQ(second->body(), "in time");
}

TEST_F(SharedReadsTest, JoinersWithMoreTimeAreTakenOnByAFreshCall) {
  Make();
  const auto first = Read("/a", absl::Seconds(1));
  const auto second = Read("/a", absl::Seconds(5));
  const auto third = Read("/a", absl::Seconds(9));
  executor_.AdvanceBy(absl::Seconds(1));
  wire_.Answer(Failure(TransportError::kTimedOut, Sent::kMaybe));
  EXPECT_EQ(first->error(), TransportError::kTimedOut);
  ASSERT_EQ(sent(), 2u);
  EXPECT_EQ(wire_.started()[1].deadline - clock_.Now(), absl::Seconds(8));
  const auto fourth = Read("/a", absl::Seconds(1));
  EXPECT_EQ(sent(), 2u) << "the fresh one can be joined";
  executor_.AdvanceBy(absl::Seconds(4));
  EXPECT_EQ(second->error(), TransportError::kTimedOut);
  EXPECT_EQ(fourth->error(), TransportError::kTimedOut);
  wire_.Answer(Reply(200, "late"));
  EXPECT_EQ(third->body(), "late");
  for (const auto& caller : {first, second, third, fourth}) EXPECT_EQ(caller->results.size(), 1u);
}

TEST_F(SharedReadsTest, SharingCanBeSwitchedOff) {
  Make(false);
  const auto first = Read();
  const auto second = Read();
  EXPECT_EQ(sent(), 2u);
  wire_.Answer(Reply(200, "1"));
  EXPECT_EQ(first->body(), "1");
  second->cancellation->Cancel();
  EXPECT_EQ(second->error(), TransportError::kCancelled);
  EXPECT_EQ(wire_.held(), 0u);
}

TEST_F(SharedReadsTest, CommandsPassAndAreNeverShared) {
  Make();
  const auto first = Command();
  const auto second = Command();
  EXPECT_EQ(sent(), 2u);
  wire_.Answer(Reply(200, "1"));
  wire_.Answer(Reply(200, "2"));
  EXPECT_EQ(first->body(), "1");
  EXPECT_EQ(second->body(), "2");
}

TEST_F(SharedReadsTest, NobodyJoinsACallFromBeforeACommand) {
  Make();
  const auto before = Read();
  Command();
  const auto during = Read();
  EXPECT_EQ(sent(), 3u);
  const auto also_during = Read();
  EXPECT_EQ(sent(), 3u);
  wire_.Answer(Reply(200, "open"));    // before
  wire_.Answer(Reply(200, "locked"));  // the command
  const auto after = Read();
  EXPECT_EQ(sent(), 4u);
  EXPECT_EQ(before->body(), "open");
  wire_.Answer(Reply(200, "either"));
  EXPECT_EQ(during->body(), "either");
  EXPECT_EQ(also_during->body(), "either");
  wire_.Answer(Reply(200, "new"));
  EXPECT_EQ(after->body(), "new");
}

TEST_F(SharedReadsTest, ACommandToAnotherVehicleDetachesNothingAndOneToNoneDetachesAll) {
  Make();
  Read();
  Command("v2");
  Read();
  EXPECT_EQ(sent(), 2u);
  Command("");
  Read();
  EXPECT_EQ(sent(), 4u);
}

TEST_F(SharedReadsTest, ACallerMayReadAgainWithTheSameCancellationFromItsAnswer) {
  Make();
  wire_.Script(Reply(200, "first"));
  auto caller = std::make_shared<Caller>();
  reads_->Start(ReadRequest(), caller->cancellation, [this, caller](HttpResult) {
    reads_->Start(ReadRequest("/b"), caller->cancellation,
                  [caller](HttpResult result) { caller->results.push_back(std::move(result)); });
  });
  EXPECT_EQ(wire_.held(), 1u);
  caller->cancellation->Cancel();
  EXPECT_EQ(caller->error(), TransportError::kCancelled);
  EXPECT_EQ(wire_.held(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
