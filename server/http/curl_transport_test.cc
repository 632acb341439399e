// What CurlTransport sends and what it makes of replies that come whole.
#include "server/http/curl_transport.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/upstream_for_test.h"

namespace smartcar_gateway {
namespace {

// "" if the upstream did not get it.
std::string Received(const smartcar_simulator::Request& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "";
}

bool HasHeader(const smartcar_simulator::Request& request, const std::string& name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

TEST(CurlTransportTest, SpeaksHttp2AndReusesOneConnectionForManyRequests) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  for (int i = 0; i < 20; ++i) {
    const HttpResult result = Fetch(*transport, Get(upstream.Url("/v3/vehicles?page=2")));
    ASSERT_EQ(result.error, TransportError::kNone) << result.message;
    EXPECT_EQ(result.response.status, 200);
    EXPECT_EQ(result.response.body, "ok");
    EXPECT_EQ(result.sent, Sent::kMaybe);
  }
  ASSERT_EQ(upstream.requests().size(), 20u);
  for (const auto& request : upstream.requests()) {
    EXPECT_EQ(request.http_version, "2");
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target, "/v3/vehicles?page=2");
  }
  EXPECT_EQ(upstream.connections(), 1u);
  EXPECT_EQ(transport->stats().sockets_opened, 1u);
  EXPECT_EQ(transport->stats().in_flight, 0u);
}

TEST(CurlTransportTest, FallsBackToHttp11AndReusesTheConnection) {
  TlsUpstream::Options http1;
  http1.http2 = false;
  TlsUpstream upstream(http1);
  auto transport = TransportFor(upstream);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).response.body, "ok");
  }
  EXPECT_EQ(upstream.requests().back().http_version, "1.1");
  EXPECT_EQ(upstream.connections(), 1u);
}

TEST(CurlTransportTest, Http11CanBeAskedFor) {
  TlsUpstream upstream;
  CurlTransportOptions options;
  options.http_version = HttpVersion::kHttp11;
  auto transport = TransportFor(upstream, options);
  EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).response.body, "ok");
  EXPECT_EQ(upstream.requests().back().http_version, "1.1");
}

TEST(CurlTransportTest, SendsHeadersAndTokenAndNothingItWasNotAskedFor) {
  TlsUpstream upstream;
  CurlTransportOptions options;
  options.user_agent = "gateway-under-test/1";
  auto transport = TransportFor(upstream, options);
  HttpRequest request = Get(upstream.Url("/"));
  request.headers = {{"sc-user-id", "user 7"}, {"Accept", "application/json"}, {"x-empty", ""}};
  request.bearer = std::make_shared<const Secret>("token-1");
  ASSERT_EQ(Fetch(*transport, request).error, TransportError::kNone);

  const smartcar_simulator::Request seen = upstream.requests().back();
  EXPECT_EQ(Received(seen, "authorization"), "Bearer token-1");
  EXPECT_EQ(Received(seen, "sc-user-id"), "user 7");
  EXPECT_EQ(Received(seen, "accept"), "application/json");
  EXPECT_EQ(Received(seen, "user-agent"), "gateway-under-test/1");
  EXPECT_TRUE(HasHeader(seen, "x-empty"));
  for (const char* name :
       {"accept-encoding", "cookie", "expect", "content-type", "content-length"}) {
    EXPECT_FALSE(HasHeader(seen, name)) << name;
  }
}

TEST(CurlTransportTest, NothingOfOneRequestReachesTheNextOnTheSameHandle) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  HttpRequest post = Command(upstream.Url("/oauth2/token"));
  post.secret_body = Secret("client_secret=s3cret");
  post.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  post.bearer = std::make_shared<const Secret>("token-1");
  ASSERT_EQ(Fetch(*transport, post).error, TransportError::kNone);
  HttpRequest remove = Get(upstream.Url("/v3/connections/1"));
  remove.method = HttpMethod::kDelete;
  ASSERT_EQ(Fetch(*transport, remove).error, TransportError::kNone);
  ASSERT_EQ(Fetch(*transport, Get(upstream.Url("/"))).error, TransportError::kNone);

  const auto seen = upstream.requests();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].body, "client_secret=s3cret");
  EXPECT_EQ(Received(seen[0], "content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen[1].method, "DELETE");
  EXPECT_EQ(seen[2].method, "GET");
  for (int i : {1, 2}) {
    EXPECT_EQ(seen[i].body, "");
    EXPECT_FALSE(HasHeader(seen[i], "authorization"));
    EXPECT_FALSE(HasHeader(seen[i], "content-type"));
    EXPECT_FALSE(HasHeader(seen[i], "content-length"));
  }
}

TEST(CurlTransportTest, PostWithoutBodyHasContentLengthZero) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    auto transport = TransportFor(upstream);
    ASSERT_EQ(Fetch(*transport, Command(upstream.Url("/lock"))).error, TransportError::kNone);
    const auto seen = upstream.requests().back();
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.body, "");
    EXPECT_EQ(Received(seen, "content-length"), "0");
    EXPECT_FALSE(HasHeader(seen, "content-type"));
  }
}

