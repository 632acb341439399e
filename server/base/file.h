// Reading small files.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_FILE_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace smartcar_gateway {

// The whole content of a file or pipe. The error is a clause without the path: it is missing,
// unreadable, a directory, or larger than `max_bytes`.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t max_bytes);

// The same for what is read again and again while others wait: a pipe, whose opening would wait for
// its writer, is refused, too.
absl::StatusOr<std::string> ReadRegularFile(const std::string& path, size_t max_bytes);

// OK for a regular file that this process may read. The error is a clause without the path, which
// may be a secret in the wrong place.
absl::Status CheckReadableFile(const std::string& path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_FILE_H_
