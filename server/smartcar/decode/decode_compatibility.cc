// Replies with Smartcar's compatibility matrix: JSON into our protos.
#include "server/smartcar/decode/decode_compatibility.h"

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/types/optional.h"
#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/vehicle_object.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of two tables

constexpr json::Word<CompatibilityRegion> kRegions[] = {
    {"US", COMPATIBILITY_REGION_US},
    {"CA", COMPATIBILITY_REGION_CANADA},
    {"EUROPE", COMPATIBILITY_REGION_EUROPE},
};

constexpr json::Word<CapabilityKind> kKinds[] = {
    {"signal", CAPABILITY_KIND_SIGNAL},
    {"command", CAPABILITY_KIND_COMMAND},
};

// A flag that says yes or no, also in words; nullopt for anything else, such as a key.
absl::optional<bool> AsFlag(const json::Element& value) {
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag;
  const auto text = json::AsText(value);
  if (!text.has_value()) return absl::nullopt;
  for (const absl::string_view yes : {"true", "yes"}) {
    if (absl::EqualsIgnoreCase(json::View(*text), yes)) return true;
  }
  for (const absl::string_view no : {"false", "no"}) {
    if (absl::EqualsIgnoreCase(json::View(*text), no)) return false;
  }
  return absl::nullopt;
}

void DecodeCapability(const json::Object& object, VehicleCapability* capability) {
  capability->set_is_capable(true);
  capability->set_code(json::FindText(object, "code"));
  json::ForEachMember(object, [&](std::string_view name, const json::Element& value) {
    if (name == "type") {
      json::ReadWord(value, kKinds, [&](CapabilityKind kind, std::string word) {
        capability->set_kind(kind);
        capability->set_kind_text(std::move(word));
      });
    } else if (name == "name") {
      json::ReadText(value, [&](std::string text) { capability->set_name(std::move(text)); });
    } else if (name == "group") {
      json::ReadText(value, [&](std::string text) { capability->set_group(std::move(text)); });
    } else if (name == "permission") {
      json::ReadText(value, [&](std::string text) { capability->set_permission(std::move(text)); });
    } else if (name == "capability") {
      if (const auto flag = AsFlag(value)) {
        capability->set_is_capable(*flag);
      } else if (const auto key = json::AsText(value); key.has_value() && !key->empty()) {
        capability->set_code(std::string(*key));
      }
    }
  });
}

absl::optional<int32_t> FindYear(const json::Object& years, std::string_view name) {
  const auto value = json::Find(years, name);
  if (!value.has_value()) return absl::nullopt;
  int32_t year = 0;
  if (const auto text = json::AsText(*value)) {
    if (!absl::SimpleAtoi(json::View(*text), &year)) return absl::nullopt;
  } else {
    json::ReadInt32(*value, [&](int32_t number) { year = number; });
  }
  return year > 0 ? absl::make_optional(year) : absl::nullopt;
}

void DecodeEntry(const json::Object& resource, CompatibleVehicle* entry) {
  entry->set_compatible_vehicle_id(json::FindText(resource, "id"));
  const json::Object attributes = AttributesOf(resource);
  Vehicle vehicle;
  DecodeVehicleObject(attributes, &vehicle);
  entry->set_make(std::move(*vehicle.mutable_make()));
  entry->set_model(std::move(*vehicle.mutable_model()));
  entry->set_powertrain_type(vehicle.powertrain_type());
  entry->set_powertrain_type_text(std::move(*vehicle.mutable_powertrain_type_text()));
  if (const auto region = json::Find(attributes, "region")) {
    json::ReadWord(*region, kRegions, [&](CompatibilityRegion known, std::string word) {
      entry->set_region(known);
      entry->set_region_text(std::move(word));
    });
  }
  if (const auto years = json::FindObject(attributes, "years")) {
    if (const auto start = FindYear(*years, "start")) entry->set_start_year(*start);
    if (const auto end = FindYear(*years, "end")) entry->set_end_year(*end);
  }
  if (const auto capabilities = json::FindArray(attributes, "capabilities")) {
    for (const json::Element& element : *capabilities) {
      json::Object capability;
      if (element.get(capability) != simdjson::SUCCESS) continue;
      DecodeCapability(capability, entry->add_capabilities());
    }
  }
}

}  // namespace

absl::Status DecodeCompatibleVehicles(const std::string& body,
                                      absl::FunctionRef<void(const CompatibleVehicle&)> add,
                                      PageInfo* page) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  CompatibleVehicle entry;
  const absl::Status status = ForEachResource(*root, [&](const json::Object& resource) {
    entry.Clear();  // keeps its memory for the next
    DecodeEntry(resource, &entry);
    add(entry);
  });
  if (!status.ok()) return status;
  *page = DecodePage(json::Object(*root));
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
