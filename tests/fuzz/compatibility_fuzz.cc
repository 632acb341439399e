// Fuzz target: replies with Smartcar's compatibility matrix.
#include "server/smartcar/decode/decode_compatibility.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::CompatibleVehicle;

void Compatibility(const std::string& input, Findings* findings) {
  size_t entries = 0;
  PageInfo page;
  const auto add = [&](const CompatibleVehicle& vehicle) {
    ++entries;
    // Before an entry, its message held another one; what it takes now is not its own.
    CheckMessage(CompatibleVehicle(vehicle), input.size(), findings);
    findings->Expect(vehicle.start_year() >= 0 && vehicle.end_year() >= 0,
                     "a model year is not negative");
  };
  const absl::Status status = DecodeCompatibleVehicles(input, add, &page);
  if (!status.ok()) CheckRefusal(status, findings);
  findings->Expect(entries <= input.size(), "an entry takes a byte at least");
  CheckPage(page, findings);
}

const FuzzTargetRegistration registration("compatibility", Compatibility);

}  // namespace
}  // namespace smartcar_gateway
