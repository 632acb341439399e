// Tests of the HTTP engine with a real client: requests, replies, streams and cancellation.
#include "tools/simulator/http/http_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tools/simulator/http/test_client.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {
namespace {

// Different everywhere, so that lost or swapped pieces are noticed.
std::string Pattern(size_t size) {
  std::string text;
  text.reserve(size + 16);
  for (size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
  text.resize(size);
  return text;
}

// Answers with what was asked, in a form that a test can compare.
void Echo(Request request, const std::shared_ptr<Responder>& responder) {
  responder->Send({200,
                   {{"x-connection", std::to_string(request.connection_id)},
                    {"x-version", request.http_version}},
                   request.method + " " + request.target + " " + request.body});
}

class HttpServerTest : public testing::TestWithParam<Protocol> {
 protected:
  bool http2() const { return GetParam() == Protocol::kHttp2; }

  // Gives `transfer` up; true once `gone` has been raised by that.
  bool AbortUntil(TestClient& client, Transfer& transfer, const Signal& gone) {
    client.Abort(transfer);
    if (http2()) client.Start({"/next", "GET", {}, {}});
    return client.DriveUntil([&gone] { return gone.raised(); });
  }
};

INSTANTIATE_TEST_SUITE_P(Protocols, HttpServerTest,
                         testing::Values(Protocol::kHttp1, Protocol::kHttp2), [](const auto& info) {
                           return info.param == Protocol::kHttp2 ? "Http2" : "Http1";
                         });

TEST_P(HttpServerTest, AlpnChoosesWhatTheClientOffers) {
  TestServer server(Echo);
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_EQ(transfer.http_version(), http2() ? CURL_HTTP_VERSION_2_0 : CURL_HTTP_VERSION_1_1);
  EXPECT_EQ(transfer.header("x-version"), http2() ? "2" : "1.1");
}

TEST_P(HttpServerTest, Http2CanBeSwitchedOff) {
  ServerOptions options;
  options.enable_http2 = false;
  TestServer server(Echo, options);
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_EQ(transfer.http_version(), CURL_HTTP_VERSION_1_1);
}

TEST_P(HttpServerTest, RequestArrivesWhole) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  client.Start({"/v3/vehicles/a%20b?x=1&y=", "PUT", "some body", {"SC-User-Id: user-1"}});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const Request request = inbox.entries()[0].request;
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/v3/vehicles/a%20b?x=1&y=");
  EXPECT_EQ(request.authority, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(request.body, "some body");
  EXPECT_GT(request.connection_id, 0u);
  const std::pair<std::string, std::string> expected("sc-user-id", "user-1");
  EXPECT_EQ(std::count(request.headers.begin(), request.headers.end(), expected), 1);
  for (const auto& [name, value] : request.headers) EXPECT_NE(name[0], ':') << name;
}

TEST_P(HttpServerTest, AnyMethodMayHaveABodyOrNone) {
  TestServer server(Echo);
  TestClient client(server, GetParam());
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FROB"}) {
    EXPECT_EQ(client.Run({"/a", method, "body", {}}).body(), method + " /a body");
    EXPECT_EQ(client.Run({"/a", method, {}, {}}).body(), method + " /a ");
    EXPECT_EQ(client.Run({"/a", method, "", {}}).body(), method + " /a ");
  }
}

TEST_P(HttpServerTest, ReplyCarriesStatusHeadersLengthAndBody) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Send({430, {{"SC-Request-Id", "r-1"}, {"connection", "x"}}, "no more"});
  });
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_EQ(transfer.status(), 430);
  EXPECT_EQ(transfer.header("sc-request-id"), "r-1");
  EXPECT_EQ(transfer.header("content-length"), "7");
  EXPECT_EQ(transfer.header("connection"), "");
  EXPECT_EQ(transfer.body(), "no more");
}

TEST_P(HttpServerTest, EmptyReplyIsComplete) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {}, ""});
  });
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_EQ(transfer.header("content-length"), "0");
}

