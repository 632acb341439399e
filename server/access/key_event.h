// What happens to the keys of issuers, for the log and the audit log.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_EVENT_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_EVENT_H_

#include <functional>
#include <string>

namespace smartcar_gateway {

struct KeyEvent {
  enum class Kind {
    kChanged,   // there are other keys now, or the first ones
    kFailed,    // those before stay in use, if there are any: an operator should look
    kRecovered  // after kFailed: they can be had again, and are the same
  };
  Kind kind = Kind::kChanged;
  std::string issuer;  // its `name` in the configuration
  std::string text;    // one clause: what the keys are, or what went wrong
};

// Called on an executor's thread or where the authenticator is made; must be short. A failure is
// told once, however often it is repeated.
using OnKeyEvent = std::function<void(const KeyEvent&)>;

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_EVENT_H_
