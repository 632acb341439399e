// CurlTransport with much in flight: no thread per call, bounded connections, no polling.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/http/curl_transport.h"
#include "server/http/upstream_for_test.h"

namespace smartcar_gateway {
namespace {

ptrdiff_t ThreadsOfThisProcess() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST(CurlTransportLoadTest, HeldRequestsNeedFewConnectionsAndNoThreads) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  ASSERT_EQ(Fetch(*transport, Get(upstream.Url("/warm"))).error, TransportError::kNone);
  const ptrdiff_t threads = ThreadsOfThisProcess();
  upstream.Hold();
  std::vector<Reception> receptions(1000);
  for (Reception& reception : receptions) {
    transport->Start(Command(upstream.Url("/held")), std::make_shared<Cancellation>(),
                     reception.Done());
  }
  upstream.WaitForRequests(1001);
  EXPECT_EQ(ThreadsOfThisProcess(), threads);
  EXPECT_EQ(transport->stats().in_flight, 1000u);
  EXPECT_EQ(upstream.connections(), 10u);
  upstream.AnswerHeld();
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    ASSERT_EQ(result.error, TransportError::kNone) << result.message;
    EXPECT_EQ(result.response.body, "ok");
  }
  EXPECT_EQ(transport->stats().in_flight, 0u);
  EXPECT_EQ(upstream.requests().size(), 1001u);
}

TEST(CurlTransportLoadTest, ColdBurstSharesTheFirstConnection) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  upstream.Hold();
  std::vector<Reception> receptions(80);
  for (Reception& reception : receptions) {
    transport->Start(Command(upstream.Url("/")), std::make_shared<Cancellation>(),
                     reception.Done());
  }
  upstream.WaitForRequests(80);
  EXPECT_EQ(upstream.connections(), 1u);
  upstream.AnswerHeld();
  for (Reception& reception : receptions) EXPECT_EQ(reception.Wait().response.body, "ok");
}

TEST(CurlTransportLoadTest, CommandsSurviveTheOpeningOfFurtherConnections) {
  TlsUpstream upstream;
  CurlTransportOptions options;
  options.max_streams_per_connection = 10;
  auto transport = TransportFor(upstream, options);
  upstream.Hold();
  std::vector<Reception> receptions(200);
  for (Reception& reception : receptions) {
    transport->Start(Command(upstream.Url("/")), std::make_shared<Cancellation>(),
                     reception.Done());
  }
  upstream.WaitForRequests(200);
  EXPECT_EQ(upstream.connections(), 20u);
  upstream.AnswerHeld();
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kNone) << result.message;
  }
  EXPECT_EQ(upstream.requests().size(), 200u);
}

TEST(CurlTransportLoadTest, Http11ConnectionsAreBoundedAndTheRestWaits) {
  TlsUpstream::Options server;
  server.http2 = false;
  TlsUpstream upstream(server);
  CurlTransportOptions options;
  options.max_connections_per_host = 8;
  auto transport = TransportFor(upstream, options);
  std::vector<Reception> receptions(200);
  for (Reception& reception : receptions) {
    transport->Start(Command(upstream.Url("/")), std::make_shared<Cancellation>(),
                     reception.Done());
  }
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kNone) << result.message;
  }
  EXPECT_LE(upstream.connections(), 8u);
  EXPECT_EQ(upstream.requests().size(), 200u);
}

TEST(CurlTransportLoadTest, ThousandsInABurstFromManyThreadsAllSucceed) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  std::vector<Reception> receptions(5000);
  std::vector<std::thread> threads;
  for (size_t first = 0; first < 4; ++first) {
    threads.emplace_back([&, first] {
      for (size_t i = first; i < receptions.size(); i += 4) {
        transport->Start(Get(upstream.Url("/")), std::make_shared<Cancellation>(),
                         receptions[i].Done());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    ASSERT_EQ(result.error, TransportError::kNone) << result.message;
    ASSERT_EQ(result.response.body, "ok");
  }
  EXPECT_LE(transport->stats().sockets_opened, 50u);
}

TEST(CurlTransportLoadTest, TooManyInFlightAreRefusedInline) {
  TlsUpstream upstream;
  CurlTransportOptions options;
  options.max_in_flight = 3;
  auto transport = TransportFor(upstream, options);
  upstream.Hold();
  std::vector<Reception> held(3);
  for (Reception& reception : held) {
    transport->Start(Get(upstream.Url("/")), std::make_shared<Cancellation>(), reception.Done());
  }
  Reception refused;
  transport->Start(Command(upstream.Url("/")), std::make_shared<Cancellation>(), refused.Done());
  ASSERT_TRUE(refused.arrived());
  EXPECT_EQ(refused.Wait().error, TransportError::kOverloaded);
  EXPECT_EQ(refused.Wait().sent, Sent::kNo);
  EXPECT_EQ(refused.Wait().message, "too many requests to the upstream in flight");
  upstream.WaitForRequests(3);
  upstream.AnswerHeld();
  for (Reception& reception : held) EXPECT_EQ(reception.Wait().error, TransportError::kNone);
  // Room again.
  upstream.SetHandler([](const auto&, const auto& responder) { responder->Send({200, {}, "ok"}); });
  EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).error, TransportError::kNone);
}

TEST(CurlTransportLoadTest, HeldRequestsCostNoWakeUps) {
  TlsUpstream upstream;
  auto waiting = TransportFor(upstream);
  upstream.Hold();
  std::vector<Reception> receptions(50);
  for (Reception& reception : receptions) {
    HttpRequest request = Get(upstream.Url("/"));
    request.deadline = RealClock().Now() + absl::Minutes(10);
    waiting->Start(request, std::make_shared<Cancellation>(), reception.Done());
  }
  upstream.WaitForRequests(50);
  upstream.SetHandler([](const auto&, const auto& responder) { responder->Send({200, {}, "ok"}); });
  auto busy = TransportFor(upstream);
  const uint64_t before = waiting->stats().loop_turns;
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(Fetch(*busy, Get(upstream.Url("/"))).error, TransportError::kNone);
  }
  // A few timers of the connection's beginning may still fire once.
  EXPECT_LE(waiting->stats().loop_turns - before, 5u);
  EXPECT_GE(busy->stats().loop_turns, 500u);
}

TEST(CurlTransportLoadTest, CancelsRacingRepliesEndEveryRequestExactlyOnce) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  std::vector<Reception> receptions(500);
  std::vector<std::shared_ptr<Cancellation>> cancellations;
  for (size_t i = 0; i < receptions.size(); ++i) {
    cancellations.push_back(std::make_shared<Cancellation>());
  }
  std::thread canceller([&] {
    for (const auto& cancellation : cancellations) cancellation->Cancel();
  });
  for (size_t i = receptions.size(); i-- > 0;) {
    transport->Start(Get(upstream.Url("/")), cancellations[i], receptions[i].Done());
  }
  canceller.join();
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_TRUE(result.error == TransportError::kNone || result.error == TransportError::kCancelled)
        << result.message;
  }
  transport->Shutdown();
  for (Reception& reception : receptions) EXPECT_EQ(reception.count(), 1);
}

}  // namespace
}  // namespace smartcar_gateway