TEST_P(HttpServerTest, RepliesWithoutBodyLeaveTheConnectionInStep) {
  TestServer server([](const Request& request, const std::shared_ptr<Responder>& responder) {
    if (request.target == "/204") {
      responder->Send({204, {}, "never sent"});
    } else if (request.target == "/204-streamed") {
      responder->SendHeaders(204, {});
      responder->SendData("never sent");
      responder->Finish();
    } else {
      responder->Send({200, {}, "twelve bytes"});
    }
  });
  TestClient client(server, GetParam());
  for (const std::string path : {"/204", "/204-streamed"}) {
    const Transfer& transfer = client.Get(path);
    EXPECT_EQ(transfer.code(), CURLE_OK) << path;
    EXPECT_EQ(transfer.status(), 204) << path;
    EXPECT_EQ(transfer.body(), "") << path;
    EXPECT_EQ(transfer.header("content-length"), "") << path;
  }
  const Transfer& head = client.Run({"/", "HEAD", {}, {}});
  EXPECT_EQ(head.code(), CURLE_OK);
  EXPECT_EQ(head.header("content-length"), "12");
  EXPECT_EQ(head.body(), "");
  const Transfer& last = client.Get("/");
  EXPECT_EQ(last.body(), "twelve bytes");
  EXPECT_EQ(last.new_connects(), 0);
}

TEST_P(HttpServerTest, ConnectionIsReused) {
  TestServer server(Echo);
  TestClient client(server, GetParam());
  const std::string first = client.Get("/1").header("x-connection");
  EXPECT_NE(first, "");
  EXPECT_EQ(client.Get("/2").header("x-connection"), first);
  EXPECT_EQ(client.Run({"/3", "POST", "x", {}}).header("x-connection"), first);
  TestClient other(server, GetParam());
  EXPECT_NE(other.Get("/4").header("x-connection"), first);
}

TEST_P(HttpServerTest, LargeReplyArrivesWhole) {
  const std::string large = Pattern(8 << 20);
  TestServer server([&large](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {}, large});
  });
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_TRUE(transfer.body() == large) << "got " << transfer.body().size() << " bytes";
}

TEST_P(HttpServerTest, LargeRequestArrivesWhole) {
  const std::string large = Pattern(3 << 20);
  TestServer server(Echo);
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Run({"/", "POST", large, {}});
  EXPECT_EQ(transfer.code(), CURLE_OK);
  EXPECT_TRUE(transfer.body() == "POST / " + large) << "got " << transfer.body().size() << " bytes";
}

TEST_P(HttpServerTest, TooLargeRequestIsAnswered413WithoutTheHandler) {
  Inbox inbox;
  ServerOptions options;
  options.max_body_bytes = 1000;
  TestServer server(inbox.handler(), options);
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Run({"/", "POST", Pattern(100000), {}});
  EXPECT_EQ(transfer.status(), 413);
  EXPECT_EQ(inbox.size(), 0u);
}

TEST_P(HttpServerTest, StreamedReplyArrivesPieceByPiece) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const auto responder = inbox.entries()[0].responder;
  server.Run([&] { responder->SendHeaders(202, {{"x-a", "1"}}); });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.header("x-a") == "1"; }));
  EXPECT_EQ(transfer.status(), 202);
  EXPECT_EQ(transfer.header("content-length"), "");
  EXPECT_EQ(transfer.body(), "");
  server.Run([&] { responder->SendData("one "); });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.body() == "one "; }));
  server.Run([&] {
    responder->SendData("two ");
    responder->SendData("");
    responder->SendData("three");
  });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.body() == "one two three"; }));
  EXPECT_FALSE(transfer.done());
  server.Run([&] { responder->Finish(); });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.done(); }));
  EXPECT_EQ(transfer.code(), CURLE_OK);
}

TEST_P(HttpServerTest, StreamedReplyMayPromiseItsLength) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->SendHeaders(200, {{"content-length", "6"}});
    responder->SendData("abc");
    responder->SendData("def");
    responder->Finish();
  });
  TestClient client(server, GetParam());
  EXPECT_EQ(client.Get("/").body(), "abcdef");
  const Transfer& second = client.Get("/");
  EXPECT_EQ(second.header("content-length"), "6");
  EXPECT_EQ(second.new_connects(), 0);
}

TEST_P(HttpServerTest, ReplyShorterThanPromisedIsAnErrorForTheClient) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {{"content-length", "100"}}, "short"});
  });
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Get("/");
  EXPECT_EQ(transfer.code(), http2() ? CURLE_HTTP2_STREAM : CURLE_PARTIAL_FILE);
}

TEST_P(HttpServerTest, CallsAfterTheEndAreHarmless) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->SendData("too early");
    responder->Finish();
    responder->Send({200, {}, "good"});
    responder->Send({500, {}, "bad"});
    responder->SendHeaders(500, {});
    responder->SendData("bad");
    responder->Finish();
    responder->Break(BreakKind::kReset);
  });
  TestClient client(server, GetParam());
  for (int i = 0; i < 2; ++i) {
    const Transfer& transfer = client.Get("/");
    EXPECT_EQ(transfer.code(), CURLE_OK);
    EXPECT_EQ(transfer.body(), "good");
    EXPECT_EQ(transfer.new_connects(), i == 0 ? 1 : 0);
  }
}

