// Tests of ThreadExecutor on its real thread.
#include "server/base/thread_executor.h"

#include <future>
#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(ThreadExecutor, RunsTasksInTheOrderTheyAreDue) {
  std::vector<int> order;
  std::promise<void> done;
  ThreadExecutor executor;
  executor.RunAfter(absl::Milliseconds(20), [&] {
    order.push_back(2);
    done.set_value();
  });
  executor.RunAfter(absl::ZeroDuration(), [&] { order.push_back(1); });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(ThreadExecutor, CancelledTaskNeverRunsAndIsDestroyed) {
  auto witness = std::make_shared<int>(0);
  ThreadExecutor executor;
  const auto id = executor.RunAfter(absl::Hours(1), [witness] { ++*witness; });
  EXPECT_TRUE(executor.Cancel(id));
  EXPECT_FALSE(executor.Cancel(id));
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(*witness, 0);
}

TEST(ThreadExecutor, TaskThatRanCannotBeCancelled) {
  std::promise<void> done;
  ThreadExecutor executor;
  const auto id = executor.RunAfter(absl::ZeroDuration(), [&] { done.set_value(); });
  done.get_future().wait();
  EXPECT_FALSE(executor.Cancel(id));
}

TEST(ThreadExecutor, DestructionDropsTasksThatAreNotDue) {
  auto witness = std::make_shared<int>(0);
  {
    ThreadExecutor executor;
    executor.RunAfter(absl::InfiniteDuration(), [witness] { ++*witness; });
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(*witness, 0);
}

}  // namespace
}  // namespace smartcar_gateway
