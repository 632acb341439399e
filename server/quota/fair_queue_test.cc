// FairQueue: commands first, callers in turn, and a full queue that keeps nobody out.
#include "server/quota/fair_queue.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using Rank = FairQueue::Rank;

// Names requests, so that orders can be read.
class NamedQueue {
 public:
  explicit NamedQueue(size_t max_length = 100) : queue(max_length) {}

  FairQueue::Ticket Push(const std::string& name, Rank rank = Rank::kRead) {
    const auto ticket = queue.Push(name.substr(0, 1), rank);
    names_[ticket] = name;
    return ticket;
  }
  std::vector<std::string> PopAll() {
    std::vector<std::string> order;
    while (const auto ticket = queue.Pop()) order.push_back(names_.at(*ticket));
    return order;
  }
  std::string Pop() { return names_.at(*queue.Pop()); }

  FairQueue queue;

 private:
  std::map<FairQueue::Ticket, std::string> names_;
};

TEST(FairQueue, CallersTakeTurnsAndEachKeepsItsOrder) {
  NamedQueue queue;
  for (const char* name : {"a1", "a2", "a3", "b1", "c1", "c2"}) queue.Push(name);
  EXPECT_THAT(queue.PopAll(), ElementsAre("a1", "b1", "c1", "a2", "c2", "a3"));
}

TEST(FairQueue, CommandsGoBeforeReadsWhateverTheCaller) {
  NamedQueue queue;
  queue.Push("a1");
  queue.Push("b1");
  queue.Push("a2", Rank::kCommand);
  queue.Push("a3", Rank::kCommand);
  queue.Push("c1", Rank::kCommand);
  EXPECT_THAT(queue.PopAll(), ElementsAre("a2", "c1", "a3", "a1", "b1"));
}

