// Remembers for one responder whether its peer has gone, and tells its watcher at most once.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_PEER_WATCH_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_PEER_WATCH_H_

#include <functional>
#include <utility>

namespace smartcar_simulator {

// A member of each responder. The callback is dropped before it runs and when the reply ends: it
// often owns the responder, and the cycle must not outlive the request.
class PeerWatch {
 public:
  bool gone() const { return gone_; }

  void Watch(std::function<void()> callback) {
    if (gone_) {
      if (!ended_) callback();
      return;
    }
    if (!ended_) callback_ = std::move(callback);
  }

  // The reply is complete or broken off: nobody is told any more.
  void End() {
    ended_ = true;
    callback_ = nullptr;
  }

  void Gone() {
    if (gone_) return;
    gone_ = true;
    if (std::function<void()> callback = std::exchange(callback_, nullptr)) callback();
  }

 private:
  bool gone_ = false;
  bool ended_ = false;
  std::function<void()> callback_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_PEER_WATCH_H_
