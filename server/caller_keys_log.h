// Log lines about the keys that sign tokens of callers.
#ifndef SMARTCAR_GATEWAY_SERVER_CALLER_KEYS_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_CALLER_KEYS_LOG_H_

#include "server/access/key_event.h"

namespace smartcar_gateway {

// One line an event: an error for what must be mended.
void LogKeyEvent(const KeyEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CALLER_KEYS_LOG_H_
