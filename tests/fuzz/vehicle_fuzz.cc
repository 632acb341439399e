// Fuzz target: the reply that describes a vehicle.
#include "server/smartcar/decode/decode_vehicle.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

void Vehicle(const std::string& input, Findings* findings) {
  smartcar::gateway::v1::GetVehicleResponse response;
  const absl::Status status = DecodeVehicle(input, &response);
  CheckDecoded(status, response, input.size(), findings);
  findings->Expect(response.vehicle().year() >= 0, "a model year is not negative");
}

const FuzzTargetRegistration registration("vehicle", Vehicle);

}  // namespace
}  // namespace smartcar_gateway
