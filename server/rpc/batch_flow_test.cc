// Tests of BatchFlow: bounds, order and ending, under chosen, random and concurrent interleavings.
#include "server/rpc/batch_flow.h"

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "gtest/gtest.h"
#include "server/base/cancellation.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

using Todo = BatchFlow::Todo;

std::unique_ptr<BatchFlow::Answer> AnswerOf(int index) {
  auto answer = std::make_unique<BatchFlow::Answer>();
  answer->set_index(index);
  return answer;
}

Todo Answer(BatchFlow& flow, int index) { return flow.Answered(index, AnswerOf(index)); }

std::vector<int> Started(const Todo& todo) {
  std::vector<int> indices;
  for (const BatchFlow::Start& start : todo.start) indices.push_back(start.index);
  return indices;
}

int Writing(const Todo& todo) { return todo.write == nullptr ? -1 : todo.write->index(); }

bool Nothing(const Todo& todo) {
  return todo.start.empty() && todo.write == nullptr && todo.cancel.empty() &&
         !todo.finish.has_value();
}

TEST(BatchFlow, StartsNoMoreThanItsSlots) {
  BatchFlow flow(5, 2);
  EXPECT_EQ(Started(flow.Begin()), (std::vector<int>{0, 1}));
}

TEST(BatchFlow, StartsNoMoreThanThereAre) {
  BatchFlow flow(1, 8);
  EXPECT_EQ(Started(flow.Begin()), std::vector<int>{0});
}

TEST(BatchFlow, ASlotIsFreeOnlyWhenItsAnswerIsWritten) {
  BatchFlow flow(5, 2);
  flow.Begin();
  const Todo answered = Answer(flow, 1);
  EXPECT_EQ(Writing(answered), 1);
  EXPECT_TRUE(answered.start.empty()) << "nobody has read the first answer yet";
  EXPECT_TRUE(Nothing(Answer(flow, 0))) << "one write at a time";
  const Todo written = flow.Written();
  EXPECT_EQ(Writing(written), 0);
  EXPECT_EQ(Started(written), std::vector<int>{2});
}

TEST(BatchFlow, AnswersAreWrittenInTheOrderTheyCome) {
  BatchFlow flow(3, 3);
  flow.Begin();
  EXPECT_EQ(Writing(Answer(flow, 2)), 2);
  Answer(flow, 0);
  Answer(flow, 1);
  EXPECT_EQ(Writing(flow.Written()), 0);
  EXPECT_EQ(Writing(flow.Written()), 1);
  EXPECT_EQ(flow.Written().finish, absl::OkStatus());
}

TEST(BatchFlow, FinishesOnceAndAfterTheLastWrite) {
  BatchFlow flow(1, 1);
  flow.Begin();
  EXPECT_FALSE(Answer(flow, 0).finish.has_value());
  EXPECT_EQ(flow.Written().finish, absl::OkStatus());
  EXPECT_TRUE(Nothing(flow.Stop(absl::UnknownError("late"))));
  EXPECT_TRUE(Nothing(flow.Abandon(absl::CancelledError("late"))));
}

TEST(BatchFlow, StopAbortsWhatIsInFlightAndStartsNothing) {
  BatchFlow flow(9, 3);
  const Todo begun = flow.Begin();
  Answer(flow, 0);
  Answer(flow, 1);
  const Todo stopped = flow.Stop(absl::DeadlineExceededError("late"));
  ASSERT_EQ(stopped.cancel.size(), 1u);
  EXPECT_EQ(stopped.cancel[0], begun.start[2].cancellation);
  EXPECT_TRUE(stopped.start.empty());
  EXPECT_TRUE(Nothing(Answer(flow, 2))) << "the aborted call tells nothing";
  const Todo first = flow.Written();
  EXPECT_EQ(Writing(first), 1) << "what was answered before is still written";
  EXPECT_TRUE(first.start.empty());
  EXPECT_EQ(flow.Written().finish, absl::DeadlineExceededError("late"));
}

