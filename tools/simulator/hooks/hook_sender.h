// Posting to webhooks, as an interface so that tests can answer by hand.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_SENDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_SENDER_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

struct HookPost {
  std::string url;  // http or https
  HeaderList headers;
  std::string body;
  absl::Duration timeout;         // real time, from connecting to the last byte of the answer
  bool fresh_connection = false;  // do not use one that an earlier post left open
};

struct HookAnswer {
  int status = 0;  // 0: none came, and `error` says why
  std::string body;
  std::string error;
};

// Everything on the simulator's one thread. `done` is called once, never within Post, and never
// after the sender is gone.
class HookSender {
 public:
  virtual ~HookSender() = default;
  virtual void Post(HookPost post, std::function<void(HookAnswer)> done) = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_SENDER_H_
