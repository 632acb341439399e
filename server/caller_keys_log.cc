// Logging of what becomes of the keys of issuers.
#include "server/caller_keys_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogKeyEvent(const KeyEvent& event) {
  switch (event.kind) {
    case KeyEvent::Kind::kChanged:
      spdlog::info("tokens of callers: issuer {}: new keys in use: {}", event.issuer, event.text);
      return;
    case KeyEvent::Kind::kRecovered:
      spdlog::info("tokens of callers: issuer {}: its keys can be had again: {}", event.issuer,
                   event.text);
      return;
    case KeyEvent::Kind::kFailed:
      spdlog::error("tokens of callers: issuer {}: its keys cannot be had: {}", event.issuer,
                    event.text);
      return;
  }
}

}  // namespace smartcar_gateway
