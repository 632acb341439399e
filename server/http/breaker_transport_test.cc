// Tests of BreakerTransport.
#include "server/http/breaker_transport.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

constexpr char kHost[] = "https://vehicle.example:8443";

class BreakerTransportTest : public ::testing::Test {
 protected:
  static CircuitBreaker::Options Options() {
    CircuitBreaker::Options options;
    options.failures = 2;
    options.initial_pause = absl::Seconds(4);
    return options;
  }

  HttpResult Call(const std::string& url, Replay replay = Replay::kAllowed) {
    HttpRequest request;
    request.url = url;
    request.replay = replay;
    HttpResult got;
    transport_.Start(std::move(request), std::make_shared<Cancellation>(),
                     [&got](HttpResult result) { got = std::move(result); });
    return got;
  }

  void Open() {
    for (int i = 0; i < 2; ++i) {
      wire_.Script(Failure(TransportError::kConnectFailed, Sent::kNo, "connection refused"));
      Call(absl::StrCat(kHost, "/v3/a"));
    }
  }

  FakeClock clock_;
  FakeHttpTransport wire_;
  std::vector<BreakerEvent> events_;
  BreakerTransport transport_{Options(), clock_, [] { return 0.0; },
                              [this](const BreakerEvent& event) { events_.push_back(event); },
                              wire_};
};

TEST_F(BreakerTransportTest, OpenItRefusesReadsAndCommandsUnsentAndSaysWhenToComeBack) {
  Open();
  for (const Replay replay : {Replay::kAllowed, Replay::kOnce}) {
    const HttpResult refused = Call(absl::StrCat(kHost, "/v3/b?c=d"), replay);
    EXPECT_EQ(refused.error, TransportError::kCircuitOpen);
    EXPECT_EQ(refused.sent, Sent::kNo);
    EXPECT_EQ(refused.retry_after, absl::Seconds(4));
    EXPECT_NE(refused.message.find(kHost), std::string::npos);
    EXPECT_EQ(refused.message.find("v3"), std::string::npos);
  }
  EXPECT_EQ(wire_.started().size(), 2u);
}

TEST_F(BreakerTransportTest, OtherHostsAreNotConcerned) {
  Open();
  wire_.Script(Reply(200, ""));
  EXPECT_EQ(Call("https://management.example/v3").response.status, 200);
  wire_.Script(Reply(200, ""));
  EXPECT_EQ(Call("https://vehicle.example/v3").response.status, 200) << "another port";
  EXPECT_EQ(Call(kHost).error, TransportError::kCircuitOpen);
}

TEST_F(BreakerTransportTest, OpeningAndClosingAreTold) {
  Open();
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, BreakerEvent::Kind::kOpened);
  EXPECT_EQ(events_[0].host, kHost);
  EXPECT_EQ(events_[0].failures_in_a_row, 2);
  EXPECT_EQ(events_[0].last_failure, "connection refused");
  EXPECT_EQ(events_[0].first_pause, absl::Seconds(4));
  clock_.Advance(absl::Seconds(4));
  wire_.Script(Reply(503, ""));
  EXPECT_EQ(Call(kHost).response.status, 503);
  EXPECT_EQ(events_.size(), 1u);
  clock_.Advance(absl::Seconds(8));
  wire_.Script(Reply(404, ""));
  EXPECT_EQ(Call(kHost).response.status, 404);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, BreakerEvent::Kind::kClosed);
  EXPECT_EQ(events_[1].host, kHost);
}

TEST_F(BreakerTransportTest, ItIsClosedForTheCallThatItsProbesAnswerBringsAbout) {
  Open();
  clock_.Advance(absl::Seconds(4));
  wire_.Script(Reply(200, ""));
  wire_.Script(Reply(200, ""));
  HttpResult second;
  HttpRequest request;
  request.url = kHost;
  transport_.Start(request, std::make_shared<Cancellation>(),
                   [&](HttpResult) { second = Call(kHost); });
  EXPECT_EQ(second.response.status, 200);
}

TEST_F(BreakerTransportTest, HostsBeyondTheBoundPass) {
  for (int i = 0; i < 100; ++i) {
    for (int call = 0; call < 3; ++call) {
      wire_.Script(Reply(503, ""));
      Call(absl::StrCat("https://host-", i, "/"));
    }
  }
  EXPECT_EQ(events_.size(), 32u);
  EXPECT_EQ(wire_.started().size(), 32u * 2 + 68u * 3);
}

}  // namespace
}  // namespace smartcar_gateway
