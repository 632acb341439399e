// Who fills the memory goes, and nobody else.
#include "server/listener/memory_guard.h"

#include <limits>
#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr size_t kLimit = 1000;
constexpr size_t kHalf = 500;

TEST(MemoryGuardTest, NobodyGoesBelowTheLimit) {
  MemoryGuard guard(kLimit);
  EXPECT_THAT(guard.Judge(0, {{1, 1'000'000}}), IsEmpty());
  EXPECT_THAT(guard.Judge(kHalf, {{1, 2'000'000}}), IsEmpty());
  EXPECT_THAT(guard.Judge(kLimit - 1, {{1, 9'000'000}}), IsEmpty());
}

TEST(MemoryGuardTest, WhoSentTheMostSinceMemoryWasHalfFullGoes) {
  MemoryGuard guard(kLimit);
  guard.Judge(kHalf, {{1, 1'000'000}, {2, 10}, {3, 0}});
  EXPECT_THAT(guard.Judge(kLimit, {{1, 1'000'100}, {2, 5000}, {3, 4000}, {4, 100}}),
              ElementsAre(2, 3));
}

TEST(MemoryGuardTest, WhatWasSentLongAgoDoesNotCount) {
  MemoryGuard guard(kLimit);
  guard.Judge(kHalf, {{1, 0}, {2, 0}});
  for (uint64_t i = 1; i <= 100; ++i) guard.Judge(kHalf, {{1, i * 1000}, {2, 0}});
  EXPECT_THAT(guard.Judge(kLimit, {{1, 101'000}, {2, 50'000}}), ElementsAre(2));
}

TEST(MemoryGuardTest, ThoseWhoGoAreGivenTimeToBeGone) {
  MemoryGuard guard(kLimit);
  EXPECT_THAT(guard.Judge(kLimit, {{1, 10}}), IsEmpty()) << "nothing has been sent since";
  EXPECT_THAT(guard.Judge(kLimit, {{1, 20}}), ElementsAre(1));
  EXPECT_THAT(guard.Judge(kLimit, {{2, 20}}), IsEmpty());
  int looks = 1;
  while (guard.Judge(kLimit, {{2, 20}}).empty()) ASSERT_LT(++looks, 10);
}

TEST(MemoryGuardTest, WhatWasSentInCalmTimesIsForgotten) {
  MemoryGuard guard(kLimit);
  guard.Judge(kHalf, {{1, 0}, {2, 0}});
  guard.Judge(0, {{1, 5000}, {2, 0}});
  guard.Judge(kHalf, {{1, 5000}, {2, 0}});
  EXPECT_THAT(guard.Judge(kLimit, {{1, 5000}, {2, 10}}), ElementsAre(2));
}

TEST(MemoryGuardTest, ANumberThatIsAnotherConnectionsCountsAnew) {
  MemoryGuard guard(kLimit);
  guard.Judge(kHalf, {{1, 5000}});
  EXPECT_THAT(guard.Judge(kLimit, {{1, 20}}), ElementsAre(1));
}

// AddressSanitizer has an allocator of its own, which keeps what is freed.
#ifndef __SANITIZE_ADDRESS__
TEST(MemoryInUseTest, GrowsAndShrinksWithTheHeap) {
  constexpr size_t kMegabytes = 64 << 20;
  const size_t before = MemoryInUse(0);
  EXPECT_GT(before, 0u);
  auto much = std::make_unique<char[]>(kMegabytes);  // and touched, as it is zeroed
  EXPECT_GT(MemoryInUse(0), before + kMegabytes / 2);
  much = nullptr;
  EXPECT_LT(MemoryInUse(0), before + kMegabytes / 2);
  EXPECT_GT(MemoryInUse(std::numeric_limits<size_t>::max()), 0u);
}
#endif  // __SANITIZE_ADDRESS__

}  // namespace
}  // namespace smartcar_gateway
