// Tests of answering reads from what is kept.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"
#include "server/quota/change_watch.h"
#include "server/quota/shared_reads.h"

namespace smartcar_gateway {
namespace {

class KeptReadsTest : public ::testing::Test {
 protected:
  void Make(SharedReads::Options options = {}) {
    reads_ = std::make_unique<SharedReads>(options, clock_, executor_, watch_);
  }

  HttpResult Start(HttpRequest request) {
    HttpResult got = Failure(TransportError::kNone, Sent::kNo, "unanswered");
    auto answer = std::make_shared<HttpResult>(std::move(got));
    reads_->Start(std::move(request), std::make_shared<Cancellation>(),
                  [answer](HttpResult result) { *answer = std::move(result); });
    return std::move(*answer);
  }

  static HttpRequest Request(const std::string& vehicle_id, absl::optional<absl::Duration> max_age,
                             Replay replay = Replay::kAllowed) {
    HttpRequest request;
    request.method = replay == Replay::kAllowed ? HttpMethod::kGet : HttpMethod::kPost;
    request.url = absl::StrCat("https://host/", vehicle_id);
    request.replay = replay;
    auto call = std::make_shared<CallInfo>();
    call->vehicle_id = vehicle_id;
    call->max_age = max_age;
    request.call = std::move(call);
    return request;
  }

  // A read that upstream answers with this if it is asked; whether it was.
  bool Asks(absl::optional<absl::Duration> max_age, const HttpResult& upstream = Reply(200, "x"),
            const std::string& vehicle_id = "v1") {
    const size_t before = wire_.started().size();
    wire_.Script(upstream);
    last_ = Start(Request(vehicle_id, max_age));
    if (wire_.started().size() > before) return true;
    Start(Request("unscripted", absl::ZeroDuration()));  // takes the scripted result
    return false;
  }