TEST(CurlTransportTest, PostSendsABodyWithEveryByteAndWithoutWaitingForContinue) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    auto transport = TransportFor(upstream);
    std::string body(2 << 20, 'b');
    body[7] = '\0';
    HttpRequest request = Command(upstream.Url("/"), body);
    request.headers = {{"content-type", "application/json"}};
    ASSERT_EQ(Fetch(*transport, request).error, TransportError::kNone);
    const auto seen = upstream.requests().back();
    EXPECT_EQ(seen.body, body);
    EXPECT_EQ(Received(seen, "content-type"), "application/json");
    EXPECT_FALSE(HasHeader(seen, "expect"));
  }
}

TEST(CurlTransportTest, DeleteAndGetMayHaveABody) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  for (const HttpMethod method : {HttpMethod::kDelete, HttpMethod::kGet}) {
    HttpRequest request = Get(upstream.Url("/"));
    request.method = method;
    request.body = "{}";
    ASSERT_EQ(Fetch(*transport, request).error, TransportError::kNone);
    EXPECT_EQ(upstream.requests().back().method, HttpMethodName(method));
    EXPECT_EQ(upstream.requests().back().body, "{}");
  }
}

TEST(CurlTransportTest, EveryStatusIsASuccessAndRedirectsAreNotFollowed) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  for (const int status : {204, 301, 307, 401, 404, 417, 429, 430, 500, 503}) {
    upstream.SetHandler([&](const auto&, const auto& responder) {
      responder->Send({status, {{"location", upstream.Url("/elsewhere")}}, ""});
    });
    const HttpResult result = Fetch(*transport, Command(upstream.Url("/here"), "x"));
    EXPECT_EQ(result.error, TransportError::kNone) << status << ": " << result.message;
    EXPECT_EQ(result.response.status, status);
  }
  for (const auto& request : upstream.requests()) EXPECT_EQ(request.target, "/here");
  EXPECT_EQ(upstream.requests().size(), 10u);
}

TEST(CurlTransportTest, HeaderNamesAreLowerCaseInOrderAndValuesUntouched) {
  PlainUpstream upstream(
      {{"HTTP/1.1 200 OK\r\nSC-Request-Id:  A b \r\nX-One: 1\r\nx-one: 2\r\n"
        "X-Empty:\r\nContent-Length: 2\r\n\r\nok"}});
  auto transport = PlainTransport();
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
  ASSERT_EQ(result.error, TransportError::kNone) << result.message;
  ASSERT_EQ(result.response.headers.size(), 5u);
  EXPECT_EQ(result.response.headers[0].name, "sc-request-id");
  EXPECT_EQ(result.response.headers[0].value, "A b");
  EXPECT_EQ(result.response.headers[1].value, "1");
  EXPECT_EQ(result.response.headers[2].name, "x-one");
  EXPECT_EQ(result.response.headers[2].value, "2");
  EXPECT_EQ(result.response.Header("x-empty"), absl::string_view(""));
  EXPECT_EQ(result.response.body, "ok");
}

TEST(CurlTransportTest, InterimRepliesAndTrailersAreIgnored) {
  PlainUpstream upstream(
      {{"HTTP/1.1 103 Early Hints\r\nx-a: early\r\n\r\n"
        "HTTP/1.1 202 Accepted\r\nx-a: final\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\nok\r\n0\r\nx-a: trailer\r\n\r\n"}});
  auto transport = PlainTransport();
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
  ASSERT_EQ(result.error, TransportError::kNone) << result.message;
  EXPECT_EQ(result.response.status, 202);
  ASSERT_EQ(result.response.headers.size(), 2u);
  EXPECT_EQ(result.response.Header("x-a"), absl::string_view("final"));
  EXPECT_EQ(result.response.body, "ok");
}

