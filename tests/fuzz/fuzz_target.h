// Fuzz targets: functions that try one input and tell which promises it broke.
#ifndef SMARTCAR_GATEWAY_TESTS_FUZZ_FUZZ_TARGET_H_
#define SMARTCAR_GATEWAY_TESTS_FUZZ_FUZZ_TARGET_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// The promises that one input broke. A target adds to it rather than ending the process, so that a
// test can name the input.
class Findings {
 public:
  // Notes `promise`, and what was seen instead, unless it holds.
  void Expect(bool holds, absl::string_view promise, absl::string_view seen = "");

  const std::vector<std::string>& broken() const { return broken_; }

 private:
  std::vector<std::string> broken_;
};

// Deterministic: the same input always breaks the same promises. It reads no clock and writes
// nothing.
using FuzzTarget = void (*)(const std::string& input, Findings* findings);

// The targets that are linked in, by name.
const std::map<std::string, FuzzTarget>& FuzzTargets();

// Makes a target known before main: one object in the source of each.
class FuzzTargetRegistration {
 public:
  FuzzTargetRegistration(const char* name, FuzzTarget target);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_FUZZ_FUZZ_TARGET_H_