TEST(FairQueue, GreedyCallerWaitsBehindAModestOneWhoComesLater) {
  NamedQueue queue(20'000);
  for (int i = 0; i < 10'000; ++i) queue.Push("greedy");
  queue.Pop();
  for (int i = 0; i < 10; ++i) queue.Push("modest");
  int greedy = 0;
  int modest = 0;
  while (modest < 10) ++(queue.Pop() == "greedy" ? greedy : modest);
  EXPECT_LE(greedy, 11);
}

TEST(FairQueue, WhoComesBackAtOnceIsServedNoMoreOftenThanOthers) {
  NamedQueue queue;
  for (const char* name : {"a", "b", "b", "b", "c", "c", "c"}) queue.Push(name);
  std::map<std::string, int> served;
  for (int i = 0; i < 6; ++i) {
    const std::string name = queue.Pop();
    ++served[name];
    if (name == "a") queue.Push("a");
  }
  EXPECT_EQ(served["b"], 2);
  EXPECT_EQ(served["c"], 2);
}

TEST(FairQueue, WhoLeavesLetsItsOwnLaterRequestsMoveUp) {
  NamedQueue queue;
  const auto first = queue.Push("a1");
  queue.Push("a2");
  queue.Push("b1");
  queue.Push("b2");
  EXPECT_TRUE(queue.queue.Remove(first));
  EXPECT_FALSE(queue.queue.Remove(first)) << "a second time there is nobody to leave";
  EXPECT_THAT(queue.PopAll(), ElementsAre("a2", "b1", "b2"));
}

TEST(FairQueue, SaysHowManyWouldBeServedBefore) {
  NamedQueue queue;
  for (const char* name : {"a1", "a2", "a3", "b1", "b2"}) queue.Push(name);
  queue.Push("b3", Rank::kCommand);
  EXPECT_EQ(queue.queue.Ahead("c", Rank::kCommand), 1u);
  EXPECT_EQ(queue.queue.Ahead("c", Rank::kRead), 3u);  // b3, a1, b1
  EXPECT_EQ(queue.queue.Ahead("b", Rank::kRead), 6u);
  EXPECT_EQ(queue.queue.Ahead("a", Rank::kRead), 6u);
}

TEST(FairQueue, InAFullQueueTheLastInLineGivesWayToWhoeverComesBeforeIt) {
  NamedQueue queue(3);
  queue.Push("a1");
  queue.Push("a2");
  const auto last = queue.Push("a3");
  ASSERT_TRUE(queue.queue.full());
  EXPECT_FALSE(queue.queue.ToDisplace("a", Rank::kRead).has_value());
  EXPECT_EQ(queue.queue.ToDisplace("b", Rank::kRead), last);
  EXPECT_EQ(queue.queue.ToDisplace("a", Rank::kCommand), last) << "commands go before reads";
  queue.queue.Remove(last);
  queue.Push("b1");
  queue.queue.Remove(queue.queue.ToDisplace("c", Rank::kRead).value());
  queue.Push("c1");
  EXPECT_FALSE(queue.queue.ToDisplace("d", Rank::kRead).has_value())
      << "all would be of one round, and in it who waits already goes first";
  EXPECT_THAT(queue.PopAll(), ElementsAre("a1", "b1", "c1"));
}

TEST(FairQueue, ReadNeverDisplacesACommand) {
  NamedQueue queue(2);
  queue.Push("a1", Rank::kCommand);
  const auto last = queue.Push("a2", Rank::kCommand);
  EXPECT_FALSE(queue.queue.ToDisplace("b", Rank::kRead).has_value());
  EXPECT_EQ(queue.queue.ToDisplace("b", Rank::kCommand), last);
}

TEST(FairQueue, QueueWithoutPlacesIsAlwaysFull) {
  FairQueue queue(0);
  EXPECT_TRUE(queue.full());
  EXPECT_FALSE(queue.ToDisplace("a", Rank::kCommand).has_value());
  EXPECT_FALSE(queue.Pop().has_value());
}

// Against the plainest way to say the same.
class Model {
 public:
  struct Waiting {
    std::string caller;
    Rank rank;
    FairQueue::Ticket ticket;
  };

  void Push(const std::string& caller, Rank rank, FairQueue::Ticket ticket) {
    waiting_.push_back({caller, rank, ticket});
    auto& first = first_[{rank, caller}];
    if (Count(caller, rank) == 1) first = round_[rank] + 1;
  }

  // In the order of service.
  std::vector<Waiting> Order() const {
    std::vector<std::pair<std::tuple<Rank, uint64_t, FairQueue::Ticket>, Waiting>> keyed;
    std::map<std::pair<Rank, std::string>, uint64_t> next = first_;
    for (const Waiting& each : waiting_) {
      keyed.push_back({{each.rank, next[{each.rank, each.caller}]++, each.ticket}, each});
    }
    std::sort(keyed.begin(), keyed.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Waiting> order;
    for (const auto& entry : keyed) order.push_back(entry.second);
    return order;
  }

  void Pop() {
    const Waiting served = Order().front();
    uint64_t& first = first_[{served.rank, served.caller}];
    round_[served.rank] = first++;
    Remove(served.ticket);
  }

  void Remove(FairQueue::Ticket ticket) {
    waiting_.erase(std::find_if(waiting_.begin(), waiting_.end(),
                                [&](const Waiting& each) { return each.ticket == ticket; }));
  }

  const std::vector<Waiting>& waiting() const { return waiting_; }

 private:
  int Count(const std::string& caller, Rank rank) const {
    int count = 0;
    for (const Waiting& each : waiting_) count += each.caller == caller && each.rank == rank;
    return count;
  }

  std::vector<Waiting> waiting_;
  std::map<std::pair<Rank, std::string>, uint64_t> first_;
  std::map<Rank, uint64_t> round_;
};

TEST(FairQueue, DoesAsThePlainModelUnderAnyOrderOfSteps) {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const auto draw = [&random](int below) {
      return std::uniform_int_distribution<int>(0, below - 1)(random);
    };
    const size_t max_length = 1 + draw(20);
    const int callers = 1 + draw(5);
    FairQueue queue(max_length);
    Model model;
    for (int step = 0; step < 300; ++step) {
      const int what = draw(10);
      const std::string caller(1, static_cast<char>('a' + draw(callers)));
      const Rank rank = draw(4) == 0 ? Rank::kCommand : Rank::kRead;
      if (what < 5) {
        if (queue.full()) {
          const auto last = model.Order().back();
          const auto displaced = queue.ToDisplace(caller, rank);
          if (!displaced.has_value()) continue;
          ASSERT_EQ(*displaced, last.ticket);
          queue.Remove(*displaced);
          model.Remove(*displaced);
        }
        const size_t ahead = queue.Ahead(caller, rank);
        const auto ticket = queue.Push(caller, rank);
        model.Push(caller, rank, ticket);
        const auto order = model.Order();
        ASSERT_LT(ahead, order.size());
        ASSERT_EQ(order[ahead].ticket, ticket);
      } else if (what < 8) {
        const auto order = model.Order();
        const auto popped = queue.Pop();
        ASSERT_EQ(popped.has_value(), !order.empty());
        if (!popped.has_value()) continue;
        ASSERT_EQ(*popped, order.front().ticket);
        model.Pop();
      } else if (!model.waiting().empty()) {
        const auto leaving = model.waiting()[draw(static_cast<int>(model.waiting().size()))].ticket;
        ASSERT_TRUE(queue.Remove(leaving));
        model.Remove(leaving);
      }
      ASSERT_EQ(queue.size(), model.waiting().size());
    }
  }
}

}  // namespace
}  // namespace smartcar_gateway
