// Implementation of FieldChecker.
#include "server/smartcar/field_checker.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxIdBytes = 128;

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' ||
         c == '~';
}

bool IsUuid(absl::string_view value) {
  if (value.size() != 36) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(value[i]))) {
      return false;
    }
  }
  return true;
}

}  // namespace

void FieldChecker::Id(absl::string_view field, absl::string_view value) {
  if (value.empty()) {
    Violation(field, "is required");
  } else if (value.size() > kMaxIdBytes) {
    Violation(field, "must be at most 128 characters long");
  } else if (!std::all_of(value.begin(), value.end(), IsIdCharacter)) {
    Violation(field, "may hold only letters, digits, '-', '_', '.' and '~'");
  } else if (value == "." || value == "..") {
    Violation(field, "must not be '.' or '..'");
  }
}

void FieldChecker::OptionalId(absl::string_view field, absl::string_view value) {
  if (!value.empty()) Id(field, value);
}

void FieldChecker::OptionalUuid(absl::string_view field, absl::string_view value) {
  if (!value.empty() && !IsUuid(value)) {
    Violation(field, "must be a UUID, such as 0f8fad5b-d9cb-469f-a165-70867728950e");
  }
}

void FieldChecker::Violation(absl::string_view field, absl::string_view description) {
  violations_.push_back({std::string(field), std::string(description)});
}

absl::Status FieldChecker::Verdict() const {
  return ok() ? absl::OkStatus() : InvalidFields(violations_);
}

}  // namespace smartcar_gateway
