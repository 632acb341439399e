// Who closes a request's gate can trust the answer: what was called off is never sent.
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/http/curl_transport.h"
#include "server/http/upstream_for_test.h"

namespace smartcar_gateway {
namespace {

class CurlTransportGateTest : public testing::TestWithParam<bool> {
 protected:
  CurlTransportGateTest() : upstream_(Server()) {}

  static TlsUpstream::Options Server() {
    TlsUpstream::Options options;
    options.http2 = GetParam();
    return options;
  }

  HttpRequest GatedCommand(const std::string& path) const {
    HttpRequest request = Command(upstream_.Url(path), "{}");
    request.send_gate = std::make_shared<SendGate>();
    return request;
  }

  std::multiset<std::string> Targets() const {
    std::multiset<std::string> targets;
    for (const auto& request : upstream_.requests()) targets.insert(request.target);
    return targets;
  }

  TlsUpstream upstream_;
};

void ExpectCalledOff(const HttpResult& result) {
  EXPECT_EQ(result.error, TransportError::kCancelled) << result.message;
  EXPECT_EQ(result.sent, Sent::kNo);
}

TEST_P(CurlTransportGateTest, ClosedGateKeepsTheRequestFromANewAndFromAReusedConnection) {
  auto transport = TransportFor(upstream_);
  for (int i = 0; i < 2; ++i) {
    HttpRequest request = GatedCommand("/lock");
    ASSERT_TRUE(request.send_gate->Close());
    const HttpResult result = Fetch(*transport, request);
    ExpectCalledOff(result);
    EXPECT_EQ(result.message, "called off before it was sent" + AtPort(upstream_.port()));
    EXPECT_EQ(Fetch(*transport, Get(upstream_.Url("/warm"))).response.body, "ok");
  }
  EXPECT_EQ(Targets(), (std::multiset<std::string>{"/warm", "/warm"}));
}

TEST_P(CurlTransportGateTest, OpenGateLetsThroughAndCannotBeClosedAfterwards) {
  auto transport = TransportFor(upstream_);
  upstream_.Hold();
  const HttpRequest request = GatedCommand("/lock");
  Reception reception;
  transport->Start(request, std::make_shared<Cancellation>(), reception.Done());
  upstream_.WaitForRequests(1);
  EXPECT_FALSE(request.send_gate->Close());
  upstream_.AnswerHeld();
  EXPECT_EQ(reception.Wait().response.body, "ok");
}

TEST_P(CurlTransportGateTest, GateClosedWhileWaitingForAConnectionKeepsTheRequestIn) {
  CurlTransportOptions options;
  options.max_connections_per_host = 1;
  options.max_streams_per_connection = 1;
  auto transport = TransportFor(upstream_, options);
  upstream_.Hold();
  Reception first, waiting;
  transport->Start(Get(upstream_.Url("/first")), std::make_shared<Cancellation>(), first.Done());
  upstream_.WaitForRequests(1);
  const HttpRequest request = GatedCommand("/lock");
  transport->Start(request, std::make_shared<Cancellation>(), waiting.Done());
  EXPECT_TRUE(request.send_gate->Close());
  upstream_.AnswerHeld();
  EXPECT_EQ(first.Wait().response.body, "ok");
  ExpectCalledOff(waiting.Wait());
  EXPECT_EQ(Targets(), (std::multiset<std::string>{"/first"}));
}

TEST_P(CurlTransportGateTest, ReadThatIsSentAgainPassesItsGateAgain) {
  auto transport = TransportFor(upstream_);
  ASSERT_EQ(Fetch(*transport, Get(upstream_.Url("/warm"))).error, TransportError::kNone);
  HttpRequest request = Get(upstream_.Url("/read"));
  request.send_gate = std::make_shared<SendGate>();
  int seen = 0;
  upstream_.SetHandler([&](const auto&, const auto& responder) {
    if (++seen > 1) return responder->Send({200, {}, "second"});
    EXPECT_FALSE(request.send_gate->Close());
    responder->Break(smartcar_simulator::BreakKind::kReset);
  });
  EXPECT_EQ(Fetch(*transport, request).response.body, "second");
}

TEST_P(CurlTransportGateTest, WhatWasCalledOffInABurstIsNeverSeenAndTheRestIsSeenOnce) {
  auto transport = TransportFor(upstream_);
  constexpr int kCommands = 500;
  std::vector<HttpRequest> requests;
  for (int i = 0; i < kCommands; ++i) requests.push_back(GatedCommand("/" + std::to_string(i)));
  std::deque<Reception> receptions(kCommands);
  std::vector<char> called_off(kCommands);
  std::thread closer([&] {
    for (int i = 0; i < kCommands; ++i) called_off[i] = requests[i].send_gate->Close() ? 1 : 0;
  });
  for (int i = kCommands; i-- > 0;) {
    transport->Start(requests[i], std::make_shared<Cancellation>(), receptions[i].Done());
  }
  closer.join();
  for (int i = 0; i < kCommands; ++i) {
    const HttpResult result = receptions[i].Wait();
    if (called_off[i] != 0) {
      ExpectCalledOff(result);
    } else {
      EXPECT_EQ(result.error, TransportError::kNone) << result.message;
    }
  }
  const std::multiset<std::string> targets = Targets();
  for (int i = 0; i < kCommands; ++i) {
    EXPECT_EQ(targets.count("/" + std::to_string(i)), called_off[i] != 0 ? 0u : 1u) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Protocols, CurlTransportGateTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& info) {
                           return std::string(info.param ? "Http2" : "Http1");
                         });

}  // namespace
}  // namespace smartcar_gateway
