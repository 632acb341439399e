// How deadlines, cancels and the end of the transport end requests that are in flight.
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/curl_transport.h"
#include "server/http/upstream_for_test.h"

namespace smartcar_gateway {
namespace {

TEST(CurlTransportEndingTest, PassedDeadlineIsRefusedInline) {
  FakeClock clock;
  auto transport = MakeTransport({}, clock);
  HttpRequest request = Command("https://127.0.0.1:1/");
  request.deadline = clock.Now();
  Reception reception;
  transport->Start(request, std::make_shared<Cancellation>(), reception.Done());
  ASSERT_TRUE(reception.arrived());
  const HttpResult result = reception.Wait();
  EXPECT_EQ(result.error, TransportError::kTimedOut);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_EQ(result.message, "deadline passed before the request began (127.0.0.1:1)");
}

TEST(CurlTransportEndingTest, DeadlineEndsAHeldRequestAndTheServerSeesItGo) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    FakeClock clock;
    auto transport = TransportFor(upstream, {}, clock);
    ASSERT_EQ(Fetch(*transport, Get(upstream.Url("/warm"))).error, TransportError::kNone);
    upstream.Hold();
    HttpRequest request = Command(upstream.Url("/x"));
    request.deadline = clock.Now() + absl::Milliseconds(500);
    const HttpResult result = Fetch(*transport, request);
    EXPECT_EQ(result.error, TransportError::kTimedOut);
    EXPECT_EQ(result.sent, Sent::kMaybe);
    EXPECT_EQ(result.message,
              "deadline passed while waiting for the reply" + AtPort(upstream.port()));
    upstream.WaitForGone(1);
    EXPECT_EQ(upstream.requests().size(), 2u);
  }
}

TEST(CurlTransportEndingTest, DeadlineWhileConnectingIsATimeOutAndNeverSent) {
  PlainUpstream upstream({});
  FakeClock clock;
  auto transport = MakeTransport({}, clock);
  // The second waits for the connection of the first, where libcurl minds no time-out.
  std::vector<Reception> receptions(2);
  for (Reception& reception : receptions) {
    HttpRequest request = Command(upstream.Url("/", "https"));
    request.deadline = clock.Now() + absl::Milliseconds(100);
    transport->Start(request, std::make_shared<Cancellation>(), reception.Done());
  }
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kTimedOut);
    EXPECT_EQ(result.sent, Sent::kNo);
    EXPECT_EQ(result.message, "deadline passed while connecting" + AtPort(upstream.port()));
  }
}

TEST(CurlTransportEndingTest, CancelBeforeStartIsNeverSent) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  auto cancellation = std::make_shared<Cancellation>();
  cancellation->Cancel();
  Reception reception;
  transport->Start(Command(upstream.Url("/")), cancellation, reception.Done());
  const HttpResult result = reception.Wait();
  EXPECT_EQ(result.error, TransportError::kCancelled);
  EXPECT_EQ(result.sent, Sent::kNo);
  EXPECT_TRUE(upstream.requests().empty());
}

TEST(CurlTransportEndingTest, CancelEndsAHeldRequestAndTheServerSeesItGo) {
  for (const bool http2 : {true, false}) {
    TlsUpstream::Options server;
    server.http2 = http2;
    TlsUpstream upstream(server);
    upstream.Hold();
    auto transport = TransportFor(upstream);
    auto cancellation = std::make_shared<Cancellation>();
    Reception reception;
    transport->Start(Command(upstream.Url("/")), cancellation, reception.Done());
    upstream.WaitForRequests(1);
    EXPECT_FALSE(reception.arrived());
    cancellation->Cancel();
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kCancelled);
    EXPECT_EQ(result.sent, Sent::kMaybe);
    EXPECT_EQ(result.message, "cancelled" + AtPort(upstream.port()));
    upstream.WaitForGone(1);
  }
}

