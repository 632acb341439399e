// Replies no Smartcar should send: each gives a clear error of the right code, nothing of the reply
// is quoted, and the gateway lives on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kTwoMegabytes = 2 << 20;

// Each failure is the caller's to see, however many there are.
GatewayOptions EachFailureShows() {
  GatewayOptions options;
  options.config = {{"retry", {{"max_attempts", 1}}}, {"breaker", {{"failures", 0}}}};
  return options;
}

class BadUpstreamTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() { StartSuite({}, EachFailureShows()); }

  void TearDown() override {
    simulator().ClearFaults();
    EXPECT_THAT(Read(), Succeeds()) << "the gateway does not live on";
  }

  static RichError Read() {
    return Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla()))
        .error;
  }

  static RichError Lock() {
    return Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(fleet().Tesla())).error;
  }

  static void QueueFor(const std::string& method, Json fault) {
    fault["match"] = {{"method", method}, {"path", kApi}};
    simulator().Queue(fault);
  }

  static Json Headers(int kilobytes) {
    Json headers = Json::object();
    for (int i = 0; i < kilobytes; ++i) {
      headers["x-filler-" + std::to_string(i)] = std::string(1000, 'x');
    }
    return headers;
  }

  // A read and a command that get this reply cannot be understood.
  static void ExpectInvalid(const Json& fault) {
    ExpectInvalidRead(fault);
    QueueFor("POST", fault);
    const RichError lock = Lock();
    EXPECT_THAT(lock, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN")) << fault.dump();
    EXPECT_THAT(lock, HasMetadata("may_have_executed", "true"));
    ExpectNothingQuoted(lock);
  }

  static void ExpectInvalidRead(const Json& fault) {
    QueueFor("GET", fault);
    const RichError read = Read();
    EXPECT_THAT(read, FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID")) << fault.dump();
    ExpectNothingQuoted(read);
  }

  static void ExpectNothingQuoted(const RichError& error) {
    EXPECT_THAT(error.message, Not(HasSubstr("SENTINEL")));
    EXPECT_THAT(error.details, Not(HasSubstr("SENTINEL")));
    EXPECT_THAT(gateway().process().err(), Not(HasSubstr("SENTINEL")));
  }
};

TEST_F(BadUpstreamTest, TwoMegabytesAreTooLarge) {
  QueueFor("GET", {{"pad_body_to", kTwoMegabytes}});
  const RichError read = Read();
  EXPECT_THAT(read, FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE"));
  QueueFor("POST", {{"pad_body_to", kTwoMegabytes}});
  const RichError lock = Lock();
  EXPECT_THAT(lock, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(lock, HasMetadata("may_have_executed", "true"));
  EXPECT_EQ(simulator().Count({"POST", kApi}), 1);
}

TEST_F(BadUpstreamTest, ALargeReplyWithinTheLimitIsRead) {
  QueueFor("GET", {{"pad_body_to", 1000 * 1000}});
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(BadUpstreamTest, ManyHeadersWithinTheLimitAreRead) {
  for (const int kilobytes : {7, 10, 17, 40, 60}) {
    QueueFor("GET", {{"headers", Headers(kilobytes)}});
    EXPECT_THAT(Read(), Succeeds()) << kilobytes;
    QueueFor("POST", {{"headers", Headers(kilobytes)}});
    EXPECT_THAT(Lock(), Succeeds()) << kilobytes;
    QueueFor("POST", {{"headers", Headers(kilobytes)}, {"pad_body_to", 500'000}});
    EXPECT_THAT(Lock(), Succeeds()) << kilobytes;
  }
}

TEST_F(BadUpstreamTest, TwoMegabytesThatTrickleInAreTooLarge) {
  QueueFor("POST", {{"pad_body_to", kTwoMegabytes}, {"accepted_202_then", Json::object()}});
  EXPECT_THAT(Lock(), FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
}

TEST_F(BadUpstreamTest, BrokenJsonIsInvalid) {
  for (const char* body :
       {"{\"SENTINEL\":", "SENTINEL", "{\"data\":[{\"SENTINEL\"}]}", "{\"data\":[]} SENTINEL", "[",
        "{\"data\":[1,]}", "{\"data\":\"SENTINEL\"}", "\x01\x02", "null", "17", "{}", "[]"}) {
    ExpectInvalid({{"status", 200}, {"body", body}});
  }
}

TEST_F(BadUpstreamTest, DeepNestingIsInvalid) {
  ExpectInvalid({{"status", 200}, {"body", std::string(200'000, '[')}});
  ExpectInvalid({{"status", 200},
                 {"body", "{\"data\":" + std::string(5'000, '[') + std::string(5'000, ']') + "}"}});
}

TEST_F(BadUpstreamTest, HtmlInsteadOfJsonIsInvalid) {
  ExpectInvalid({{"status", 200},
                 {"headers", {{"content-type", "text/html"}}},
                 {"body", "<!DOCTYPE html><html><body>SENTINEL</body></html>"}});
}

TEST_F(BadUpstreamTest, AnEmptyBodyIsInvalid) { ExpectInvalid({{"status", 200}, {"body", ""}}); }

TEST_F(BadUpstreamTest, NoContentIsInvalidWhereContentIsDue) {
  ExpectInvalid({{"status", 204}, {"body", ""}});
}

TEST_F(BadUpstreamTest, ATruncatedBodyIsInvalidWhereverItEnds) {
  // The reply to a command has some 250 bytes, that to a read many thousands.
  for (const int length : {1, 2, 10, 100, 200}) ExpectInvalid({{"truncate_body_at", length}});
  for (const int length : {1000, 5000, 10'000}) ExpectInvalidRead({{"truncate_body_at", length}});
}

TEST_F(BadUpstreamTest, ABodyCutByTheConnectionIsALostReply) {
  for (const char* kind : {"close", "reset", "stream_reset", "goaway"}) {
    QueueFor("GET", {{"break", "mid_body"}, {"break_kind", kind}});
    EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE")) << kind;
  }
}

TEST_F(BadUpstreamTest, BrokenConnectionsLeaveNothingOpen) {
  EXPECT_THAT(Read(), Succeeds());
  const int before = gateway().process().open_files();
  QueueFor("GET", {{"break", "mid_body"}, {"break_kind", "reset"}, {"times", -1}});
  for (int i = 0; i < 50; ++i) EXPECT_NE(Read().code, grpc::OK);
  simulator().ClearFaults();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_LE(gateway().process().open_files(), before + 5);
}

TEST_F(BadUpstreamTest, TheContentTypeDoesNotMatter) {
  for (const char* type : {"text/plain", "application/vnd.api+json", ""}) {
    QueueFor("GET", {{"headers", {{"content-type", type}}}});
    EXPECT_THAT(Read(), Succeeds()) << type;
  }
}

TEST_F(BadUpstreamTest, RedirectsAreNotFollowed) {
  for (const int status : {301, 302, 303, 307, 308}) {
    simulator().ClearRecord();
    const Json fault = {{"status", status},
                        {"headers", {{"location", simulator().base_url() + "/v3/elsewhere"}}},
                        {"body", ""}};
    QueueFor("GET", fault);
    EXPECT_THAT(Read(), FailsWith(grpc::INTERNAL, "UPSTREAM_STATUS_UNEXPECTED")) << status;
    QueueFor("POST", fault);
    EXPECT_EQ(Lock().code, grpc::INTERNAL) << status;
    EXPECT_EQ(simulator().Count(), 2) << status;
    EXPECT_EQ(simulator().Count({"", "/v3/elsewhere"}), 0) << status;
  }
}

TEST_F(BadUpstreamTest, ManyHeadersAreTooLarge) {
  QueueFor("GET", {{"headers", Headers(100)}});
  EXPECT_THAT(Read(), FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE"));
  QueueFor("POST", {{"headers", Headers(100)}});
  EXPECT_THAT(Lock(), FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
}

TEST_F(BadUpstreamTest, EndlessHeadersEndTheConnection) {
  // libcurl itself breaks the connection then, and may try a read again.
  QueueFor("GET", {{"headers", Headers(2000)}, {"times", -1}});
  EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  EXPECT_LE(simulator().Count({"GET", kApi}), 6);
  QueueFor("POST", {{"headers", Headers(2000)}, {"times", -1}});
  EXPECT_THAT(Lock(), FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(simulator().Count({"POST", kApi}), 1);
}

TEST_F(BadUpstreamTest, HostileHeadersDoNotReachTheCaller) {
  QueueFor("GET", {{"headers",
                    {{"grpc-status", "3"},
                     {"grpc-message", "SENTINEL"},
                     {"retry-after", "-5"},
                     {"sc-request-id", std::string(5000, 'r')}}}});
  EXPECT_THAT(Read(), Succeeds());
  QueueFor("GET", {{"status", 429}, {"headers", {{"retry-after", "soon"}}}, {"body", "{}"}});
  const RichError error = Read();
  EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "APPLICATION_RATE_LIMIT"));
  EXPECT_EQ(error.retry_info->retry_delay().seconds(), 30);
}

// The same over HTTP/1.1, where bodies and headers are framed differently.
class BadHttp1UpstreamTest : public BadUpstreamTest {
 protected:
  static void SetUpTestSuite() { StartSuite({"--http2=off"}, EachFailureShows()); }
};

TEST_F(BadHttp1UpstreamTest, LargeTruncatedAndEndlessRepliesAreErrors) {
  QueueFor("GET", {{"pad_body_to", kTwoMegabytes}});
  EXPECT_THAT(Read(), FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE"));
  QueueFor("POST", {{"pad_body_to", kTwoMegabytes}, {"accepted_202_then", Json::object()}});
  EXPECT_THAT(Lock(), FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  for (const char* kind : {"close", "reset"}) {
    QueueFor("GET", {{"break", "mid_body"}, {"break_kind", kind}});
    EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE")) << kind;
  }
  QueueFor("GET", {{"headers", Headers(200)}});
  EXPECT_THAT(Read(), FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE"));
  EXPECT_EQ(simulator().Recorded({"", kApi})[0].at("http_version"), "1.1");
}

}  // namespace
}  // namespace smartcar_gateway