TEST_P(HttpServerTest, HandlerSeesThatTheClientGaveUp) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const auto responder = inbox.entries()[0].responder;
  Signal gone;
  int calls = 0;
  server.Run([&] {
    EXPECT_FALSE(responder->PeerGone());
    responder->OnPeerGone([&] {
      ++calls;
      gone.Raise();
    });
  });
  EXPECT_TRUE(AbortUntil(client, transfer, gone));
  server.Run([&] {
    EXPECT_TRUE(responder->PeerGone());
    responder->Send({200, {}, "nobody listens"});
  });
  server.Stop();
  server.Run([&] { EXPECT_EQ(calls, 1); });
}

TEST_P(HttpServerTest, HandlerSeesThatTheClientGaveUpInTheMiddleOfAStream) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const auto responder = inbox.entries()[0].responder;
  Signal gone;
  server.Run([&] {
    responder->OnPeerGone([&] { gone.Raise(); });
    responder->SendHeaders(202, {});
    responder->SendData("so far");
  });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.body() == "so far"; }));
  EXPECT_TRUE(AbortUntil(client, transfer, gone));
  server.Run([&] {
    responder->SendData("nobody listens");
    responder->Finish();
    EXPECT_TRUE(responder->PeerGone());
  });
}

TEST_P(HttpServerTest, LateWatcherHearsAtOnceThatThePeerHasGone) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const auto responder = inbox.entries()[0].responder;
  Signal gone;
  server.Run([&] { responder->OnPeerGone([&] { gone.Raise(); }); });
  ASSERT_TRUE(AbortUntil(client, transfer, gone));
  bool told = false;
  server.Run([&] { responder->OnPeerGone([&told] { told = true; }); });
  EXPECT_TRUE(told);
}

TEST_P(HttpServerTest, NobodyIsToldAfterACompleteReply) {
  Inbox inbox;
  TestServer server(inbox.handler());
  bool told = false;
  std::shared_ptr<Responder> responder;
  {
    TestClient client(server, GetParam());
    const Transfer& transfer = client.Start({});
    ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
    responder = inbox.entries()[0].responder;
    server.Run([&] {
      responder->OnPeerGone([&told] { told = true; });
      responder->Send({200, {}, "done"});
    });
    ASSERT_TRUE(client.DriveUntil([&] { return transfer.done(); }));
  }
  server.Stop();
  server.Run([&] { EXPECT_FALSE(responder->PeerGone()); });
  EXPECT_FALSE(told);
}

TEST_P(HttpServerTest, StopEndsConnectionsAndTellsWhoeverWaits) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam());
  const Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  Signal gone;
  server.Run([&] { inbox.entries()[0].responder->OnPeerGone([&] { gone.Raise(); }); });
  server.Stop();
  EXPECT_TRUE(gone.Wait());
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.done(); }));
  EXPECT_NE(transfer.code(), CURLE_OK);
  EXPECT_EQ(client.Get("/").code(), CURLE_COULDNT_CONNECT);
}

TEST(HttpServerListenTest, SaysWhatToChange) {
  const CertificateSet good = MakeCertificates({"localhost"}, {});
  const CertificateSet other = MakeCertificates({"localhost"}, {});
  boost::asio::io_context io;
  std::string error;
  auto listen = [&](const std::string& address, uint16_t port, const std::string& certificate,
                    const std::string& key) {
    ServerOptions options;
    options.address = address;
    options.port = port;
    options.certificate_pem = certificate;
    options.private_key_pem = key;
    return HttpServer::Listen(io, options, Echo, &error);
  };
  const auto server = listen("127.0.0.1", 0, good.certificate_pem, good.private_key_pem);
  ASSERT_NE(server, nullptr) << error;

  EXPECT_EQ(listen("somewhere", 0, good.certificate_pem, good.private_key_pem), nullptr);
  EXPECT_NE(error.find("give an IPv4 or IPv6 address"), std::string::npos) << error;
  EXPECT_EQ(listen("127.0.0.1", server->port(), good.certificate_pem, good.private_key_pem),
            nullptr);
  EXPECT_NE(error.find("choose another port"), std::string::npos) << error;
  EXPECT_EQ(listen("127.0.0.1", 0, "", good.private_key_pem), nullptr);
  EXPECT_NE(error.find("certificate"), std::string::npos) << error;
  EXPECT_EQ(listen("127.0.0.1", 0, good.certificate_pem, other.private_key_pem), nullptr);
  EXPECT_NE(error.find("private key"), std::string::npos) << error;
}

}  // namespace
}  // namespace smartcar_simulator
