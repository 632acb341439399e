// Fuzz targets: functions that try one input and tell which promises it broke.
#include "tests/fuzz/fuzz_target.h"

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

std::map<std::string, FuzzTarget>& Registry() {
  static auto* const registry = new std::map<std::string, FuzzTarget>();
  return *registry;
}

}  // namespace

void Findings::Expect(bool holds, absl::string_view promise, absl::string_view seen) {
  if (holds) return;
  broken_.push_back(seen.empty() ? std::string(promise) : absl::StrCat(promise, "; seen: ", seen));
}

const std::map<std::string, FuzzTarget>& FuzzTargets() { return Registry(); }

FuzzTargetRegistration::FuzzTargetRegistration(const char* name, FuzzTarget target) {
  Registry().emplace(name, target);
}

}  // namespace smartcar_gateway
