// Calls that take minutes wait without a thread of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "absl/strings/str_format.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using PendingLock = PendingCall<v1::LockDoorsRequest, v1::LockDoorsResponse>;

class SlowCallsTest : public GatewayTest {
 protected:
  // Starts calls that upstream holds until Finish: commands to so many cars, since those to one car
  // would wait for each other.
  static std::vector<std::unique_ptr<PendingLock>> Start(int count) {
    simulator().Queue({{"match", {{"path", kApi}}},
                       {"times", count},
                       {"hold", "slow"},
                       {"status", 200},
                       {"body", {{"data", {{"attributes", {{"status", "SUCCESS"}}}}}}}});
    std::vector<std::unique_ptr<PendingLock>> calls;
    for (int i = 0; i < count; ++i) {
      Car car = fleet().Charging();
      car.vehicle_id = absl::StrFormat("0f8fad5b-d9cb-469f-a165-%012d", ++cars_);
      calls.push_back(StartCall(vehicles().async(), &Vehicles::async::LockDoors,
                                For<v1::LockDoorsRequest>(car)));
    }
    EXPECT_TRUE(simulator().WaitForHeld("slow", count));
    return calls;
  }

  static void Finish(const std::vector<std::unique_ptr<PendingLock>>& calls) {
    simulator().Release("slow");
    for (const auto& call : calls) EXPECT_THAT(call->Wait().error, Succeeds());
  }

 private:
  static int cars_;
};

int SlowCallsTest::cars_ = 0;

TEST_F(SlowCallsTest, TwoHundredInFlightAddNoThread) {
  constexpr int kFew = 20;
  constexpr int kMany = 200;
  // The gRPC library has pools that grow to a size of their own with the first calls; that size
  // does not depend on how many calls wait, which is what counts.
  const auto few = Start(kFew);
  const int threads_few = gateway().process().threads();
  const long memory_few = gateway().process().resident_kilobytes();  // NOLINT(runtime/int)
  const auto many = Start(kMany - kFew);
  const int threads_many = gateway().process().threads();
  const long memory_many = gateway().process().resident_kilobytes();  // NOLINT(runtime/int)
  std::printf("calls in flight: %d, threads %d, memory %ld KB\n", kFew, threads_few, memory_few);
  std::printf("calls in flight: %d, threads %d, memory %ld KB\n", kMany, threads_many, memory_many);
  constexpr int kPools = 4;
  EXPECT_LE(threads_many, threads_few + kPools);
  EXPECT_LT(threads_many, kMany / 4);
  // They are in nobody's way.
  EXPECT_THAT(
      Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla())).error,
      Succeeds());
  for (const auto& call : few) EXPECT_FALSE(call->done());
  Finish(many);
  Finish(few);
}

}  // namespace
}  // namespace smartcar_gateway
