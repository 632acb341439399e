// Tests that clients which misbehave harm nobody but themselves.
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tools/simulator/http/test_client.h"
#include "tools/simulator/http/test_raw_client.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

void AnswerFine(const Request&, const std::shared_ptr<Responder>& responder) {
  responder->Send({200, {}, "fine"});
}

void ExpectServed(const TestServer& server) {
  for (const Protocol protocol : {Protocol::kHttp1, Protocol::kHttp2}) {
    TestClient client(server, protocol);
    EXPECT_EQ(client.Get("/").body(), "fine");
  }
}

TEST(HttpServerHostileTest, GarbageInsteadOfTlsIsDropped) {
  TestServer server(AnswerFine);
  boost::asio::io_context io;
  for (const std::string& garbage : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(5000, '\0'),
                                     std::string("\x16\x03\x01\xff\xff garbage")}) {
    tcp::socket socket(io);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    boost::asio::write(socket, boost::asio::buffer(garbage));
    socket.shutdown(tcp::socket::shutdown_send);
    ErrorCode error;
    char buffer[256];
    while (!error) socket.read_some(boost::asio::buffer(buffer), error);
  }
  ExpectServed(server);
}

TEST(HttpServerHostileTest, SilentConnectionsDoNotKeepOthersWaiting) {
  TestServer server(AnswerFine);
  boost::asio::io_context io;
  std::vector<std::unique_ptr<tcp::socket>> silent;
  for (int i = 0; i < 50; ++i) {
    silent.push_back(std::make_unique<tcp::socket>(io));
    silent.back()->connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
  }
  RawClient half_a_request(server, Protocol::kHttp1);
  half_a_request.Send("GET / HTTP/1.1\r\nHost: x");
  RawClient half_a_preface(server, Protocol::kHttp2);
  half_a_preface.Send("PRI * HTTP/2.0\r\n");
  ExpectServed(server);
}

TEST(HttpServerHostileTest, GarbageInsteadOfHttp1IsAnswered400AndClosed) {
  TestServer server(AnswerFine);
  RawClient raw(server, Protocol::kHttp1);
  raw.Send("\x01\x02\x03\r\n\r\n");
  EXPECT_EQ(raw.ReadToEnd().substr(0, 12), "HTTP/1.1 400");
  ExpectServed(server);
}

TEST(HttpServerHostileTest, GarbageInsteadOfHttp2IsClosed) {
  TestServer server(AnswerFine);
  RawClient no_preface(server, Protocol::kHttp2);
  no_preface.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(no_preface.ReadToEnd().find("fine"), std::string::npos);
  RawClient broken_frames(server, Protocol::kHttp2);
  broken_frames.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string(500, '\xff'));
  EXPECT_EQ(broken_frames.ReadToEnd().find("fine"), std::string::npos);
  ExpectServed(server);
}

TEST(HttpServerHostileTest, RequestsSentAheadAreAnsweredInOrder) {
  TestServer server([](const Request& request, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {}, "[" + request.target + "]"});
  });
  RawClient raw(server, Protocol::kHttp1);
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "GET " + std::to_string(i) + " HTTP/1.1\r\n\r\n";
  raw.Send(requests);
  const std::string replies = raw.ReadUntil("[999]");
  size_t position = 0;
  for (int i = 0; i < 1000; ++i) {
    position = replies.find("[" + std::to_string(i) + "]", position);
    ASSERT_NE(position, std::string::npos) << i;
  }
}

TEST(HttpServerHostileTest, Http10GetsABodyThatEndsWithTheConnection) {
  TestServer server([](const Request& request, const std::shared_ptr<Responder>& responder) {
    responder->SendHeaders(200, {});
    responder->SendData("streamed to " + request.http_version);
    responder->Finish();
  });
  RawClient raw(server, Protocol::kHttp1);
  raw.Send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(raw.ReadToEnd(), "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nstreamed to 1.0");
}

TEST(HttpServerHostileTest, ClientThatStopsSendingCountsAsGone) {
  Inbox inbox;
  TestServer server(inbox.handler());
  Signal gone;
  RawClient raw(server, Protocol::kHttp1);
  raw.Send("GET / HTTP/1.1\r\n\r\n");
  TestClient idle(server, Protocol::kHttp1);
  ASSERT_TRUE(idle.DriveUntil([&] { return inbox.size() == 1; }));
  server.Run([&] { inbox.entries()[0].responder->OnPeerGone([&] { gone.Raise(); }); });
  raw.HalfClose();
  EXPECT_TRUE(gone.Wait());
}

TEST(HttpServerHostileTest, ClientsThatVanishWhileALargeReplyIsWrittenHarmNobody) {
  const std::string large(16 << 20, 'x');
  TestServer server([&large](const Request& request, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {}, request.target == "/large" ? large : "fine"});
  });
  for (int i = 0; i < 10; ++i) {
    RawClient raw(server, Protocol::kHttp1);
    raw.Send("GET /large HTTP/1.1\r\n\r\n");
    EXPECT_NE(raw.ReadUntil("xxx"), "");
    raw.Vanish();
  }
  for (int i = 0; i < 10; ++i) {
    TestClient client(server, Protocol::kHttp2);
    const Transfer& transfer = client.Start({"/large", "GET", {}, {}});
    EXPECT_TRUE(client.DriveUntil([&] { return !transfer.body().empty(); }));
  }
  ExpectServed(server);
}

TEST(HttpServerHostileTest, ClientThatDoesNotReadDoesNotBlockOthers) {
  const std::string large(64 << 20, 'x');
  TestServer server([&large](const Request& request, const std::shared_ptr<Responder>& responder) {
    responder->Send({200, {}, request.target == "/large" ? large : "fine"});
  });
  RawClient raw(server, Protocol::kHttp1);
  raw.Send("GET /large HTTP/1.1\r\n\r\n");
  EXPECT_NE(raw.ReadUntil("xxx"), "");
  ExpectServed(server);
}

}  // namespace
}  // namespace smartcar_simulator