TEST(BatchFlow, AbandonWritesNothingMoreAndWaitsForWhatIsUnderWay) {
  BatchFlow flow(9, 3);
  flow.Begin();
  const Todo answered = Answer(flow, 0);
  Answer(flow, 1);
  const Todo abandoned = flow.Abandon(absl::CancelledError("gone"));
  EXPECT_EQ(abandoned.cancel.size(), 1u);
  EXPECT_EQ(Writing(answered), 0) << "gRPC still reads it";
  EXPECT_TRUE(Nothing(flow.Written())) << "a call is still in flight";
  EXPECT_EQ(Answer(flow, 2).finish, absl::CancelledError("gone"));
}

TEST(BatchFlow, AbandonedBeforeTheBeginningFinishesWithIt) {
  BatchFlow flow(3, 2);
  EXPECT_TRUE(Nothing(flow.Abandon(absl::CancelledError("gone"))));
  EXPECT_EQ(flow.Begin().finish, absl::CancelledError("gone"));
}

TEST(BatchFlow, TheFirstVerdictCounts) {
  BatchFlow flow(3, 1);
  flow.Begin();
  EXPECT_EQ(flow.Stop(absl::DeadlineExceededError("late")).cancel.size(), 1u);
  EXPECT_TRUE(Nothing(flow.Stop(absl::UnknownError("later"))));
  EXPECT_EQ(flow.Abandon(absl::CancelledError("gone")).cancel.size(), 1u);
  EXPECT_TRUE(Nothing(flow.Abandon(absl::CancelledError("gone twice"))));
  EXPECT_EQ(Answer(flow, 0).finish, absl::DeadlineExceededError("late"));
}

TEST(BatchFlow, StopBeforeTheBeginningRefuses) {
  BatchFlow flow(0, 1);
  EXPECT_TRUE(Nothing(flow.Stop(absl::InvalidArgumentError("none"))));
  EXPECT_EQ(flow.Begin().finish, absl::InvalidArgumentError("none"));
}

// What a run of a batch must keep to, whatever happens in which order.
class Watched {
 public:
  Watched(int items, int slots)
      : items_(static_cast<size_t>(items)),
        slots_(static_cast<size_t>(slots)),
        flow_(items, slots) {}

  void Take(const Todo& todo) {
    EXPECT_FALSE(finished_) << "nothing comes after the end";
    for (const BatchFlow::Start& start : todo.start) {
      EXPECT_FALSE(ending_) << "nothing starts after the stop";
      EXPECT_TRUE(started_.insert(start.index).second) << "each starts once";
      in_flight_.push_back(start.index);
    }
    EXPECT_LE(started_.size() - written_.size(), slots_);
    if (todo.write != nullptr) {
      EXPECT_EQ(writing_, nullptr) << "one write at a time";
      EXPECT_FALSE(abandoned_);
      EXPECT_EQ(todo.write->index(), answered_[written_.size()]) << "in the order they came";
      writing_ = todo.write;
    }
    if (todo.finish.has_value()) {
      EXPECT_TRUE(in_flight_.empty());
      EXPECT_EQ(writing_, nullptr);
      finished_ = true;
      if (todo.finish->ok()) {
        EXPECT_EQ(written_.size(), items_);
      }
    }
  }

  void Begin() { Take(flow_.Begin()); }

  void AnswerOne(size_t which) {
    const int index = in_flight_[which % in_flight_.size()];
    in_flight_.erase(in_flight_.begin() + static_cast<int>(which % in_flight_.size()));
    answered_.push_back(index);
    Take(Answer(flow_, index));
  }

  void Written() {
    EXPECT_TRUE(written_.insert(writing_->index()).second) << "each is written once";
    writing_ = nullptr;
    Take(flow_.Written());
  }

  void Stop() {
    ending_ = true;
    Take(flow_.Stop(absl::DeadlineExceededError("late")));
  }

  void Abandon() {
    ending_ = abandoned_ = true;
    Take(flow_.Abandon(absl::CancelledError("gone")));
  }

  bool finished() const { return finished_; }
  bool ending() const { return ending_; }
  size_t in_flight() const { return in_flight_.size(); }
  bool writing() const { return writing_ != nullptr; }

