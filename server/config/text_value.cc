// Implementation of the texts of single values.
#include "server/config/text_value.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxQuotedBytes = 40;
constexpr char kDigits[] = "0123456789";

struct ByteUnit {
  const char* suffix;
  uint64_t bytes;
};
constexpr ByteUnit kByteUnits[] = {
    {"GiB", uint64_t{1} << 30}, {"MiB", uint64_t{1} << 20}, {"KiB", uint64_t{1} << 10}};

absl::Status Bad(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(Quoted(text), " ", what));
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == absl::string_view::npos;
}

}  // namespace

std::string Quoted(absl::string_view text) {
  const bool cut = text.size() > kMaxQuotedBytes;
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kMaxQuotedBytes)), cut ? "…" : "",
                      "\"");
}

absl::StatusOr<bool> ParseBool(absl::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return Bad(text, "is neither true nor false");
}

absl::StatusOr<int64_t> ParseSigned(absl::string_view text) {
  if (!IsDigits(absl::StripPrefix(text, "-"))) return Bad(text, "is not a whole number");
  int64_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) return Bad(text, "is too large a number");
  return value;
}

absl::StatusOr<uint64_t> ParseUnsigned(absl::string_view text) {
  if (absl::StartsWith(text, "-") && IsDigits(text.substr(1))) return Bad(text, "is negative");
  if (!IsDigits(text)) return Bad(text, "is not a whole number");
  uint64_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) return Bad(text, "is too large a number");
  return value;
}

absl::StatusOr<double> ParseDouble(absl::string_view text) {
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !std::isfinite(value)) return Bad(text, "is not a number");
  return value;
}

std::string FormatDouble(double value) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof(buffer), value);
  return std::string(buffer, end.ptr);
}

absl::StatusOr<uint64_t> ParseBytes(absl::string_view text) {
  if (IsDigits(text) || absl::StartsWith(text, "-")) return ParseUnsigned(text);
  for (const ByteUnit& unit : kByteUnits) {
    absl::string_view number = text;
    if (!absl::ConsumeSuffix(&number, unit.suffix) || !IsDigits(number)) continue;
    uint64_t value = 0;
    if (!absl::SimpleAtoi(number, &value) ||
        value > std::numeric_limits<uint64_t>::max() / unit.bytes) {
      return Bad(text, "is too large a number");
    }
    return value * unit.bytes;
  }
  const absl::string_view number = text.substr(0, text.find_first_not_of(kDigits));
  for (const ByteUnit& unit : kByteUnits) {
    const char letter = unit.suffix[0];
    const absl::string_view rest = text.substr(number.size());
    if (!number.empty() && absl::StartsWithIgnoreCase(rest, absl::string_view(&letter, 1))) {
      return Bad(text, absl::StrCat("has an unknown unit; did you mean ", number.substr(0, 20),
                                    unit.suffix, "?"));
    }
  }
  return Bad(text, "is not a size; write a number of bytes, or 64KiB, 1MiB, 1GiB");
}

std::string FormatBytes(uint64_t bytes) {
  for (const ByteUnit& unit : kByteUnits) {
    if (bytes != 0 && bytes % unit.bytes == 0) return absl::StrCat(bytes / unit.bytes, unit.suffix);
  }
  return absl::StrCat(bytes);
}

absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text) {
  absl::Duration value;
  double number = 0;
  if (!absl::ParseDuration(text, &value)) {
    if (text.find_first_not_of("0123456789.") == absl::string_view::npos &&
        absl::SimpleAtod(text, &number)) {
      return Bad(text, absl::StrCat("has no unit; did you mean ", text.substr(0, 20), "s?"));
    }
    return Bad(text, "is not a duration; write it like 500ms, 1.5s, 5m or 1h30m");
  }
  const absl::Duration limit = absl::Hours(24 * 36525);
  if (value > limit || value < -limit) return Bad(text, "is too long a duration");
  return value;
}

}  // namespace smartcar_gateway
