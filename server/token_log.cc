// Logging of token events.
#include "server/token_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

spdlog::level::level_enum LevelOf(const TokenEvent& event) {
  switch (event.kind) {
    case TokenEvent::Kind::kTokenObtained:
    case TokenEvent::Kind::kNewSecretAccepted:
    case TokenEvent::Kind::kCredentialsReadable:
      return spdlog::level::info;
    case TokenEvent::Kind::kCredentialsRejected:
    case TokenEvent::Kind::kCredentialsUnreadable:
    case TokenEvent::Kind::kCredentialsStale:
    case TokenEvent::Kind::kNewSecretRejected:
      return event.repeated ? spdlog::level::warn : spdlog::level::err;
    case TokenEvent::Kind::kFetchFailed:
    case TokenEvent::Kind::kSecretRejected:
    case TokenEvent::Kind::kTokenRejected:
      break;
  }
  return spdlog::level::warn;
}

}  // namespace

void LogTokenEvent(const TokenEvent& event) {
  if (event.retry_in > absl::ZeroDuration()) {
    spdlog::log(LevelOf(event), "token: {} (failure {} in a row, next try in {:.1f} s)", event.text,
                event.failures_in_a_row, absl::ToDoubleSeconds(event.retry_in));
  } else {
    spdlog::log(LevelOf(event), "token: {}", event.text);
  }
}

}  // namespace smartcar_gateway
