// Calling RPCs through generated stubs.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_RPC_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_RPC_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "tests/support/rich_error.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {

// A call that its caller would wait for for ever.
inline constexpr auto kNoDeadline = std::chrono::milliseconds::max();

struct CallOptions {
  // Far beyond any test, so that a gateway that never answers fails the test and not the machine.
  std::chrono::milliseconds deadline = kPatience;
  std::multimap<std::string, std::string> metadata;
};

template <typename Response>
struct Reply {
  Response response;
  RichError error;  // Succeeds() if the RPC did
};

inline void Prepare(const CallOptions& options, grpc::ClientContext* context) {
  if (options.deadline != kNoDeadline) {
    context->set_deadline(std::chrono::system_clock::now() + options.deadline);
  }
  for (const auto& [key, value] : options.metadata) context->AddMetadata(key, value);
}

inline RichError ReadError(const grpc::ClientContext& context, const grpc::Status& status) {
  std::optional<std::string> pushback;
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto it = trailers.find("grpc-retry-pushback-ms");
  if (it != trailers.end()) pushback = std::string(it->second.data(), it->second.size());
  return ParseRichError(status, std::move(pushback));
}

// Call(vehicles, &Vehicles::LockDoors, request)
template <typename Stub, typename Request, typename Response>
Reply<Response> Call(Stub& stub,
                     grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                     const Request& request, const CallOptions& options = {}) {
  grpc::ClientContext context;
  Prepare(options, &context);
  Reply<Response> reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply.response);
  reply.error = ReadError(context, status);
  return reply;
}

// An RPC under way, without a thread of its own. The destructor cancels and waits.
template <typename Request, typename Response>
class PendingCall {
 public:
  // `Async` is the stub's class `async`.
  template <typename Async>
  PendingCall(Async* stub,
              void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                                    std::function<void(grpc::Status)>),
              Request request, const CallOptions& options)
      : request_(std::move(request)) {
    Prepare(options, &context_);
    (stub->*method)(&context_, &request_, &reply_.response,
                    [this](grpc::Status status) { Done(status); });
  }

  ~PendingCall() {
    context_.TryCancel();
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }
  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;

  void Cancel() { context_.TryCancel(); }

  bool done() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return done_;
  }

  const Reply<Response>& Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
    return reply_;
  }

 private:
  void Done(const grpc::Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    reply_.error = ReadError(context_, status);
    done_ = true;
    changed_.notify_all();
  }

  grpc::ClientContext context_;
  const Request request_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Reply<Response> reply_;
  bool done_ = false;
};

// StartCall(vehicles.async(), &Vehicles::async::LockDoors, request)
template <typename Async, typename Request, typename Response>
std::unique_ptr<PendingCall<Request, Response>> StartCall(
    Async* stub,
    void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                          std::function<void(grpc::Status)>),
    const Request& request, const CallOptions& options = {}) {
  return std::make_unique<PendingCall<Request, Response>>(stub, method, request, options);
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_RPC_H_
