// Tests of Cancellation.
#include "server/base/cancellation.h"

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(Cancellation, RunsTheLatestHookOnce) {
  Cancellation cancellation;
  int first = 0;
  int second = 0;
  cancellation.SetHook([&] { ++first; });
  cancellation.SetHook([&] { ++second; });
  cancellation.Cancel();
  cancellation.Cancel();
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
  EXPECT_TRUE(cancellation.cancelled());
}

TEST(Cancellation, HookSetAfterTheCancelRunsAtOnce) {
  Cancellation cancellation;
  cancellation.Cancel();
  int calls = 0;
  cancellation.SetHook([&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace smartcar_gateway
