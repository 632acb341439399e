// Tests of AuthorizingTransport.
#include "server/token/authorizing_transport.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/http/testing.h"
#include "server/token/token_manager_fixture.h"

namespace smartcar_gateway {
namespace {

struct HttpCall {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  int answers = 0;
  HttpResult result;
};

// Over a real manager: the two are one contract.
class AuthorizingTransportTest : public TokenManagerTest {
 protected:
  std::shared_ptr<HttpCall> Start(absl::Duration timeout = absl::Minutes(5),
                                  Replay replay = Replay::kAllowed) {
    HttpRequest request;
    request.method = HttpMethod::kPost;
    request.url = "https://vehicle.example/v3/x";
    request.body = "{}";
    request.headers = {{"sc-user-id", "u1"}};
    request.deadline = wall_.Now() + timeout;
    request.replay = replay;
    auto call = std::make_shared<HttpCall>();
    transport_.Start(std::move(request), call->cancellation, [call](HttpResult result) {
      ++call->answers;
      call->result = std::move(result);
    });
    return call;
  }

  std::vector<std::string> Bearers() const {
    std::vector<std::string> bearers;
    for (const HttpRequest& request : next_.started()) {
      bearers.emplace_back(request.bearer->Reveal());
    }
    return bearers;
  }

  void ExpectEnd(const HttpCall& call, TransportError error, const std::string& message) {
    EXPECT_EQ(call.answers, 1);
    EXPECT_EQ(call.result.error, error);
    EXPECT_EQ(call.result.sent, Sent::kNo);
    EXPECT_EQ(call.result.message, message);
  }

  using Tokens = std::vector<std::string>;

