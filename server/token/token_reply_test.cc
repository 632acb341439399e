// Tests of what the token endpoint's answer means.
#include "server/token/token_reply.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Kind = FetchOutcome::Kind;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);  // Fri, 15 Jan 2027 08:00:00 GMT

FetchOutcome Parse(int status, std::string body, std::vector<HttpHeader> headers = {}) {
  return ParseTokenReply(Reply(status, std::move(body), std::move(headers)), kNow);
}

TEST(TokenReply, PlainAnswerIsAToken) {
  const FetchOutcome outcome =
      Parse(200, R"({"access_token":"abc.def-1","token_type":"Bearer","expires_in":3600})");
  ASSERT_EQ(outcome.kind, Kind::kToken) << outcome.message;
  EXPECT_EQ(outcome.token->Reveal(), "abc.def-1");
  EXPECT_EQ(outcome.lifetime, absl::Seconds(3600));
}

TEST(TokenReply, LifetimesAreVetted) {
  struct Case {
    std::string member;
    absl::Duration lifetime;  // zero: refused
  };
  const absl::Duration refused = absl::ZeroDuration();
  const Case cases[] = {
      {R"(,"expires_in":7200)", absl::Seconds(7200)},
      {R"(,"expires_in":"7200")", absl::Seconds(7200)},
      {R"(,"expires_in":" 7200 ")", absl::Seconds(7200)},
      {R"(,"expires_in":3599.5)", absl::Seconds(3599.5)},
      {R"(,"expires_in":7.2e3)", absl::Seconds(7200)},
      {R"()", kDefaultTokenLifetime},
      {R"(,"expires_in":null)", kDefaultTokenLifetime},
      {R"(,"expires_in":86400)", absl::Hours(24)},
      {R"(,"expires_in":86401)", absl::Hours(24)},
      {R"(,"expires_in":315360000)", absl::Hours(24)},  // ten years
      {R"(,"expires_in":"315360000")", absl::Hours(24)},
      {R"(,"expires_in":9223372036854775807)", absl::Hours(24)},
      {R"(,"expires_in":18446744073709551615)", absl::Hours(24)},
      {R"(,"expires_in":1e300)", absl::Hours(24)},
      {R"(,"expires_in":1)", absl::Seconds(1)},
      {R"(,"expires_in":0)", refused},
      {R"(,"expires_in":0.5)", refused},
      {R"(,"expires_in":-1)", refused},
      {R"(,"expires_in":"-3600")", refused},
      {R"(,"expires_in":"")", refused},
      {R"(,"expires_in":"soon")", refused},
      {R"(,"expires_in":"inf")", refused},
      {R"(,"expires_in":"nan")", refused},
      {R"(,"expires_in":true)", refused},
      {R"(,"expires_in":[3600])", refused},
      {R"(,"expires_in":{"seconds":3600})", refused},
  };
  for (const Case& c : cases) {
    const FetchOutcome outcome =
        Parse(200, absl::StrCat(R"({"access_token":"hush")", c.member, "}"));
    if (c.lifetime == refused) {
      EXPECT_EQ(outcome.kind, Kind::kBadReply) << c.member;
      EXPECT_EQ(outcome.message, "the token endpoint issued a token without a usable lifetime");
      EXPECT_EQ(outcome.token, nullptr);
    } else {
      EXPECT_EQ(outcome.kind, Kind::kToken) << c.member;
      EXPECT_EQ(outcome.lifetime, c.lifetime) << c.member;
    }
  }
}

TEST(TokenReply, TokenTypeIsComparedInAnyCaseAndMayBeMissing) {
  const std::pair<std::string, Kind> cases[] = {
      {R"("Bearer")", Kind::kToken},     {R"("bearer")", Kind::kToken},
      {R"("BEARER")", Kind::kToken},     {R"(null)", Kind::kToken},
      {R"("mac")", Kind::kBadReply},     {R"("")", Kind::kBadReply},
      {R"("Bearer ")", Kind::kBadReply}, {R"(1)", Kind::kBadReply},
  };
  for (const auto& c : cases) {
    const FetchOutcome outcome =
        Parse(200, absl::StrCat(R"({"access_token":"hush","token_type":)", c.first, "}"));
    EXPECT_EQ(outcome.kind, c.second) << c.first;
  }
  EXPECT_EQ(Parse(200, R"({"access_token":"hush"})").kind, Kind::kToken);
}

TEST(TokenReply, TokenMustBeALegalHeaderValue) {
  const std::string bad[] = {R"("hu sh")",      R"("hush\n")", R"("hush\r\nx-evil: 1")",
                             R"("hu\u0000sh")", R"("hu\tsh")", R"("hu\u007fsh")",
                             R"("hüsh")"};
  for (const std::string& token : bad) {
    const FetchOutcome outcome = Parse(200, absl::StrCat(R"({"access_token":)", token, "}"));
    EXPECT_EQ(outcome.kind, Kind::kBadReply) << token;
    EXPECT_EQ(outcome.message, "the token endpoint issued a token that cannot be sent in a header");
    EXPECT_EQ(outcome.token, nullptr);
  }
  const auto with_length = [](size_t length) {
    return Parse(200, absl::StrCat(R"({"access_token":")", std::string(length, 'a'), R"("})")).kind;
  };
  EXPECT_EQ(with_length(kMaxTokenBytes), Kind::kToken);
  EXPECT_EQ(with_length(kMaxTokenBytes + 1), Kind::kBadReply);
}

