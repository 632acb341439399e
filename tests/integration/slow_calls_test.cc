// Calls that take minutes wait without a thread of their own, and in little memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

// The gRPC library has pools that grow to a size of their own with the first calls; that size does
// not depend on how many calls wait, which is what counts.
constexpr int kFew = 20;
constexpr int kMany = 10'000;
constexpr int kPools = 4;

class SlowCallsTest : public GatewayTest {
 protected:
  using PendingRead = PendingCall<v1::GetSignalRequest, v1::GetSignalResponse>;
  using Calls = std::vector<std::unique_ptr<PendingRead>>;

  // Lets that many requests for a signal wait for a Release("slow"), if it has a name, and answers
  // them: thousands of real cars would take the simulator too long.
  static void AnswerReads(int count, const std::string& hold) {
    Json fault = {{"match", {{"path", kApi}}},
                  {"times", count},
                  {"status", 200},
                  {"body", {{"data", {{"attributes", {{"body", {{"value", 62}}}}}}}}}};
    if (!hold.empty()) fault["hold"] = hold;
    simulator().Queue(fault);
  }

  // Starts calls about the cars from `first` to `last` - 1: each about another, since identical
  // reads would become one.
  static void Start(Vehicles& vehicles, int first, int last, Calls* calls) {
    CallOptions options;
    options.deadline = std::chrono::minutes(5);
    for (int car = first; car < last; ++car) {
      v1::GetSignalRequest request;
      request.set_user_id(fleet().Tesla().user_id);
      request.set_vehicle_id(absl::StrCat("car-", car));
      request.set_signal_code("tractionbattery-stateofcharge");
      calls->push_back(StartCall(vehicles.async(), &Vehicles::async::GetSignal, request, options));
    }
  }

  // The same, for upstream to hold until Release("slow").
  static Calls StartHeld(int first, int last) {
    // A lot at a time, so that on a busy machine none waits for a connection for too long.
    constexpr int kLot = 1000;
    Calls calls;
    while (first < last) {
      const int end = std::min(first + kLot, last);
      AnswerReads(end - first, "slow");
      Start(vehicles(), first, end, &calls);
      EXPECT_TRUE(simulator().WaitForHeld("slow", end));
      first = end;
    }
    return calls;
  }

  static void ExpectSuccess(const Calls& calls) {
    for (const auto& call : calls) ASSERT_THAT(call->Wait().error, Succeeds());
  }

  struct Figures {
    int threads;
    long kilobytes;  // NOLINT(runtime/int)
  };

  static Figures Measure(const Process& process, const std::string& what) {
    const Figures figures{process.threads(), process.resident_kilobytes()};
    std::printf("%s: threads %d, memory %ld KB\n", what.c_str(), figures.threads,
                figures.kilobytes);
    return figures;
  }

  static double PerCall(const Figures& few, const Figures& many, int more_calls) {
    const double kilobytes = static_cast<double>(many.kilobytes - few.kilobytes) / more_calls;
    std::printf("memory per call: %.1f KB\n", kilobytes);
    return kilobytes;
  }
};

TEST_F(SlowCallsTest, TenThousandInFlightAddNoThreadAndAreAllAnswered) {
  // Of these, the gRPC library takes 15 and libcurl 11.
  constexpr double kKilobytesPerCall = 34;
  const Calls few = StartHeld(0, kFew);
  const Figures before = Measure(gateway().process(), "20 calls in flight");
  const Calls many = StartHeld(kFew, kMany);
  const Figures after = Measure(gateway().process(), "10000 calls in flight");
  EXPECT_LE(after.threads, before.threads + kPools);
  EXPECT_LE(PerCall(before, after, kMany - kFew), kKilobytesPerCall);
  // They are in nobody's way.
  EXPECT_THAT(
      Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla())).error,
      Succeeds());
  for (const auto& call : few) EXPECT_FALSE(call->done());
  EXPECT_EQ(simulator().Release("slow"), kMany);
  ExpectSuccess(many);
  ExpectSuccess(few);
  // Most of what they took is given back; the answers are kept for a while.
  const long given_back = (after.kilobytes - before.kilobytes) / 2;  // NOLINT(runtime/int)
  EXPECT_TRUE(Eventually(
      [&] { return gateway().process().resident_kilobytes() <= after.kilobytes - given_back; }));
  Measure(gateway().process(), "all answered");
}

TEST_F(SlowCallsTest, CallsThatWaitToBeSentCostLessThanThoseInFlight) {
  constexpr double kKilobytesPerCall = 24;
  // Half of them, to be done long before the gateway gives up waiting for its token.
  constexpr int kWaiting = kMany / 2;
  simulator().Queue({{"match", {{"path", kTokenPath}}}, {"hold", "token"}});
  AnswerReads(kWaiting, "");
  const auto gateway = Gateway::Start(simulator());
  const auto stub = v1::VehicleService::NewStub(gateway->NewChannel());
  // Refused by the gateway itself, after all that its connection brought before.
  const auto wait_until_all_have_arrived = [&] {
    EXPECT_EQ(Call(*stub, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  };
  Calls calls;
  Start(*stub, 0, kFew, &calls);
  wait_until_all_have_arrived();
  const Figures before = Measure(gateway->process(), "20 calls waiting for a token");
  Start(*stub, kFew, kWaiting, &calls);
  wait_until_all_have_arrived();
  const Figures after = Measure(gateway->process(), "5000 calls waiting for a token");
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
  EXPECT_LE(after.threads, before.threads + kPools);
  EXPECT_LE(PerCall(before, after, kWaiting - kFew), kKilobytesPerCall);
  simulator().Release("token");
  ExpectSuccess(calls);
}

}  // namespace
}  // namespace smartcar_gateway
