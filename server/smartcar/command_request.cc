// Coordinates, checked and as JSON.
#include "server/smartcar/command_request.h"

#include <cmath>

namespace smartcar_gateway {
namespace {

// Also refuses NaN and infinities.
bool Within(double value, double bound) { return std::abs(value) <= bound; }

}  // namespace

void CheckCoordinates(absl::string_view field, bool present,
                      const smartcar::gateway::v1::Coordinates& value, FieldChecker* check) {
  if (!present) {
    check->Violation(field, "is required");
    return;
  }
  if (!value.has_latitude()) {
    check->Violation(absl::StrCat(field, ".latitude"), "is required");
  } else if (!Within(value.latitude(), 90)) {
    check->Violation(absl::StrCat(field, ".latitude"), "must be -90 to 90");
  }
  if (!value.has_longitude()) {
    check->Violation(absl::StrCat(field, ".longitude"), "is required");
  } else if (!Within(value.longitude(), 180)) {
    check->Violation(absl::StrCat(field, ".longitude"), "must be -180 to 180");
  }
}

nlohmann::json CoordinatesJson(const smartcar::gateway::v1::Coordinates& value) {
  return {{"latitude", value.latitude()}, {"longitude", value.longitude()}};
}

}  // namespace smartcar_gateway
