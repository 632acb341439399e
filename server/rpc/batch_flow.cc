// Implementation of BatchFlow.
#include "server/rpc/batch_flow.h"

#include <utility>

namespace smartcar_gateway {

BatchFlow::BatchFlow(int items, int max_concurrency)
    : items_(items), max_concurrency_(static_cast<size_t>(max_concurrency)) {}

BatchFlow::Todo BatchFlow::Begin() {
  MutexLock lock(&mutex_);
  begun_ = true;
  return Next();
}

BatchFlow::Todo BatchFlow::Answered(int index, std::unique_ptr<Answer> answer) {
  MutexLock lock(&mutex_);
  in_flight_.erase(index);
  if (phase_ == Phase::kRunning) unwritten_.push_back(std::move(answer));
  return Next();
}

BatchFlow::Todo BatchFlow::Written() {
  MutexLock lock(&mutex_);
  unwritten_.pop_front();
  writing_ = false;
  return Next();
}

BatchFlow::Todo BatchFlow::Stop(absl::Status verdict) {
  MutexLock lock(&mutex_);
  if (phase_ != Phase::kRunning) return Todo();
  return End(Phase::kStopped, std::move(verdict));
}

BatchFlow::Todo BatchFlow::Abandon(absl::Status verdict) {
  MutexLock lock(&mutex_);
  if (phase_ == Phase::kAbandoned || phase_ == Phase::kFinished) return Todo();
  // gRPC still reads the answer that it is writing.
  unwritten_.resize(writing_ ? 1 : 0);
  return End(Phase::kAbandoned, std::move(verdict));
}

BatchFlow::Todo BatchFlow::End(Phase phase, absl::Status verdict) {
  if (phase_ == Phase::kRunning) verdict_ = std::move(verdict);
  phase_ = phase;
  Todo todo = Next();
  for (const auto& call : in_flight_) todo.cancel.push_back(call.second);
  return todo;
}

bool BatchFlow::HasFreeSlot() const {
  return in_flight_.size() + unwritten_.size() < max_concurrency_;
}

BatchFlow::Todo BatchFlow::Next() {
  Todo todo;
  if (!writing_ && !unwritten_.empty()) {
    writing_ = true;
    todo.write = unwritten_.front().get();
  }
  while (begun_ && phase_ == Phase::kRunning && next_ < items_ && HasFreeSlot()) {
    auto cancellation = std::make_shared<Cancellation>();
    in_flight_.emplace(next_, cancellation);
    todo.start.push_back({next_++, std::move(cancellation)});
  }
  const bool nothing_to_come = phase_ == Phase::kStopped || phase_ == Phase::kAbandoned ||
                               (phase_ == Phase::kRunning && next_ == items_);
  if (begun_ && nothing_to_come && in_flight_.empty() && unwritten_.empty()) {
    phase_ = Phase::kFinished;
    todo.finish = verdict_;
  }
  return todo;
}

}  // namespace smartcar_gateway
