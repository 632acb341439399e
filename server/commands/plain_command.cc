// A command without a request_id.
#include "server/commands/plain_command.h"

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

// Kept alive by its turn, and by the transport once it is sent.
class PlainCommand : public std::enable_shared_from_this<PlainCommand> {
 public:
  PlainCommand(const CommandEnvironment& environment, HttpRequest request,
               std::shared_ptr<Cancellation> cancellation, HttpTransport::Done done)
      : environment_(environment),
        vehicle_id_(request.call->vehicle_id),
        ticket_(environment.turns.NewTicket()),
        cancellation_(std::move(cancellation)),
        request_(std::move(request)),
        done_(std::move(done)) {}

  void Wait() {
    SetTimer();
    cancellation_->SetHook([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->GiveUp(TransportError::kCancelled);
    });
    const bool waits = environment_.turns.Wait(vehicle_id_, ticket_,
                                               [self = shared_from_this()] { self->OnTurn(); });
    if (!waits) GiveUp(TransportError::kOverloaded);
  }

 private:
  void SetTimer() {
    if (request_.deadline == absl::InfiniteFuture()) return;
    const auto timer = environment_.executor.RunAfter(request_.deadline - environment_.clock.Now(),
                                                      [weak = weak_from_this()] {
                                                        if (const auto self = weak.lock())
                                                          self->GiveUp(TransportError::kTimedOut);
                                                      });
    MutexLock lock(&mutex_);
    timer_ = timer;
  }

  // Whoever gets `done` ends the wait.
  HttpTransport::Done EndWait() {
    HttpTransport::Done done;
    absl::optional<Executor::TaskId> timer;
    {
      MutexLock lock(&mutex_);
      done = std::move(done_);
      done_ = nullptr;
      timer = timer_;
    }
    if (done && timer.has_value()) environment_.executor.Cancel(*timer);
    return done;
  }

  void OnTurn() {
    HttpTransport::Done done = EndWait();
    if (!done) {  // given up
      environment_.turns.Done(vehicle_id_);
      return;
    }
    environment_.next.Start(
        std::move(request_), cancellation_,
        [self = shared_from_this(), done = std::move(done)](HttpResult result) mutable {
          self->environment_.turns.Done(self->vehicle_id_);
          std::move(done)(std::move(result));
        });
  }

  void GiveUp(TransportError error) {
    HttpTransport::Done done = EndWait();
    if (!done) return;
    // If its turn is coming already, OnTurn() finds nothing to do.
    environment_.turns.Withdraw(vehicle_id_, ticket_);
    std::move(done)(CommandError(error, Sent::kNo, kWaitedForVehicle));
  }

  const CommandEnvironment& environment_;
  const std::string vehicle_id_;
  const VehicleTurns::Ticket ticket_;
  const std::shared_ptr<Cancellation> cancellation_;
  HttpRequest request_;  // until it is sent, by the one turn there is
  Mutex mutex_;
  HttpTransport::Done done_ ABSL_GUARDED_BY(mutex_);  // null when it no longer waits
  absl::optional<Executor::TaskId> timer_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void StartPlainCommand(const CommandEnvironment& environment, HttpRequest request,
                       std::shared_ptr<Cancellation> cancellation, HttpTransport::Done done) {
  std::make_shared<PlainCommand>(environment, std::move(request), std::move(cancellation),
                                 std::move(done))
      ->Wait();
}

}  // namespace smartcar_gateway
