// Tests that every way to break a reply is real, as seen by libcurl.
#include <gtest/gtest.h>

#include <string>

#include "tools/simulator/http/test_client.h"
#include "tools/simulator/http/test_raw_client.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {
namespace {

struct BreakCase {
  const char* name;
  Protocol protocol;
  BreakKind kind;
  CURLcode before;    // No reply at all.
  CURLcode mid_body;  // Headers and a piece of the body have been sent.
};

const BreakCase kCases[] = {
    {"Http1Close", Protocol::kHttp1, BreakKind::kClose, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE},
    {"Http1Reset", Protocol::kHttp1, BreakKind::kReset, CURLE_RECV_ERROR, CURLE_RECV_ERROR},
    {"Http1StreamReset", Protocol::kHttp1, BreakKind::kStreamReset, CURLE_GOT_NOTHING,
     CURLE_PARTIAL_FILE},
    {"Http1RefuseStream", Protocol::kHttp1, BreakKind::kRefuseStream, CURLE_GOT_NOTHING,
     CURLE_PARTIAL_FILE},
    {"Http1GoAway", Protocol::kHttp1, BreakKind::kGoAway, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE},
    {"Http2Close", Protocol::kHttp2, BreakKind::kClose, CURLE_PARTIAL_FILE, CURLE_PARTIAL_FILE},
    {"Http2Reset", Protocol::kHttp2, BreakKind::kReset, CURLE_RECV_ERROR, CURLE_RECV_ERROR},
    {"Http2StreamReset", Protocol::kHttp2, BreakKind::kStreamReset, CURLE_HTTP2_STREAM,
     CURLE_HTTP2_STREAM},
    {"Http2RefuseStream", Protocol::kHttp2, BreakKind::kRefuseStream, CURLE_ABORTED_BY_CALLBACK,
     CURLE_RECV_ERROR},
    {"Http2GoAway", Protocol::kHttp2, BreakKind::kGoAway, CURLE_PARTIAL_FILE, CURLE_PARTIAL_FILE},
};

class BreakTest : public testing::TestWithParam<BreakCase> {};

INSTANTIATE_TEST_SUITE_P(Kinds, BreakTest, testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

TEST_P(BreakTest, BeforeTheReplyNothingArrives) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Break(GetParam().kind);
  });
  TestClient client(server, GetParam().protocol);
  const Transfer& transfer = client.Get("/");
  // libcurl may notice a reset while it still sends its SETTINGS acknowledgement.
  const bool met_when_sending =
      GetParam().kind == BreakKind::kReset && transfer.code() == CURLE_SEND_ERROR;
  EXPECT_TRUE(transfer.code() == GetParam().before || met_when_sending)
      << transfer.code() << " " << curl_easy_strerror(transfer.code());
  EXPECT_EQ(transfer.status(), 0);
  EXPECT_EQ(transfer.body(), "");
}

TEST_P(BreakTest, InMidBodyTheClientKeepsWhatItHas) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, GetParam().protocol);
  const Transfer& transfer = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  const auto responder = inbox.entries()[0].responder;
  server.Run([&] {
    responder->SendHeaders(200, {});
    responder->SendData("half");
  });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.body() == "half"; }));
  bool told = false;
  server.Run([&] {
    responder->OnPeerGone([&told] { told = true; });
    responder->Break(GetParam().kind);
    responder->SendData(" and half");
    responder->Finish();
  });
  ASSERT_TRUE(client.DriveUntil([&] { return transfer.done(); }));
  EXPECT_EQ(transfer.code(), GetParam().mid_body) << curl_easy_strerror(transfer.code());
  EXPECT_EQ(transfer.status(), 200);
  EXPECT_EQ(transfer.body(), "half");
  server.Run([&] { EXPECT_FALSE(responder->PeerGone()); });
  EXPECT_FALSE(told);
}

TEST_P(BreakTest, TheNextRequestIsServed) {
  TestServer server([](const Request& request, const std::shared_ptr<Responder>& responder) {
    if (request.target == "/break") {
      responder->Break(GetParam().kind);
    } else {
      responder->Send({200, {{"x-connection", std::to_string(request.connection_id)}}, "fine"});
    }
  });
  TestClient client(server, GetParam().protocol);
  const Transfer& before = client.Get("/");
  EXPECT_NE(client.Get("/break").code(), CURLE_OK);
  const Transfer& after = client.Get("/");
  EXPECT_EQ(after.body(), "fine");
  if (GetParam().protocol == Protocol::kHttp2 && GetParam().kind == BreakKind::kStreamReset) {
    EXPECT_EQ(after.header("x-connection"), before.header("x-connection"));
  } else {
    EXPECT_NE(after.header("x-connection"), before.header("x-connection"));
  }
}

