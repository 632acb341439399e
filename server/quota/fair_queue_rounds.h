// RoundCounts: how many requests stand in each round of a fair queue.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_ROUNDS_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_ROUNDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace smartcar_gateway {

// A Fenwick tree bent to a ring: rounds count up for ever, and those in use at the same time lie
// within a window of the given length. Both operations take O(log window). Not thread-safe.
class RoundCounts {
 public:
  explicit RoundCounts(size_t window) {
    size_t size = 1;
    while (size < window) size *= 2;
    tree_.resize(size + 1);
    mask_ = size - 1;
  }

  void Add(uint64_t round, int by) {
    for (size_t i = (round & mask_) + 1; i < tree_.size(); i += Lowest(i)) tree_[i] += by;
    total_ += by;
  }

  // Of the rounds `first` to `last`, which includes both. `first` is not above any round in use.
  size_t Sum(uint64_t first, uint64_t last) const {
    const size_t begin = first & mask_;
    const size_t end = (last & mask_) + 1;
    if (begin < end) return static_cast<size_t>(Before(end) - Before(begin));
    return static_cast<size_t>(total_ - Before(begin) + Before(end));
  }

 private:
  static size_t Lowest(size_t i) { return i & (~i + 1); }

  // Of the places before `end`.
  int64_t Before(size_t end) const {
    int64_t sum = 0;
    for (size_t i = end; i > 0; i -= Lowest(i)) sum += tree_[i];
    return sum;
  }

  std::vector<int32_t> tree_;
  size_t mask_ = 0;
  int64_t total_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_ROUNDS_H_
