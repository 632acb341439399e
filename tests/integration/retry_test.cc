// Reads are tried again, within limits; commands never.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

// Short pauses; no breaker, which is another matter.
Json Retries(Json retry = Json::object()) {
  Json config = {{"retry", {{"initial_backoff", "1ms"}, {"max_backoff", "5s"}}},
                 {"breaker", {{"failures", 0}}}};
  config["retry"].update(retry);
  return config;
}

class RetryTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = Retries({{"budget_reserve", 1000}});
    StartSuite({}, options);
  }

  void TearDown() override { simulator().ClearFaults(); }

  static RichError Read(const CallOptions& options = {}) {
    return Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla()),
                options)
        .error;
  }

  static void QueueForRead(Json fault) {
    fault["match"] = {{"method", "GET"}, {"path", kApi}};
    simulator().Queue(fault);
  }

  static int Requests() { return simulator().Count({"", kApi}); }
};

TEST_F(RetryTest, TwoFailuresAreNotTheCallersToSee) {
  for (const int status : {500, 502, 503, 504}) {
    simulator().ClearRecord();
    QueueForRead({{"status", status}, {"body", "<html>"}, {"times", 2}});
    EXPECT_THAT(Read(), Succeeds());
    EXPECT_EQ(Requests(), 3);
  }
  std::printf("503, 503, 200: %d requests, one answer\n", Requests());
}

TEST_F(RetryTest, TheThirdFailureIs) {
  QueueForRead({{"status", 503}, {"body", ""}, {"times", -1}});
  EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  EXPECT_EQ(Requests(), 3);
}

TEST_F(RetryTest, BrokenConnectionsAreNotTheCallersToSee) {
  for (const char* point : {"before", "after", "after_headers", "mid_body"}) {
    for (const char* kind : {"reset", "close", "stream_reset"}) {
      SCOPED_TRACE(std::string(point) + " " + kind);
      ASSERT_THAT(Read(), Succeeds());
      QueueForRead({{"break", point}, {"break_kind", kind}});
      EXPECT_THAT(Read(), Succeeds());
    }
  }
}

TEST_F(RetryTest, LongRetryAfterReachesTheCallerAtOnce) {
  QueueForRead(
      {{"status", 503}, {"headers", {{"retry-after", "3600"}}}, {"body", ""}, {"times", -1}});
  const RichError error = Read();
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  ASSERT_TRUE(error.retry_info.has_value());
  EXPECT_EQ(error.retry_info->retry_delay().seconds(), 3600);
  EXPECT_EQ(error.pushback, "3600000");
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RetryTest, RetryAfterBeyondTheDeadlineReachesTheCallerAtOnce) {
  QueueForRead({{"status", 503}, {"headers", {{"retry-after", "4"}}}, {"body", ""}, {"times", -1}});
  CallOptions options;
  options.deadline = std::chrono::milliseconds(3900);
  const RichError error = Read(options);
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  EXPECT_EQ(error.pushback, "4000");
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RetryTest, ALimitIsTriedAgainOnlyIfItSaysWhenAndSoon) {
  const Json limit = {{"errors", {{{"type", "RATE_LIMIT"}, {"code", "VEHICLE"}}}}};
  QueueForRead({{"status", 429}, {"headers", {{"retry-after", "0"}}}, {"body", limit}});
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(Requests(), 2);
  simulator().ClearRecord();
  QueueForRead({{"status", 429}, {"headers", {{"retry-after", ""}}}, {"body", limit}});
  EXPECT_THAT(Read(), FailsWith(grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RetryTest, WhatSomebodyMustActOnIsNotTriedAgain) {
  QueueForRead({{"status", 500},
                {"body",
                 {{"errors",
                   {{{"type", "SERVER"},
                     {"code", "INTERNAL"},
                     {"resolution", {{"type", "CONTACT_SUPPORT"}}}}}}}}});
  EXPECT_THAT(Read(), FailsWith(grpc::INTERNAL, "UPSTREAM_INTERNAL"));
  EXPECT_EQ(Requests(), 1);
}

TEST_F(RetryTest, CommandsAreNeverTriedAgain) {
  const Car car = fleet().Tesla();
  for (Json fault : std::vector<Json>{{{"status", 503}, {"body", ""}},
                                      {{"status", 429}, {"headers", {{"retry-after", "0"}}}},
                                      {{"break", "before"}},
                                      {{"break", "after"}}}) {
    SCOPED_TRACE(fault.dump());
    // The connection may have been broken by the round before.
    ASSERT_THAT(Read(), Succeeds());
    simulator().ClearRecord();
    fault["match"] = {{"method", "POST"}, {"path", kApi}};
    simulator().Queue(fault);
    EXPECT_NE(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error.code,
              grpc::OK);
    EXPECT_EQ(simulator().Count({"POST", kApi}), 1);
  }
}

TEST(RetryBudgetTest, WhenItIsUsedUpEachReadIsSentOnce) {
  constexpr int kReads = 50;
  constexpr int kReserve = 3;
  const auto simulator = Simulator::Start();
  GatewayOptions options;
  options.config = Retries({{"budget_percent", 0}, {"budget_reserve", kReserve}});
  const auto started = std::chrono::steady_clock::now();
  const auto gateway = Gateway::Start(*simulator, options);
  const auto vehicles = v1::VehicleService::NewStub(gateway->NewChannel());
  const Car car = Fleet(*simulator).BrandNew();
  simulator->Queue({{"match", {{"path", kApi}}}, {"times", -1}, {"status", 503}, {"body", ""}});
  for (int i = 0; i < kReads; ++i) {
    EXPECT_EQ(Call(*vehicles, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car)).error.code,
              grpc::UNAVAILABLE);
  }
  // The reserve comes back within a minute; a very slow machine must not fail this.
  const auto elapsed = std::chrono::steady_clock::now() - started;
  const int refilled = static_cast<int>(kReserve * (elapsed / std::chrono::duration<double>(60)));
  const int requests = simulator->Count({"", kApi});
  EXPECT_GE(requests, kReads + kReserve);
  EXPECT_LE(requests, kReads + kReserve + refilled);
  std::printf("%d failing reads with %d further attempts in the budget: %d requests\n", kReads,
              kReserve, requests);
}

}  // namespace
}  // namespace smartcar_gateway
