// Reading files that hold secrets.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_SECRET_FILE_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_SECRET_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/secret.h"

namespace smartcar_gateway {

// The content of a regular file that nobody but the gateway can change and no stranger can read;
// see CheckSecretFileAccess. Symbolic links are followed, as Kubernetes mounts its secrets: what
// counts is the file they lead to. The error is a clause without the path, which says what to do:
// NOT_FOUND, PERMISSION_DENIED, or FAILED_PRECONDITION for another kind of file and a larger one.
absl::StatusOr<Secret> ReadSecretFile(const std::string& path, size_t max_bytes);

// OK if ReadSecretFile could read the file now, whatever its size. The error is as there.
absl::Status CheckSecretFile(const std::string& path);

// Whether a file of that mode and owner is fit for a secret that the user `reader` uses: it belongs
// to `reader` or to root, its group cannot write to it (it may read: so Kubernetes gives files to a
// `fsGroup`), and others can do nothing. PERMISSION_DENIED, with a clause that says what to do.
absl::Status CheckSecretFileAccess(mode_t mode, uid_t owner, uid_t reader);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_SECRET_FILE_H_