  void Command(const std::string& vehicle_id, HttpResult result = Reply(200, "done")) {
    wire_.Script(std::move(result));
    Start(Request(vehicle_id, absl::nullopt, Replay::kOnce));
  }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport wire_;
  ChangeWatch watch_{[this](const std::string& vehicle_id) { reads_->Forget(vehicle_id); }, wire_};
  std::unique_ptr<SharedReads> reads_;
  HttpResult last_;
};

TEST_F(KeptReadsTest, WithoutMaxAgeOrWithZeroSmartcarIsAsked) {
  Make();
  EXPECT_TRUE(Asks(absl::nullopt));
  EXPECT_TRUE(Asks(absl::nullopt));
  EXPECT_TRUE(Asks(absl::ZeroDuration()));
  EXPECT_FALSE(last_.response.age.has_value());
}

TEST_F(KeptReadsTest, AnswerNobodyAskedToKeepServesACallerWhoAcceptsItAndSaysItsAge) {
  Make();
  EXPECT_TRUE(Asks(absl::nullopt, Reply(200, "kept", {{"sc-request-id", "r1"}})));
  clock_.Advance(absl::Seconds(5));
  EXPECT_FALSE(Asks(absl::Seconds(5)));
  EXPECT_EQ(last_.response.status, 200);
  EXPECT_EQ(last_.response.body, "kept");
  EXPECT_EQ(last_.response.Header("sc-request-id"), "r1");
  EXPECT_EQ(last_.response.age, absl::Seconds(5));
  EXPECT_GE(last_.response.body.capacity(), 4 + 64u);
  clock_.Advance(absl::Nanoseconds(1));
  EXPECT_TRUE(Asks(absl::Seconds(5))) << "older than that";
}

TEST_F(KeptReadsTest, AgeCountsFromWhenTheCallBegan) {
  Make();
  reads_->Start(Request("v1", absl::nullopt), std::make_shared<Cancellation>(), [](HttpResult) {});
  clock_.Advance(absl::Seconds(40));
  wire_.Answer(Reply(200, "slow"));
  EXPECT_TRUE(Asks(absl::Seconds(39)));
  EXPECT_FALSE(Asks(absl::Seconds(39)));
}

TEST_F(KeptReadsTest, ConfiguredMaxAgeIsForThoseWhoDoNotSay) {
  SharedReads::Options options;
  options.default_max_age = absl::Seconds(10);
  Make(options);
  EXPECT_TRUE(Asks(absl::nullopt));
  EXPECT_FALSE(Asks(absl::nullopt));
  EXPECT_TRUE(Asks(absl::ZeroDuration()));
  clock_.Advance(absl::Seconds(11));
  EXPECT_TRUE(Asks(absl::nullopt));
}

TEST_F(KeptReadsTest, NegativeAnswersAreKeptBriefly) {
  SharedReads::Options options;
  options.negative_max_age = absl::Seconds(10);
  for (const int status : {404, 501}) {
    Make(options);
    EXPECT_TRUE(Asks(absl::Hours(1), Reply(status, "no")));
    clock_.Advance(absl::Seconds(10));
    EXPECT_FALSE(Asks(absl::Hours(1)));
    EXPECT_EQ(last_.response.status, status);
    EXPECT_TRUE(Asks(absl::Seconds(9))) << "the caller's own limit holds, too";
    Make(options);
    EXPECT_TRUE(Asks(absl::Hours(1), Reply(status, "no")));
    clock_.Advance(absl::Seconds(11));
    EXPECT_TRUE(Asks(absl::Hours(1)));
  }
}

TEST_F(KeptReadsTest, OtherRepliesAreNotKept) {
  Make();
  for (const int status : {202, 204, 302, 400, 401, 403, 409, 429, 430, 500, 502, 503}) {
    EXPECT_TRUE(Asks(absl::Hours(1), Reply(status, ""))) << status;
  }
  EXPECT_TRUE(Asks(absl::Hours(1), Failure(TransportError::kConnectionLost, Sent::kMaybe)));
  EXPECT_TRUE(Asks(absl::Hours(1)));
}

TEST_F(KeptReadsTest, ACommandDropsWhatIsKeptOfItsVehicleAlone) {
  Make();
  Asks(absl::nullopt, Reply(200, "1"), "v1");
  Asks(absl::nullopt, Reply(200, "2"), "v2");
  Command("v1");
  EXPECT_FALSE(Asks(absl::Hours(1), Reply(200, ""), "v2"));
  EXPECT_TRUE(Asks(absl::Hours(1), Reply(200, ""), "v1"));
}

TEST_F(KeptReadsTest, ACommandThatMayHaveBeenSentDropsToo) {
  Make();
  for (HttpResult result : {Failure(TransportError::kTimedOut, Sent::kMaybe), Reply(409, ""),
                            Failure(TransportError::kConnectFailed, Sent::kNo)}) {
    Asks(absl::ZeroDuration());
    Command("v1", std::move(result));
    EXPECT_TRUE(Asks(absl::Hours(1)));
  }
}

TEST_F(KeptReadsTest, ACommandWithoutVehicleDropsEverything) {
  Make();
  Asks(absl::nullopt, Reply(200, ""), "v1");
  Asks(absl::nullopt, Reply(200, ""), "");
  Command("");
  EXPECT_TRUE(Asks(absl::Hours(1), Reply(200, ""), "v1"));
  EXPECT_TRUE(Asks(absl::Hours(1), Reply(200, ""), ""));
}

TEST_F(KeptReadsTest, WhatWasReadDuringACommandIsDroppedAtItsEnd) {
  Make();
  reads_->Start(Request("v1", absl::nullopt, Replay::kOnce), std::make_shared<Cancellation>(),
                [](HttpResult) {});
  EXPECT_TRUE(Asks(absl::ZeroDuration()));
  EXPECT_FALSE(Asks(absl::Hours(1))) << "nobody has seen the command end";
  reads_->Start(Request("v1", absl::ZeroDuration()), std::make_shared<Cancellation>(),
                [](HttpResult) {});
  wire_.Answer(Reply(200, "the command ends"));
  EXPECT_TRUE(Asks(absl::Hours(1), Reply(500, "")));
  wire_.Answer(Reply(200, "a read from before that"));
  EXPECT_TRUE(Asks(absl::Hours(1), Reply(500, "")));
}

TEST_F(KeptReadsTest, AClockSetBackMakesAgesUnknown) {
  Make();
  EXPECT_TRUE(Asks(absl::nullopt));
  clock_.Advance(absl::Minutes(30));
  EXPECT_TRUE(Asks(absl::nullopt, Reply(200, ""), "v2"));
  clock_.Advance(-absl::Minutes(20));
  EXPECT_TRUE(Asks(absl::Hours(1))) << "not ten minutes old";
  EXPECT_FALSE(Asks(absl::Hours(1)));
}

TEST_F(KeptReadsTest, WithoutMemoryNothingIsKept) {
  SharedReads::Options options;
  options.max_bytes = 0;
  Make(options);
  EXPECT_TRUE(Asks(absl::Hours(1)));
  EXPECT_TRUE(Asks(absl::Hours(1)));
}

TEST_F(KeptReadsTest, UnsharedCallsAreKeptTooTheLatestCountingMost) {
  SharedReads::Options options;
  options.share_calls = false;
  Make(options);
  for (int i = 0; i < 2; ++i) {
    reads_->Start(Request("v1", absl::nullopt), std::make_shared<Cancellation>(),
                  [](HttpResult) {});
    clock_.Advance(absl::Seconds(1));
  }
  wire_.Answer(Reply(200, "first"));
  wire_.Answer(Reply(200, "second"));
  EXPECT_FALSE(Asks(absl::Hours(1)));
  EXPECT_EQ(last_.response.body, "second");
}

}  // namespace
}  // namespace smartcar_gateway
