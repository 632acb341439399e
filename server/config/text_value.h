// The texts of single values: numbers, sizes, durations.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_TEXT_VALUE_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_TEXT_VALUE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// Errors of all these are a clause that repeats the text, shortened.

absl::StatusOr<bool> ParseBool(absl::string_view text);
absl::StatusOr<int64_t> ParseSigned(absl::string_view text);
absl::StatusOr<uint64_t> ParseUnsigned(absl::string_view text);
// Not NaN, not infinite.
absl::StatusOr<double> ParseDouble(absl::string_view text);
// The shortest text that reads back as the same number.
std::string FormatDouble(double value);

// `1048576`, `1024KiB`, `1MiB`, `1GiB`. Units of 1000 are refused, with the one that is meant.
absl::StatusOr<uint64_t> ParseBytes(absl::string_view text);
// With the largest unit that divides it.
std::string FormatBytes(uint64_t bytes);

// `500ms`, `1.5s`, `1h30m`. At most a hundred years; may be negative.
absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text);

// The text in quotes, without control characters, at most 40 of its bytes.
std::string Quoted(absl::string_view text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_TEXT_VALUE_H_
