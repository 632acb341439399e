// Tests of Mutex and CondVar.
#include "server/base/mutex.h"

#include <thread>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(Mutex, WaiterSeesWhatTheSignallingThreadWrote) {
  Mutex mutex;
  CondVar changed;
  int value = 0;
  std::thread writer([&] {
    MutexLock lock(&mutex);
    value = 42;
    changed.SignalAll();
  });
  {
    MutexLock lock(&mutex);
    while (value == 0) changed.Wait(&mutex);
    EXPECT_EQ(value, 42);
  }
  writer.join();
}

}  // namespace
}  // namespace smartcar_gateway
