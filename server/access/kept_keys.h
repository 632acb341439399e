// KeptKeys: the keys of one issuer, and what there is to tell of them.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_KEPT_KEYS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_KEPT_KEYS_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "server/access/jwks.h"
#include "server/access/key_event.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Takes what comes of each attempt to get the keys: good ones replace those before, a failure
// leaves them. Thread-safe.
class KeptKeys {
 public:
  KeptKeys(std::string issuer, OnKeyEvent on_event)
      : issuer_(std::move(issuer)), on_event_(std::move(on_event)) {}

  std::shared_ptr<const KeySet> current() const {
    MutexLock lock(&mutex_);
    return keys_;
  }

  // The same keys leave the object that there is, so that what was checked with it still counts.
  void Take(absl::StatusOr<std::shared_ptr<const KeySet>> keys);

 private:
  const std::string issuer_;
  const OnKeyEvent on_event_;
  mutable Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  std::string failure_ ABSL_GUARDED_BY(mutex_);  // of the last attempt; empty: none
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_KEPT_KEYS_H_