TEST(TokenReply, AnswersThatAreNoTokenAreRefusedWithoutEchoingThem) {
  const std::string bodies[] = {
      "",
      " ",
      "hush",
      "<html><body>hush</body></html>",
      R"({"access_token":"hush")",
      R"(["hush"])",
      R"("hush")",
      R"({})",
      R"({"access_token":""})",
      R"({"access_token":null})",
      R"({"access_token":12})",
      R"({"token":"hush"})",
      "{\"access_token\":\"hu\xffsh\"}",
  };
  for (const std::string& body : bodies) {
    const FetchOutcome outcome = Parse(200, body);
    EXPECT_EQ(outcome.kind, Kind::kBadReply) << body;
    EXPECT_FALSE(outcome.message.empty());
    EXPECT_THAT(outcome.message, Not(HasSubstr("hu"))) << body;
    EXPECT_EQ(outcome.token, nullptr);
  }
}

TEST(TokenReply, RefusalsAreToldApartFromOutages) {
  struct Case {
    int status;
    std::string body;
    Kind kind;
    std::string message;
  };
  const Case cases[] = {
      {401, R"({"error":"invalid_client","error_description":"hush"})", Kind::kRejected,
       "the token endpoint refused the client credentials: HTTP 401 (invalid_client)"},
      {400, R"({"error":"unauthorized_client"})", Kind::kRejected, "(unauthorized_client)"},
      {400, R"({"error":"invalid_request"})", Kind::kRejected, "(invalid_request)"},
      {400, R"({"error":"unsupported_grant_type"})", Kind::kRejected, "(unsupported_grant_type)"},
      {400, R"({"error":"invalid_scope"})", Kind::kRejected, "(invalid_scope)"},
      {403, R"({"error":"access_denied"})", Kind::kRejected, "(access_denied)"},
      {401, "", Kind::kRejected, "HTTP 401"},
      {401, "<html>hush</html>", Kind::kRejected, "HTTP 401"},
      {401, R"({"error":"hush-7f3a"})", Kind::kRejected, "HTTP 401"},
      {401, R"({"error":{"code":"hush"}})", Kind::kRejected, "HTTP 401"},
      {400, R"({"error":"temporarily_unavailable"})", Kind::kUnavailable,
       "HTTP 400 (temporarily_unavailable)"},
      {400, R"({"error":"server_error"})", Kind::kUnavailable, "HTTP 400 (server_error)"},
      {403, "<html>hush</html>", Kind::kBadReply, "HTTP 403 without an OAuth error"},
      {404, "", Kind::kBadReply, "is the token URL the right one?"},
      {400, R"({"error":"hush HUSH"})", Kind::kBadReply, "HTTP 400 without an OAuth error"},
      {301, "", Kind::kBadReply, "redirect (HTTP 301), which is never followed"},
      {302, R"({"access_token":"hush"})", Kind::kBadReply, "redirect (HTTP 302)"},
      {307, "", Kind::kBadReply, "redirect (HTTP 307)"},
      {204, "", Kind::kBadReply, "unexpected HTTP 204"},
      {201, R"({"access_token":"hush"})", Kind::kBadReply, "unexpected HTTP 201"},
      {429, "hush", Kind::kThrottled, "the token endpoint answered HTTP 429"},
      {500, "hush", Kind::kUnavailable, "the token endpoint answered HTTP 500"},
      {503, R"({"error":"invalid_client"})", Kind::kUnavailable,
       "the token endpoint answered HTTP 503"},
  };
  for (const Case& c : cases) {
    const FetchOutcome outcome = Parse(c.status, c.body);
    EXPECT_EQ(outcome.kind, c.kind) << c.status << " " << c.body;
    EXPECT_THAT(outcome.message, HasSubstr(c.message));
    EXPECT_THAT(outcome.message, Not(HasSubstr("hush")));
    EXPECT_EQ(outcome.token, nullptr);
  }
}

TEST(TokenReply, TransportFailuresAreOutages) {
  FetchOutcome outcome = ParseTokenReply(
      Failure(TransportError::kConnectFailed, Sent::kNo, "connection refused by 127.0.0.1:1"),
      kNow);
  EXPECT_EQ(outcome.kind, Kind::kUnavailable);
  EXPECT_EQ(outcome.message,
            "the token endpoint was not reached: connection refused by 127.0.0.1:1");
  outcome = ParseTokenReply(Failure(TransportError::kTimedOut, Sent::kMaybe, "12.0 s"), kNow);
  EXPECT_EQ(outcome.kind, Kind::kUnavailable);
  EXPECT_EQ(outcome.message, "the token endpoint did not answer in time");
  // A whole-looking answer behind an error is not one.
  HttpResult broken = Reply(200, R"({"access_token":"hush"})");
  broken.error = TransportError::kConnectionLost;
  EXPECT_EQ(ParseTokenReply(std::move(broken), kNow).kind, Kind::kUnavailable);
}

TEST(TokenReply, RetryAfterCountsForThrottlingAndOutagesOnly) {
  const std::vector<HttpHeader> headers = {{"retry-after", "30"}};
  EXPECT_EQ(Parse(429, "", headers).retry_after, absl::Seconds(30));
  EXPECT_EQ(Parse(503, "", headers).retry_after, absl::Seconds(30));
  EXPECT_EQ(Parse(401, "", headers).retry_after, absl::ZeroDuration());
}

}  // namespace
}  // namespace smartcar_gateway
