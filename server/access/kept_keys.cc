// Implementation of KeptKeys.
#include "server/access/kept_keys.h"

#include <utility>

namespace smartcar_gateway {

void KeptKeys::Take(absl::StatusOr<std::shared_ptr<const KeySet>> keys) {
  KeyEvent event;
  event.issuer = issuer_;
  {
    MutexLock lock(&mutex_);
    const std::string failure = keys.ok() ? "" : std::string(keys.status().message());
    const std::string failure_before = std::exchange(failure_, failure);
    if (!keys.ok()) {
      if (failure == failure_before) return;
      event.kind = KeyEvent::Kind::kFailed;
      event.text = failure;
    } else if (keys_ == nullptr || !keys_->SameAs(**keys)) {
      keys_ = *std::move(keys);
      event.kind = KeyEvent::Kind::kChanged;
      event.text = keys_->summary();
    } else {
      if (failure_before.empty()) return;
      event.kind = KeyEvent::Kind::kRecovered;
      event.text = keys_->summary();
    }
  }
  on_event_(event);
}

}  // namespace smartcar_gateway
