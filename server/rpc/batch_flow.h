// BatchFlow: which calls of a batch to start, which answer to write, and when all is over.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_BATCH_FLOW_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_BATCH_FLOW_H_

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "server/base/cancellation.h"
#include "server/base/mutex.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// The policy of one batch, without I/O, clock or gRPC. Each item holds one of `max_concurrency`
// slots from its start until its answer has been written, so what is in flight and what waits to be
// written are bounded together, and a reader that is slow slows the calls down. Answers are written
// in the order they come, one at a time.
//
// Its user reports what happened and does what the Todo says, with no lock held. Thread-safe:
// events may come from many threads at once, also from within the doing of a Todo.
class BatchFlow {
 public:
  using Answer = smartcar::gateway::v1::BatchGetSignalsResponse;

  struct Start {
    int index;  // of the item
    std::shared_ptr<Cancellation>
        cancellation;  // for its call; may be cancelled before that starts
  };

  // Whoever gets it must do all of it. Only one Todo has `finish`, it has nothing else, and no Todo
  // comes after it. As long as one thing is left to do, the batch cannot finish.
  struct Todo {
    std::vector<Start> start;
    const Answer* write = nullptr;  // stays valid until Written()
    std::vector<std::shared_ptr<Cancellation>> cancel;
    absl::optional<absl::Status> finish;
  };

  // `items` from 0, `max_concurrency` from 1.
  BatchFlow(int items, int max_concurrency);

  // Starts the calls. Stop() and Abandon() may come before it: then it is this that finishes.
  Todo Begin();
  // The call of this started item has ended. Once the batch is stopped or abandoned, the answer is
  // dropped.
  Todo Answered(int index, std::unique_ptr<Answer> answer);
  // The write that was asked for has ended, well or not.
  Todo Written();
  // Starts nothing more and aborts what is in flight. What was answered before is still written;
  // then the batch finishes with `verdict`. Only the first verdict counts.
  Todo Stop(absl::Status verdict);
  // The same, but nothing is written any more: nobody reads.
  Todo Abandon(absl::Status verdict);

 private:
  enum class Phase { kRunning, kStopped, kAbandoned, kFinished };

  Todo Next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Todo End(Phase phase, absl::Status verdict) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasFreeSlot() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int items_;
  const size_t max_concurrency_;
  Mutex mutex_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kRunning;
  absl::Status verdict_ ABSL_GUARDED_BY(mutex_);
  int next_ ABSL_GUARDED_BY(mutex_) = 0;  // the first item not started
  std::map<int, std::shared_ptr<Cancellation>> in_flight_ ABSL_GUARDED_BY(mutex_);
  // The front is being written if `writing_`.
  std::deque<std::unique_ptr<Answer>> unwritten_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_BATCH_FLOW_H_