TEST(CurlTransportEndingTest, CancelOfOneStreamLeavesTheOthersOnTheConnection) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  ASSERT_EQ(Fetch(*transport, Get(upstream.Url("/warm"))).error, TransportError::kNone);
  upstream.Hold();
  auto cancellation = std::make_shared<Cancellation>();
  Reception cancelled, kept;
  transport->Start(Get(upstream.Url("/a")), cancellation, cancelled.Done());
  transport->Start(Get(upstream.Url("/b")), std::make_shared<Cancellation>(), kept.Done());
  upstream.WaitForRequests(3);
  cancellation->Cancel();
  EXPECT_EQ(cancelled.Wait().error, TransportError::kCancelled);
  upstream.WaitForGone(1);
  upstream.AnswerHeld();
  EXPECT_EQ(kept.Wait().response.body, "ok");
  EXPECT_EQ(upstream.connections(), 1u);
}

TEST(CurlTransportEndingTest, CancelWhileConnectingIsNeverSent) {
  PlainUpstream upstream({});
  auto transport = MakeTransport({});
  std::vector<Reception> receptions(3);
  std::vector<std::shared_ptr<Cancellation>> cancellations;
  for (Reception& reception : receptions) {
    cancellations.push_back(std::make_shared<Cancellation>());
    transport->Start(Command(upstream.Url("/", "https")), cancellations.back(), reception.Done());
  }
  for (const auto& cancellation : cancellations) cancellation->Cancel();
  for (Reception& reception : receptions) {
    const HttpResult result = reception.Wait();
    EXPECT_EQ(result.error, TransportError::kCancelled);
    EXPECT_EQ(result.sent, Sent::kNo);
  }
}

TEST(CurlTransportEndingTest, CancelAfterTheResultDoesNothing) {
  TlsUpstream upstream;
  auto transport = TransportFor(upstream);
  auto cancellation = std::make_shared<Cancellation>();
  Reception reception;
  transport->Start(Get(upstream.Url("/")), cancellation, reception.Done());
  EXPECT_EQ(reception.Wait().error, TransportError::kNone);
  cancellation->Cancel();
  EXPECT_EQ(Fetch(*transport, Get(upstream.Url("/"))).error, TransportError::kNone);
  transport.reset();
  EXPECT_EQ(reception.count(), 1);
}

TEST(CurlTransportEndingTest, CancelMayComeWhenTheTransportIsGone) {
  auto cancellation = std::make_shared<Cancellation>();
  Reception reception;
  {
    auto transport = MakeTransport({});
    transport->Start(Get("https://127.0.0.1:" + std::to_string(UnusedPort())), cancellation,
                     reception.Done());
    reception.Wait();
  }
  cancellation->Cancel();
  EXPECT_EQ(reception.count(), 1);
}

TEST(CurlTransportEndingTest, ShutdownAbortsWhatIsInFlightAndRefusesTheRest) {
  TlsUpstream upstream;
  upstream.Hold();
  auto transport = TransportFor(upstream);
  Reception held;
  transport->Start(Command(upstream.Url("/")), std::make_shared<Cancellation>(), held.Done());
  upstream.WaitForRequests(1);
  transport->Shutdown();
  ASSERT_TRUE(held.arrived());
  EXPECT_EQ(held.Wait().error, TransportError::kShutDown);
  EXPECT_EQ(held.Wait().sent, Sent::kMaybe);
  EXPECT_EQ(transport->stats().in_flight, 0u);

  Reception refused;
  transport->Start(Get(upstream.Url("/")), std::make_shared<Cancellation>(), refused.Done());
  ASSERT_TRUE(refused.arrived());
  EXPECT_EQ(refused.Wait().error, TransportError::kShutDown);
  EXPECT_EQ(refused.Wait().sent, Sent::kNo);
  transport->Shutdown();
}

TEST(CurlTransportEndingTest, DestructorEndsEveryRequestExactlyOnce) {
  PlainUpstream upstream({});
  std::vector<Reception> receptions(100);
  {
    auto transport = MakeTransport({});
    for (Reception& reception : receptions) {
      transport->Start(Command(upstream.Url("/", "https")), std::make_shared<Cancellation>(),
                       reception.Done());
    }
  }
  for (Reception& reception : receptions) {
    ASSERT_EQ(reception.count(), 1);
    EXPECT_EQ(reception.Wait().error, TransportError::kShutDown);
    EXPECT_EQ(reception.Wait().sent, Sent::kNo);
  }
}

}  // namespace
}  // namespace smartcar_gateway
