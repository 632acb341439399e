// A vehicle of Smartcar inside a parsed document.
#include "server/smartcar/decode/vehicle_object.h"

#include "absl/strings/numbers.h"
#include "server/smartcar/decode/envelope.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of two tables

constexpr json::Word<PowertrainType> kPowertrainTypes[] = {
    {"BEV", POWERTRAIN_TYPE_BEV},
    {"PHEV", POWERTRAIN_TYPE_PHEV},
    {"HEV", POWERTRAIN_TYPE_HEV},
    {"ICE", POWERTRAIN_TYPE_ICE},
};

constexpr json::Word<VehicleMode> kVehicleModes[] = {
    {"live", VEHICLE_MODE_LIVE},
    {"simulated", VEHICLE_MODE_SIMULATED},
    {"test", VEHICLE_MODE_SIMULATED},
};

// The API of 2025 wrote it as a string.
void ReadYear(const json::Element& value, Vehicle* vehicle) {
  int32_t year = 0;
  if (const auto text = json::AsText(value)) {
    if (!absl::SimpleAtoi(json::View(*text), &year)) return;
  } else {
    json::ReadInt32(value, [&](int32_t number) { year = number; });
  }
  if (year > 0) vehicle->set_year(year);
}

}  // namespace

void DecodeVehicleObject(const json::Object& object, Vehicle* vehicle) {
  vehicle->set_vehicle_id(json::FindText(object, "id"));
  json::ForEachMember(AttributesOf(object), [&](std::string_view name, const json::Element& value) {
    if (name == "make") {
      json::ReadText(value, [&](std::string make) { vehicle->set_make(std::move(make)); });
    } else if (name == "model") {
      json::ReadText(value, [&](std::string model) { vehicle->set_model(std::move(model)); });
    } else if (name == "year") {
      ReadYear(value, vehicle);
    } else if (name == "powertrainType") {
      json::ReadWord(value, kPowertrainTypes, [&](PowertrainType type, std::string word) {
        vehicle->set_powertrain_type(type);
        vehicle->set_powertrain_type_text(std::move(word));
      });
    } else if (name == "mode") {
      json::ReadWord(value, kVehicleModes, [&](VehicleMode mode, std::string word) {
        vehicle->set_mode(mode);
        vehicle->set_mode_text(std::move(word));
      });
    }
  });
}

}  // namespace smartcar_gateway
