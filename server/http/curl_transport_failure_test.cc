// Every way in which CurlTransport can fail a request, and what it then says of having sent it.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/curl_transport.h"
#include "server/http/upstream_for_test.h"

namespace smartcar_gateway {
namespace {

using smartcar_simulator::BreakKind;

TEST(CurlTransportFailureTest, ConnectionRefusedIsNeverSent) {
  const uint16_t port = UnusedPort();
  auto transport = MakeTransport({});
  const HttpResult result =
      Fetch(*transport, Command("https://127.0.0.1:" + std::to_string(port) + "/x?token=secret"));
  EXPECT_EQ(result.error, TransportError::kConnectFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "connection refused" + AtPort(port));
  EXPECT_EQ(result.response.status, 0);
}

TEST(CurlTransportFailureTest, UnknownHostIsNeverSent) {
  auto transport = MakeTransport({});
  const HttpResult result = Fetch(*transport, Get("https://no-such-host.invalid/x"));
  EXPECT_EQ(result.error, TransportError::kConnectFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "host name not resolved (no-such-host.invalid:443)");
}

TEST(CurlTransportFailureTest, ServerThatNeverShakesHandsRunsIntoTheConnectTimeout) {
  PlainUpstream upstream({});
  CurlTransportOptions options;
  options.connect_timeout = absl::Milliseconds(100);
  auto transport = MakeTransport(options);
  const HttpResult result = Fetch(*transport, Command(upstream.Url("/", "https")));
  EXPECT_EQ(result.error, TransportError::kConnectFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "connecting timed out" + AtPort(upstream.port()));
}

TEST(CurlTransportFailureTest, RequestsWaitingForAHangingConnectionTimeOutTogether) {
  PlainUpstream upstream({});
  CurlTransportOptions options;
  options.connect_timeout = absl::Milliseconds(200);
  auto transport = MakeTransport(options);
  std::vector<Reception> receptions(50);
  for (Reception& reception : receptions) {
    transport->Start(Get(upstream.Url("/", "https")), std::make_shared<Cancellation>(),
                     reception.Done());
  }
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kConnectFailed);
    EXPECT_EQ(result.sent, Sent::kNo);
  }
}

TEST(CurlTransportFailureTest, UnknownAuthorityIsATlsFailure) {
  TlsUpstream upstream;
  TlsUpstream other;
  CurlTransportOptions options;
  options.ca_file = other.ca_file();
  auto transport = MakeTransport(options);
  const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
  EXPECT_EQ(result.error, TransportError::kTlsFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "the server's certificate is not signed by a trusted authority" +
                                AtPort(upstream.port()));
  EXPECT_TRUE(upstream.requests().empty());
}

TEST(CurlTransportFailureTest, SystemStoreDoesNotTrustAStranger) {
  TlsUpstream upstream;
  auto transport = MakeTransport({});
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
  EXPECT_EQ(result.error, TransportError::kTlsFailed);
  EXPECT_TRUE(upstream.requests().empty());
}

TEST(CurlTransportFailureTest, CertificateForAnotherHostIsATlsFailure) {
  TlsUpstream::Options server;
  server.dns_names = {"elsewhere.example"};
  server.ip_addresses = {"127.0.0.9"};
  TlsUpstream upstream(server);
  auto transport = TransportFor(upstream);
  const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
  EXPECT_EQ(result.error, TransportError::kTlsFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message,
            "the server's certificate is not for this host" + AtPort(upstream.port()));
  EXPECT_TRUE(upstream.requests().empty());
}

TEST(CurlTransportFailureTest, ServerThatHangsUpInTheHandshakeIsATlsFailure) {
  PlainUpstream upstream(std::vector<PlainUpstream::Script>(1));
  auto transport = MakeTransport({});
  const HttpResult result = Fetch(*transport, Get(upstream.Url("/", "https")));
  EXPECT_EQ(result.error, TransportError::kTlsFailed);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "TLS handshake failed" + AtPort(upstream.port()));
}

TEST(CurlTransportFailureTest, PlainHttpIsRefusedUnlessTheHostIsLoopbackAndItWasAllowed) {
  PlainUpstream upstream({{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}});
  auto strict = MakeTransport({});
  auto lenient = PlainTransport();
  for (const std::string& url :
       {upstream.Url("/"), std::string("ftp://127.0.0.1/"), std::string("file:///etc/hostname")}) {
    const HttpResult result = Fetch(*strict, Get(url));
    EXPECT_EQ(result.error, TransportError::kConnectFailed) << url;
    EXPECT_EQ(result.sent, Sent::kNo);
    EXPECT_TRUE(absl::StartsWith(result.message, "only https:// URLs are allowed"))
        << result.message;
  }
  EXPECT_EQ(Fetch(*lenient, Get(upstream.Url("/"))).response.body, "ok");
  // The handle that was just allowed http is the one used next.
  const HttpResult result = Fetch(*lenient, Get("http://192.0.2.1/"));
  EXPECT_EQ(result.error, TransportError::kConnectFailed);
  EXPECT_EQ(result.message, "only https:// URLs are allowed (192.0.2.1:80)");
}