 private:
  const size_t items_;
  const size_t slots_;
  BatchFlow flow_;
  std::set<int> started_;
  std::set<int> written_;
  std::vector<int> in_flight_;
  std::vector<int> answered_;
  const BatchFlow::Answer* writing_ = nullptr;
  bool ending_ = false;
  bool abandoned_ = false;
  bool finished_ = false;
};

TEST(BatchFlow, EveryRandomOrderKeepsTheRules) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Watched batch(1 + static_cast<int>(random() % 12), 1 + static_cast<int>(random() % 5));
    batch.Begin();
    int steps = 0;
    while (!batch.finished()) {
      ASSERT_LT(++steps, 1000) << "it never ends";
      const unsigned dice = random() % 40;
      if (dice == 0 && !batch.ending()) {
        batch.Stop();
      } else if (dice == 1) {
        batch.Abandon();
      } else if (dice % 2 == 0 && batch.in_flight() > 0) {
        batch.AnswerOne(random());
      } else if (batch.writing()) {
        batch.Written();
      }
    }
  }
}

// A batch whose calls and writes end on threads of their own.
class Threads {
 public:
  Threads(int items, int slots) : flow_(items, slots) {}

  absl::Status Run(int threads) {
    std::vector<std::thread> pool;
    Do(flow_.Begin());
    for (int i = 0; i < threads; ++i) pool.emplace_back([this] { Work(); });
    for (std::thread& thread : pool) thread.join();
    MutexLock lock(&mutex_);
    return *verdict_;
  }

  void AbandonAfter(int writes) { abandon_after_ = writes; }
  int written() const { return written_; }
  int most_in_flight() {
    MutexLock lock(&mutex_);
    return most_in_flight_;
  }

 private:
  void Do(Todo todo) {
    MutexLock lock(&mutex_);
    if (todo.write != nullptr) {
      EXPECT_EQ(writing_, nullptr);
      writing_ = todo.write;
    }
    for (const BatchFlow::Start& start : todo.start) {
      in_flight_.push_back(start);
      most_in_flight_ = std::max(most_in_flight_, ++occupied_);
    }
    if (todo.finish.has_value()) {
      EXPECT_FALSE(verdict_.has_value());
      verdict_ = todo.finish;
    }
    changed_.SignalAll();
  }

  void Work() {
    for (;;) {
      const BatchFlow::Answer* written = nullptr;
      int index = -1;
      {
        MutexLock lock(&mutex_);
        while (!verdict_.has_value() && writing_ == nullptr && in_flight_.empty()) {
          changed_.Wait(&mutex_);
        }
        if (verdict_.has_value()) return;
        if (writing_ != nullptr) {
          std::swap(written, writing_);
          --occupied_;
        } else {
          index = in_flight_.back().index;
          in_flight_.pop_back();
        }
      }
      if (written != nullptr) {
        if (++written_ == abandon_after_) Do(flow_.Abandon(absl::CancelledError("gone")));
        Do(flow_.Written());
      } else {
        Do(Answer(flow_, index));
      }
    }
  }

  BatchFlow flow_;
  int abandon_after_ = -1;
  int written_ = 0;  // writes follow one another
  Mutex mutex_;
  CondVar changed_;
  std::vector<BatchFlow::Start> in_flight_ ABSL_GUARDED_BY(mutex_);
  const BatchFlow::Answer* writing_ ABSL_GUARDED_BY(mutex_) = nullptr;
  int occupied_ ABSL_GUARDED_BY(mutex_) = 0;
  int most_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::optional<absl::Status> verdict_ ABSL_GUARDED_BY(mutex_);
};

TEST(BatchFlow, ManyThreadsWriteEverythingOnceWithinTheSlots) {
  Threads batch(2000, 7);
  EXPECT_EQ(batch.Run(6), absl::OkStatus());
  EXPECT_EQ(batch.written(), 2000);
  EXPECT_EQ(batch.most_in_flight(), 7);
}

TEST(BatchFlow, ManyThreadsEndWhenAbandoned) {
  Threads batch(2000, 7);
  batch.AbandonAfter(100);
  EXPECT_EQ(batch.Run(6), absl::CancelledError("gone"));
  EXPECT_EQ(batch.written(), 100);
}

}  // namespace
}  // namespace smartcar_gateway