TEST(Http2BreakTest, RefusedStreamIsTakenAsSafeToTryAgain) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Break(BreakKind::kRefuseStream);
  });
  TestClient client(server, Protocol::kHttp2);
  EXPECT_EQ(client.Get("/").attempts(), 2);
}

class ConnectionBreakTest : public testing::TestWithParam<BreakKind> {};

INSTANTIATE_TEST_SUITE_P(Kinds, ConnectionBreakTest,
                         testing::Values(BreakKind::kClose, BreakKind::kReset, BreakKind::kGoAway));

TEST_P(ConnectionBreakTest, TakesTheOtherStreamsOfTheConnectionAlong) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, Protocol::kHttp2);
  const Transfer& first = client.Start({"/1", "GET", {}, {}});
  const Transfer& second = client.Start({"/2", "GET", {}, {}});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 2; }));
  const auto entries = inbox.entries();
  ASSERT_EQ(entries[0].request.connection_id, entries[1].request.connection_id);
  Signal gone;
  server.Run([&] {
    entries[1].responder->OnPeerGone([&] { gone.Raise(); });
    entries[0].responder->Break(GetParam());
  });
  ASSERT_TRUE(client.DriveUntil([&] { return first.done() && second.done(); }));
  EXPECT_NE(first.code(), CURLE_OK);
  EXPECT_NE(second.code(), CURLE_OK);
  EXPECT_TRUE(gone.Wait());
  server.Run([&] {
    EXPECT_FALSE(entries[0].responder->PeerGone());
    EXPECT_TRUE(entries[1].responder->PeerGone());
  });
}

TEST(Http2BreakTest, StreamResetLeavesTheOtherStreamsAlone) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, Protocol::kHttp2);
  const Transfer& first = client.Start({"/1", "GET", {}, {}});
  const Transfer& second = client.Start({"/2", "GET", {}, {}});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 2; }));
  for (const auto& entry : inbox.entries()) {
    server.Run([&] {
      if (entry.request.target == "/1") {
        entry.responder->Break(BreakKind::kStreamReset);
      } else {
        entry.responder->Send({200, {}, "fine"});
      }
    });
  }
  ASSERT_TRUE(client.DriveUntil([&] { return first.done() && second.done(); }));
  EXPECT_EQ(first.code(), CURLE_HTTP2_STREAM);
  EXPECT_EQ(second.body(), "fine");
}

struct FlushCase {
  const char* name;
  Protocol protocol;
  BreakKind kind;
};

class FlushTest : public testing::TestWithParam<FlushCase> {};

INSTANTIATE_TEST_SUITE_P(
    Kinds, FlushTest,
    testing::Values(FlushCase{"Http1Close", Protocol::kHttp1, BreakKind::kClose},
                    FlushCase{"Http2Close", Protocol::kHttp2, BreakKind::kClose},
                    FlushCase{"Http2GoAway", Protocol::kHttp2, BreakKind::kGoAway}),
    [](const auto& info) { return info.param.name; });

TEST_P(FlushTest, AllThatWasSentBeforeTheConnectionCloses) {
  constexpr size_t kSent = (1 << 20) + 12345;
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->SendHeaders(200, {{"content-length", "9999999"}});
    responder->SendData(std::string(kSent, 'h'));
    responder->Break(GetParam().kind);
  });
  RawClient client(server, GetParam().protocol);
  if (GetParam().protocol == Protocol::kHttp1) {
    client.Send("GET / HTTP/1.1\r\n\r\n");
    const std::string received = client.ReadToEnd();
    EXPECT_EQ(received.size() - received.find("\r\n\r\n") - 4, kSent);
  } else {
    client.Send(RawHttp2Get());
    const RawFrames frames = ParseFrames(client.ReadToEnd());
    EXPECT_EQ(frames.data_bytes, kSent);
    constexpr int kData = 0;
    constexpr int kGoAway = 7;
    EXPECT_EQ(frames.last_type, GetParam().kind == BreakKind::kGoAway ? kGoAway : kData);
  }
  EXPECT_EQ(client.ending(), Ending::kCloseNotify);
}

TEST(ResetTest, EndsTheConnectionWithoutCloseNotify) {
  TestServer server([](const Request&, const std::shared_ptr<Responder>& responder) {
    responder->Break(BreakKind::kReset);
  });
  for (const Protocol protocol : {Protocol::kHttp1, Protocol::kHttp2}) {
    RawClient client(server, protocol);
    client.Send(protocol == Protocol::kHttp1 ? "GET / HTTP/1.1\r\n\r\n" : RawHttp2Get());
    client.ReadToEnd();
    EXPECT_EQ(client.ending(), Ending::kReset);
  }
}

}  // namespace
}  // namespace smartcar_simulator
