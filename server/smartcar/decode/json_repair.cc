// The slow way for JSON that is sound in structure but holds text or numbers we cannot represent.
#include "server/smartcar/decode/json_repair.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kReplacement = "\xef\xbf\xbd";
constexpr absl::string_view kEscapedReplacement = "\\ufffd";

// The length of the well-formed UTF-8 sequence (RFC 3629) that `text` starts with; 0 if it has
// none.
size_t Utf8Length(absl::string_view text) {
  const auto byte = [&](size_t i) -> int {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto continues = [&](size_t i, int low = 0x80, int high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const int lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const int low = lead == 0xE0 ? 0xA0 : 0x80;   // no overlong form
    const int high = lead == 0xED ? 0x9F : 0xBF;  // no surrogate
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const int low = lead == 0xF0 ? 0x90 : 0x80;
    const int high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// The code unit of the escape `\uXXXX` that `text` starts with; -1 if it starts with none.
int EscapedUnit(absl::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  int unit = 0;
  for (const char digit : text.substr(2, 4)) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(digit))) return -1;
    unit = unit * 16 + (absl::ascii_isdigit(static_cast<unsigned char>(digit))
                            ? digit - '0'
                            : absl::ascii_tolower(static_cast<unsigned char>(digit)) - 'a' + 10);
  }
  return unit;
}

bool IsHighSurrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Appends the string whose opening quote `*rest` starts with, and takes it off `*rest`.
void RepairString(absl::string_view* rest, std::string* out) {
  const auto take = [&](size_t length) {
    absl::StrAppend(out, rest->substr(0, length));
    rest->remove_prefix(length < rest->size() ? length : rest->size());
  };
  take(1);
  while (!rest->empty() && rest->front() != '"') {
    if (rest->front() == '\\') {
      const int unit = EscapedUnit(*rest);
      if (IsHighSurrogate(unit) && IsLowSurrogate(EscapedUnit(rest->substr(6)))) {
        take(12);
      } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
        absl::StrAppend(out, kEscapedReplacement);
        rest->remove_prefix(6);
      } else {
        take(2);
      }
    } else if (const size_t length = Utf8Length(*rest)) {
      take(length);
    } else {
      absl::StrAppend(out, kReplacement);
      rest->remove_prefix(1);
    }
  }
  take(1);
}

size_t CountDigits(absl::string_view text) {
  size_t count = 0;
  while (count < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[count]))) {
    ++count;
  }
  return count;
}

enum class NumberForm { kNone, kInteger, kFloatingPoint };

// The form of `text` by the grammar of RFC 8259.
NumberForm FormOf(absl::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const size_t whole = CountDigits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return NumberForm::kNone;
  text.remove_prefix(whole);
  if (text.empty()) return NumberForm::kInteger;
  if (text[0] == '.') {
    const size_t fraction = CountDigits(text.substr(1));
    if (fraction == 0) return NumberForm::kNone;
    text.remove_prefix(1 + fraction);
    if (text.empty()) return NumberForm::kFloatingPoint;
  }
  if (text[0] != 'e' && text[0] != 'E') return NumberForm::kNone;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  const size_t exponent = CountDigits(text);
  return exponent > 0 && exponent == text.size() ? NumberForm::kFloatingPoint : NumberForm::kNone;
}

bool FitsDouble(absl::string_view number) {
  double value = 0;
  const absl::from_chars_result result =
      absl::from_chars(number.data(), number.data() + number.size(), value);
  // Out of range is also what is too small, which becomes 0.
  return result.ec != std::errc::result_out_of_range || std::abs(value) < 1;
}

bool Fits64Bits(absl::string_view integer) {
  int64_t with_sign;
  uint64_t without_sign;
  return absl::SimpleAtoi(integer, &with_sign) || absl::SimpleAtoi(integer, &without_sign);
}

void RepairNumber(absl::string_view number, std::string* out) {
  const NumberForm form = FormOf(number);
  if (form == NumberForm::kNone) {
    absl::StrAppend(out, number);
  } else if (!FitsDouble(number)) {
    absl::StrAppend(out, "\"", number, "\"");
  } else if (form == NumberForm::kInteger && !Fits64Bits(number)) {
    absl::StrAppend(out, number, "e0");
  } else {
    absl::StrAppend(out, number);
  }
}

}  // namespace

std::string RepairJson(absl::string_view json) {
  std::string repaired;
  repaired.reserve(json.size() + json.size() / 8 + 128);
  while (!json.empty()) {
    const char next = json.front();
    if (next == '"') {
      RepairString(&json, &repaired);
    } else if (next == '-' || absl::ascii_isdigit(static_cast<unsigned char>(next))) {
      const size_t length = json.find_first_not_of("+-.0123456789Ee");
      const absl::string_view number = json.substr(0, length);
      RepairNumber(number, &repaired);
      json.remove_prefix(number.size());
    } else {
      repaired.push_back(next);
      json.remove_prefix(1);
    }
  }
  return repaired;
}

}  // namespace smartcar_gateway