  FakeHttpTransport next_;
  AuthorizingTransport transport_{*manager_, next_};
};

TEST_F(AuthorizingTransportTest, SendsTheTokenAndPassesTheReplyOn) {
  HaveToken("t1");
  const auto call = Start();
  ASSERT_EQ(Bearers(), Tokens({"t1"}));
  const HttpRequest sent = next_.started()[0];
  EXPECT_EQ(sent.method, HttpMethod::kPost);
  EXPECT_EQ(sent.url, "https://vehicle.example/v3/x");
  EXPECT_EQ(sent.body, "{}");
  ASSERT_EQ(sent.headers.size(), 1u) << "the token belongs into `bearer` alone";
  EXPECT_EQ(sent.deadline, wall_.Now() + absl::Minutes(5));
  next_.Answer(Reply(404, "not here"));
  EXPECT_EQ(call->answers, 1);
  EXPECT_EQ(call->result.error, TransportError::kNone);
  EXPECT_EQ(call->result.response.status, 404);
  EXPECT_EQ(call->result.response.body, "not here");
}

TEST_F(AuthorizingTransportTest, TokenThatAReplyQuotesIsBlackedOut) {
  const std::string token = "a-token-of-some-length";
  HaveToken(token);
  const auto call = Start();
  next_.Answer(Reply(500, "you sent " + token + ", really " + token + "!",
                     {{"location", "https://x.example/?t=" + token}, {"a-token", "a-token"}}));
  const std::string stars(token.size(), '*');
  EXPECT_EQ(call->result.response.body, "you sent " + stars + ", really " + stars + "!");
  EXPECT_EQ(call->result.response.headers[0].value, "https://x.example/?t=" + stars);
  EXPECT_EQ(call->result.response.headers[1].value, "a-token");
}

TEST_F(AuthorizingTransportTest, WaitsForTheFirstToken) {
  const auto call = Start();
  EXPECT_EQ(next_.held(), 0u);
  Land(FetchedToken("t1"));
  EXPECT_EQ(Bearers(), Tokens({"t1"}));
  next_.Answer(Reply(200, ""));
  EXPECT_EQ(call->result.response.status, 200);
}

TEST_F(AuthorizingTransportTest, UnauthorizedIsReplayedOnceWithANewTokenEvenForACommand) {
  HaveToken("t1");
  const auto call = Start(absl::Minutes(5), Replay::kOnce);
  next_.Answer(Reply(401, ""));
  EXPECT_EQ(call->answers, 0);
  Land(FetchedToken("t2"));
  ASSERT_EQ(Bearers(), Tokens({"t1", "t2"}));
  EXPECT_EQ(next_.started()[1].body, "{}");
  EXPECT_EQ(next_.started()[1].replay, Replay::kOnce);
  next_.Answer(Reply(200, "fine"));
  EXPECT_EQ(call->answers, 1);
  EXPECT_EQ(call->result.error, TransportError::kNone);
  EXPECT_EQ(call->result.response.body, "fine");
  EXPECT_EQ(call->result.sent, Sent::kMaybe);
}

TEST_F(AuthorizingTransportTest, SecondUnauthorizedIsCredentialsRejected) {
  HaveToken("t1");
  const auto call = Start();
  next_.Answer(Reply(401, "first"));
  Land(FetchedToken("t2"));
  next_.Answer(Reply(401, "second"));
  ExpectEnd(*call, TransportError::kCredentialsRejected,
            "Smartcar answered 401, also to a new token");
  EXPECT_EQ(call->result.response.status, 401);
  EXPECT_EQ(call->result.response.body, "second");
  EXPECT_EQ(Bearers(), Tokens({"t1", "t2"}));
}

TEST_F(AuthorizingTransportTest, PersistentUnauthorizedDoesNotCostAFetchPerCall) {
  HaveToken("t1");
  for (int i = 0; i < 100; ++i) {
    const auto call = Start();
    while (call->answers == 0) {
      executor_.RunDue();
      fetcher_.Answer(FetchedToken("t" + std::to_string(fetcher_.started())));
      next_.Answer(Reply(401, "no"));
    }
    EXPECT_EQ(call->result.error, TransportError::kCredentialsRejected);
    EXPECT_EQ(call->result.response.status, 401);
  }
  EXPECT_EQ(fetcher_.started(), 2u);
  EXPECT_EQ(next_.started().size(), 101u);
}

TEST_F(AuthorizingTransportTest, LateUnauthorizedForAnOldTokenReplaysWithoutAFetch) {
  HaveToken("t1");
  const auto late = Start();
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  next_.Answer(Reply(401, ""));
  EXPECT_EQ(Bearers(), Tokens({"t1", "t2"}));
  next_.Answer(Reply(200, ""));
  EXPECT_EQ(late->result.response.status, 200);
  executor_.RunDue();
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(AuthorizingTransportTest, StormOfUnauthorizedCostsOneFetchAndFailsNobody) {
  HaveToken("t1");
  std::vector<std::shared_ptr<HttpCall>> calls;
  for (int i = 0; i < 500; ++i) calls.push_back(Start());
  for (int i = 0; i < 500; ++i) next_.Answer(Reply(401, ""));
  Land(FetchedToken("t2"));
  for (int i = 0; i < 500; ++i) next_.Answer(Reply(200, ""));
  for (const auto& call : calls) {
    EXPECT_EQ(call->answers, 1);
    EXPECT_EQ(call->result.response.status, 200);
  }
  EXPECT_EQ(fetcher_.started(), 2u);
  EXPECT_EQ(next_.started().size(), 1000u);
}

TEST_F(AuthorizingTransportTest, WithoutATokenNothingIsSent) {
  random_ = 0.5;
  const auto call = Start();
  Land(FetchFailure(FetchOutcome::Kind::kUnavailable, "down"));
  ExpectEnd(*call, TransportError::kTokenUnavailable, "down");
  EXPECT_EQ(call->result.retry_after, absl::Milliseconds(500));
  EXPECT_EQ(call->result.response.status, 0);
  EXPECT_TRUE(next_.started().empty());
}

TEST_F(AuthorizingTransportTest, RejectedCredentialsSendNothing) {
  const auto call = Start();
  Land(FetchFailure(FetchOutcome::Kind::kRejected, "HTTP 401 (invalid_client)"));
  ExpectEnd(*call, TransportError::kCredentialsRejected, "HTTP 401 (invalid_client)");
  EXPECT_TRUE(next_.started().empty());
}

TEST_F(AuthorizingTransportTest, DeadlineWhileWaitingForAToken) {
  const auto call = Start(absl::Seconds(2));
  executor_.AdvanceBy(absl::Seconds(2));
  ExpectEnd(*call, TransportError::kTimedOut, "the deadline passed while waiting for a token");
  Land(FetchedToken("t1"));
  EXPECT_TRUE(next_.started().empty());
}

TEST_F(AuthorizingTransportTest, WaitsForATokenNoLongerThanTheRequestMayStayUnsent) {
  HttpRequest request;
  request.deadline = wall_.Now() + absl::Minutes(5);
  request.send_by = wall_.Now() + absl::Seconds(2);
  HttpCall call;
  transport_.Start(std::move(request), call.cancellation, [&call](HttpResult result) {
    ++call.answers;
    call.result = std::move(result);
  });
  executor_.AdvanceBy(absl::Seconds(2));
  ExpectEnd(call, TransportError::kTimedOut, "the deadline passed while waiting for a token");
}

TEST_F(AuthorizingTransportTest, CancelWhileWaitingForAToken) {
  const auto call = Start();
  executor_.RunDue();
  call->cancellation->Cancel();
  ExpectEnd(*call, TransportError::kCancelled, "cancelled while waiting for a token");
  EXPECT_EQ(fetcher_.held(), 1u);
}

TEST_F(AuthorizingTransportTest, CancelReachesTheRequestUnderWay) {
  HaveToken("t1");
  const auto call = Start();
  call->cancellation->Cancel();
  EXPECT_EQ(call->answers, 1);
  EXPECT_EQ(call->result.error, TransportError::kCancelled);
  EXPECT_EQ(call->result.sent, Sent::kMaybe) << "the request may have been seen";
}

TEST_F(AuthorizingTransportTest, ReplayRespectsTheDeadline) {
  HaveToken("t1");
  const auto call = Start(absl::Seconds(2));
  next_.Answer(Reply(401, "first"));
  executor_.AdvanceBy(absl::Seconds(2));
  ExpectEnd(*call, TransportError::kTimedOut, "the deadline passed while waiting for a token");
  EXPECT_EQ(call->result.response.status, 401);
  Land(FetchedToken("t2"));
  EXPECT_EQ(next_.started().size(), 1u);
}

TEST_F(AuthorizingTransportTest, ReplayRespectsACancel) {
  HaveToken("t1");
  const auto waiting = Start();
  next_.Answer(Reply(401, ""));
  waiting->cancellation->Cancel();
  ExpectEnd(*waiting, TransportError::kCancelled, "cancelled while waiting for a token");
  Land(FetchedToken("t2"));
  EXPECT_EQ(next_.started().size(), 1u);
}

TEST_F(AuthorizingTransportTest, CancelBeforeAReplayWithATokenAtHandSendsNothing) {
  HaveToken("t1");
  // Bears a cancel as a transport does whose reply is already on its way.
  class Deaf final : public HttpTransport {
   public:
    void Start(HttpRequest, std::shared_ptr<Cancellation>, Done done) override {
      ++started;
      done_ = std::move(done);
    }
    Done done_;
    int started = 0;
  } deaf;
  AuthorizingTransport transport(*manager_, deaf);
  HttpCall call;
  transport.Start(HttpRequest(), call.cancellation, [&](HttpResult result) {
    ++call.answers;
    call.result = std::move(result);
  });
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  call.cancellation->Cancel();
  std::move(deaf.done_)(Reply(401, ""));
  ExpectEnd(call, TransportError::kCancelled, "cancelled before the request was sent again");
  EXPECT_EQ(deaf.started, 1);
}

TEST_F(AuthorizingTransportTest, NoNewTokenAfterAnUnauthorizedKeepsTheReply) {
  HaveToken("t1");
  const auto call = Start();
  next_.Answer(Reply(401, "first"));
  Land(FetchFailure(FetchOutcome::Kind::kUnavailable, "down"));
  ExpectEnd(*call, TransportError::kTokenUnavailable, "down");
  EXPECT_EQ(call->result.response.status, 401);
  EXPECT_GT(call->result.retry_after, absl::ZeroDuration());
}

TEST_F(AuthorizingTransportTest, TransportFailuresPassThroughUntouched) {
  HaveToken("t1");
  const auto call = Start();
  HttpResult broken = Failure(TransportError::kConnectionLost, Sent::kMaybe, "broke");
  broken.response.status = 401;  // seen, but the reply is not whole
  next_.Answer(std::move(broken));
  EXPECT_EQ(call->answers, 1);
  EXPECT_EQ(call->result.error, TransportError::kConnectionLost);
  EXPECT_EQ(call->result.sent, Sent::kMaybe);
  EXPECT_TRUE(manager_->status().has_token);
}

}  // namespace
}  // namespace smartcar_gateway
