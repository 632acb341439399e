// Checks and calls of BatchGetSignals.
#include "server/smartcar/batch_requests.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/max_age.h"
#include "server/smartcar/unit_system.h"
#include "server/smartcar/vehicle_requests.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr int kMaxVehicles = 1000;
constexpr int kMaxCodes = 100;

void CheckVehicles(const v1::BatchGetSignalsRequest& request, FieldChecker* check) {
  const int count = request.vehicles_size();
  if (count < 1 || count > kMaxVehicles) {
    check->Violation("vehicles", absl::StrCat("must be 1 to ", kMaxVehicles, ", not ", count));
    return;
  }
  for (int i = 0; i < count; ++i) {
    const v1::ConnectedVehicle& vehicle = request.vehicles(i);
    check->Id(absl::StrCat("vehicles[", i, "].vehicle_id"), vehicle.vehicle_id());
    check->Id(absl::StrCat("vehicles[", i, "].user_id"), vehicle.user_id());
  }
}

void CheckCodes(const v1::BatchGetSignalsRequest& request, FieldChecker* check) {
  const int count = request.signal_codes_size();
  if (count > kMaxCodes) {
    check->Violation("signal_codes", absl::StrCat("must be at most ", kMaxCodes, ", not ", count));
    return;
  }
  for (int i = 0; i < count; ++i) {
    check->Id(absl::StrCat("signal_codes[", i, "]"), request.signal_codes(i));
  }
}

}  // namespace

absl::Status CheckBatch(const v1::BatchGetSignalsRequest& request) {
  FieldChecker check;
  CheckVehicles(request, &check);
  CheckCodes(request, &check);
  CheckUnitSystem(request.unit_system(), &check);
  MaxAge(request, &check);
  if (request.max_concurrency() < 0) check.Violation("max_concurrency", "must not be negative");
  return check.Verdict();
}

std::vector<std::string> BatchCodes(const v1::BatchGetSignalsRequest& request) {
  std::vector<std::string> codes;
  std::set<std::string> seen;
  for (const std::string& code : request.signal_codes()) {
    if (seen.insert(code).second) codes.push_back(code);
  }
  return codes;
}

UpstreamRequest BuildBatchItem(const v1::BatchGetSignalsRequest& request,
                               const std::vector<std::string>& codes, int index) {
  const v1::ConnectedVehicle& vehicle = request.vehicles(index);
  // Neither can fail: CheckBatch has checked the same fields.
  if (codes.size() == 1) {
    v1::GetSignalRequest one;
    one.set_vehicle_id(vehicle.vehicle_id());
    one.set_user_id(vehicle.user_id());
    one.set_signal_code(codes[0]);
    one.set_unit_system(request.unit_system());
    if (request.has_max_age()) *one.mutable_max_age() = request.max_age();
    return *BuildRequest(one);
  }
  v1::ListSignalsRequest all;
  all.set_vehicle_id(vehicle.vehicle_id());
  all.set_user_id(vehicle.user_id());
  all.set_unit_system(request.unit_system());
  if (request.has_max_age()) *all.mutable_max_age() = request.max_age();
  return *BuildRequest(all);
}

}  // namespace smartcar_gateway