TEST(CurlTransportFailureTest, MalformedUrlsAreNeverSent) {
  auto transport = MakeTransport({});
  for (const char* url :
       {"https://", "", "https://127.0.0.1:99999/", "https://user:pw@127.0.0.1/"}) {
    const HttpResult result = Fetch(*transport, Get(url));
    EXPECT_EQ(result.error, TransportError::kConnectFailed) << url;
    EXPECT_EQ(result.sent, Sent::kNo);
    EXPECT_FALSE(absl::StrContains(result.message, "pw")) << result.message;
  }
}

TEST(CurlTransportFailureTest, IllegalCharactersAreRefusedInline) {
  auto transport = MakeTransport({});
  const std::string url = "https://127.0.0.1:1/";
  std::vector<HttpRequest> requests(7, Get(url));
  requests[0].headers = {{"x", "a\r\nevil: 1"}};
  requests[1].headers = {{"x", std::string("a\0b", 3)}};
  requests[2].headers = {{"x: y", "a"}};
  requests[3].headers = {{"", "a"}};
  requests[4].bearer = std::make_shared<const Secret>("secret\nx: y");
  requests[5].url = url + "a b";
  requests[6].url = url + std::string("a\0b", 3);
  for (size_t i = 0; i < requests.size(); ++i) {
    Reception reception;
    transport->Start(requests[i], std::make_shared<Cancellation>(), reception.Done());
    ASSERT_TRUE(reception.arrived()) << i;
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kConnectFailed);
    EXPECT_EQ(result.sent, Sent::kNo);
    EXPECT_EQ(result.message, "illegal character in the URL, a header or the token");
  }
}

TEST(CurlTransportFailureTest, AnnouncedBodyOverTheLimitIsRefusedBeforeItComes) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  // Never sends what it announces: only the announcement can be what ends the request.
  upstream.SetHandler([](const auto&, const auto& responder) {
    responder->SendHeaders(200, {{"content-length", "2000000"}});
    responder->SendData("{");
  });
  const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
  EXPECT_EQ(result.error, TransportError::kReplyTooLarge);
  EXPECT_EQ(result.sent, Sent::kMaybe);
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.message, "reply larger than 1048576 bytes" + AtPort(upstream.port()));
}

TEST(CurlTransportFailureTest, StreamedBodyOverTheLimitIsCutOff) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    auto transport = TransportFor(upstream);
    upstream.SetHandler([](const auto&, const auto& responder) {
      responder->SendHeaders(200, {});
      for (int i = 0; i < 20; ++i) responder->SendData(std::string(100'000, 'x'));
      responder->Finish();
    });
    const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
    EXPECT_EQ(result.error, TransportError::kReplyTooLarge);
    EXPECT_LE(result.response.body.size(), 1u << 20);
    upstream.SetHandler([](const auto&, const auto& responder) {
      responder->Send({200, {}, "ok"});
    });
    EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).response.body, "ok");
  }
}

TEST(CurlTransportFailureTest, RequestMaySetALimitOfItsOwnForItsReply) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  upstream.SetHandler([](const auto&, const auto& responder) {
    responder->Send({200, {}, std::string(2'000'000, 'x')});
  });
  HttpRequest larger = Get(upstream.Url("/"));
  larger.max_reply_bytes = 2'000'000;
  EXPECT_EQ(Fetch(*transport, larger).response.body.size(), 2'000'000u);
  HttpRequest smaller = Get(upstream.Url("/"));
  smaller.max_reply_bytes = 1000;
  const HttpResult refused = Fetch(*transport, smaller);
  EXPECT_EQ(refused.error, TransportError::kReplyTooLarge);
  EXPECT_EQ(refused.message, "reply larger than 1000 bytes" + AtPort(upstream.port()));
  // The handles are used again; what one request had set is not the next one's.
  EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).message,
            "reply larger than 1048576 bytes" + AtPort(upstream.port()));
}