TEST(CurlTransportTest, CompressedRepliesArriveAsTheyAre) {
  PlainUpstream upstream(
      {{"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08?"}});
  auto transport = PlainTransport();
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
  ASSERT_EQ(result.error, TransportError::kNone) << result.message;
  EXPECT_EQ(result.response.body, "\x1f\x8b\x08?");
}

TEST(CurlTransportTest, StreamedBodyIsCollectedAndPadded) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  upstream.SetHandler([](const auto&, const auto& responder) {
    responder->SendHeaders(202, {{"content-type", "application/json"}});
    for (int i = 0; i < 100; ++i) responder->SendData(std::string(1000, 'a' + i % 26));
    responder->Finish();
  });
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
  ASSERT_EQ(result.error, TransportError::kNone) << result.message;
  EXPECT_EQ(result.response.status, 202);
  EXPECT_EQ(result.response.body.size(), 100'000u);
  EXPECT_EQ(result.response.body.substr(99'000), std::string(1000, 'a' + 99 % 26));
  EXPECT_GE(result.response.body.capacity(), result.response.body.size() + 64);
}

TEST(CurlTransportTest, EveryBodyIsPaddedWhateverItsSize) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  size_t size = 0;
  upstream.SetHandler([&](const auto&, const auto& responder) {
    responder->Send({200, {}, std::string(size, 'x')});
  });
  for (size = 0; size < 20'000; size = size * 2 + 15) {
    const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
    ASSERT_EQ(result.error, TransportError::kNone) << result.message;
    EXPECT_EQ(result.response.body.size(), size);
    EXPECT_GE(result.response.body.capacity(), size + 64);
  }
}

TEST(CurlTransportTest, ReplyOfExactlyTheLimitPasses) {
  TlsUpstream upstream;
  CurlTransportOptions options;
  options.max_reply_bytes = 5000;
  auto transport = TransportFor(upstream, options);
  upstream.SetHandler([](const auto&, const auto& responder) {
    responder->Send({200, {}, std::string(5000, 'x')});
  });
  EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).response.body.size(), 5000u);
}

TEST(CurlTransportTest, DoneMayStartTheNextRequest) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  Reception last;
  int left = 50;
  std::function<void(HttpResult)> next = [&](HttpResult result) {
    EXPECT_EQ(result.error, TransportError::kNone) << result.message;
    if (--left == 0) {
      last.Done()(std::move(result));
      return;
    }
    transport->Start(Get(upstream.Url("/")), std::make_shared<Cancellation>(), next);
  };
  transport->Start(Get(upstream.Url("/")), std::make_shared<Cancellation>(), next);
  EXPECT_EQ(last.Wait().response.body, "ok");
  EXPECT_EQ(upstream.requests().size(), 50u);
}

TEST(CurlTransportTest, ProxyOfTheEnvironmentIsIgnoredUnlessAskedFor) {
  TlsUpstream upstream;
  const std::string proxy = "http://127.0.0.1:" + std::to_string(UnusedPort());
  ASSERT_EQ(setenv("https_proxy", proxy.c_str(), 1), 0);
  auto direct = TransportFor(upstream);
  EXPECT_EQ(Fetch(*direct, Get(upstream.Url("/"))).response.body, "ok");
  CurlTransportOptions options;
  options.proxy_from_environment = true;
  auto proxied = TransportFor(upstream, options);
  EXPECT_EQ(Fetch(*proxied, Get(upstream.Url("/"))).error, TransportError::kConnectFailed);
  ASSERT_EQ(unsetenv("https_proxy"), 0);
}

TEST(CurlTransportTest, CreateSaysWhatIsWrongWithTheCaFile) {
  CurlTransportOptions options;
  options.ca_file = testing::TempDir() + "/does_not_exist.pem";
  auto missing = CurlTransport::Create(options);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(missing.status().message().find("cannot be read"), std::string::npos);

  options.ca_file = WriteTestFile("not_pem.pem", "hello");
  auto wrong = CurlTransport::Create(options);
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.status().message().find("holds no certificate"), std::string::npos);
}

}  // namespace
}  // namespace smartcar_gateway
