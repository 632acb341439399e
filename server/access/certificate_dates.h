// CertificateDates: from when until when certificates of callers are good.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_DATES_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_DATES_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// TLS looks at the dates in a full handshake only: a connection that lives on, or a session that is
// resumed, brings a certificate that may have expired since. Remembers what it has read, of a
// bounded number. Thread-safe.
class CertificateDates {
 public:
  static constexpr size_t kMaxRemembered = 1000;

  struct Dates {
    absl::Time not_before = absl::InfiniteFuture();
    absl::Time not_after = absl::InfinitePast();
  };

  // Of the first certificate in `pem`; dates that never hold if it cannot be read.
  Dates Of(absl::string_view pem);

 private:
  Mutex mutex_;
  absl::flat_hash_map<std::string, Dates> remembered_ ABSL_GUARDED_BY(mutex_);  // by hash
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_DATES_H_