TEST(CurlTransportFailureTest, HeadersOverTheLimitAreRefused) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    CurlTransportOptions options;
    options.max_header_bytes = 4096;
    auto transport = TransportFor(upstream, options);
    upstream.SetHandler([](const auto&, const auto& responder) {
      responder->Send({200, {{"x-large", std::string(5000, 'h')}}, "ok"});
    });
    const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
    EXPECT_EQ(result.error, TransportError::kReplyTooLarge);
    EXPECT_EQ(result.message, "headers larger than 4096 bytes" + AtPort(upstream.port()));
  }
}

TEST(CurlTransportFailureTest, ReplyBrokenOffInTheMiddleIsConnectionLost) {
  for (const bool http2 : {true, false}) {
    for (const BreakKind kind : {BreakKind::kClose, BreakKind::kReset, BreakKind::kStreamReset,
                                 BreakKind::kRefuseStream, BreakKind::kGoAway}) {
      for (const bool announced : {true, false}) {
        TlsUpstream::Options server;
        server.http2 = http2;
        TlsUpstream upstream(server);
        auto transport = TransportFor(upstream);
        upstream.SetHandler([&](const auto&, const auto& responder) {
          responder->SendHeaders(
              202, announced ? smartcar_simulator::HeaderList{{"content-length", "100"}}
                             : smartcar_simulator::HeaderList{});
          responder->SendData("{\"status\":");
          responder->Break(kind);
        });
        const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
        const std::string which = std::string(http2 ? "h2" : "h1") + " kind " +
                                  std::to_string(static_cast<int>(kind)) +
                                  (announced ? " announced" : "");
        EXPECT_EQ(result.error, TransportError::kConnectionLost) << which;
        EXPECT_EQ(result.sent, Sent::kMaybe) << which;
        EXPECT_EQ(upstream.requests().size(), 1u) << which;
        EXPECT_TRUE(absl::EndsWith(result.message, AtPort(upstream.port()))) << result.message;
      }
    }
  }
}

TEST(CurlTransportFailureTest, NoReplyOnAFreshConnectionIsConnectionLost) {
  for (const bool http2 : {true, false}) {
    for (const BreakKind kind :
         {BreakKind::kClose, BreakKind::kReset, BreakKind::kStreamReset, BreakKind::kGoAway}) {
      TlsUpstream::Options server;
      server.http2 = http2;
      TlsUpstream upstream(server);
      auto transport = TransportFor(upstream);
      upstream.SetHandler([&](const auto&, const auto& responder) { responder->Break(kind); });
      const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
      EXPECT_EQ(result.error, TransportError::kConnectionLost) << result.message;
      EXPECT_EQ(result.sent, Sent::kMaybe);
      EXPECT_EQ(result.response.status, 0);
      EXPECT_EQ(upstream.requests().size(), 1u);
    }
  }
}

TEST(CurlTransportFailureTest, ReplyThatIsNotHttpIsConnectionLost) {
  for (const char* reply : {"SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n", ""}) {
    PlainUpstream upstream({{reply}});
    auto transport = PlainTransport();
    const HttpResult result = Fetch(*transport, Command(upstream.Url("/")));
    EXPECT_EQ(result.error, TransportError::kConnectionLost) << reply << ": " << result.message;
    EXPECT_EQ(result.sent, Sent::kMaybe);
  }
}

TEST(CurlTransportFailureTest, BodyShorterOrBrokenInHttp11IsConnectionLost) {
  for (const char* reply : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n",
                            "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    PlainUpstream upstream({{reply}});
    auto transport = PlainTransport();
    const HttpResult result = Fetch(*transport, Get(upstream.Url("/")));
    EXPECT_EQ(result.error, TransportError::kConnectionLost) << reply;
    EXPECT_EQ(result.sent, Sent::kMaybe);
  }
}

TEST(CurlTransportFailureTest, MessagesNeverHoldTokenQueryBodyOrPath) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  upstream.SetHandler([](const auto&, const auto& responder) {
    responder->SendHeaders(200, {});
    responder->SendData("secret-reply");
    responder->Break(BreakKind::kReset);
  });
  HttpRequest request = Command(upstream.Url("/secret-path?q=secret-query"));
  request.secret_body = Secret("secret-body");
  request.headers = {{"x-h", "secret-header"}};
  request.bearer = std::make_shared<const Secret>("secret-token");
  for (const std::string& url :
       {request.url, "https://127.0.0.1:" + std::to_string(UnusedPort()) + "/secret?secret"}) {
    request.url = url;
    const HttpResult result = Fetch(*transport, request);
    EXPECT_NE(result.error, TransportError::kNone);
    EXPECT_FALSE(result.message.empty());
    EXPECT_FALSE(absl::StrContains(result.message, "secret")) << result.message;
  }
}

}  // namespace
}  // namespace smartcar_gateway
