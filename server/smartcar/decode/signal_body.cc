// The body of a signal, from Smartcar's object into the typed message that its code asks for.
#include "server/smartcar/decode/signal_body.h"

#include "server/smartcar/decode/charge_bodies.h"
#include "server/smartcar/decode/json_struct.h"
#include "server/smartcar/decode/vehicle_bodies.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Quantity;
using smartcar::gateway::v1::Signal;

// The member that stands for a body which is no object.
constexpr std::string_view kWholeBody = "body";

template <typename Message>
void Fill(const json::Object& body, Message* message, Signal* signal) {
  json::ForEachMember(body, [&](std::string_view name, const json::Element& value) {
    if (!TakeMember(name, value, message)) {
      SetMember(name, value, signal->mutable_unrecognized_fields());
    }
  });
}

void FillQuantity(const SignalDefinition& definition, const json::Object& body, Signal* signal) {
  Quantity* const quantity = signal->mutable_quantity();
  Fill(body, quantity, signal);
  const bool names_unit =
      !quantity->unit_text().empty() || signal->unrecognized_fields().fields().contains("unit");
  if (definition.unit_rule == UnitRule::kImplied && !names_unit)
    quantity->set_unit(definition.unit);
}

void FillTyped(const SignalDefinition& definition, const json::Object& body, Signal* signal) {
  switch (definition.body) {
    case Signal::kQuantity:
      return FillQuantity(definition, body, signal);
    case Signal::kCount:
      return Fill(body, signal->mutable_count(), signal);
    case Signal::kFlag:
      return Fill(body, signal->mutable_flag(), signal);
    case Signal::kText:
      return Fill(body, signal->mutable_text(), signal);
    case Signal::kTextList:
      return Fill(body, signal->mutable_text_list(), signal);
    case Signal::kDiagnosticStatus:
      return Fill(body, signal->mutable_diagnostic_status(), signal);
    case Signal::kDtcList:
      return Fill(body, signal->mutable_dtc_list(), signal);
    case Signal::kChargeLimits:
      return Fill(body, signal->mutable_charge_limits(), signal);
    case Signal::kChargeRecords:
      return Fill(body, signal->mutable_charge_records(), signal);
    case Signal::kChargeTimers:
      return Fill(body, signal->mutable_charge_timers(), signal);
    case Signal::kChargingStatus:
      return Fill(body, signal->mutable_charging_status(), signal);
    case Signal::kDoors:
      return Fill(body, signal->mutable_doors(), signal);
    case Signal::kWindows:
      return Fill(body, signal->mutable_windows(), signal);
    case Signal::kClosure:
      return Fill(body, signal->mutable_closure(), signal);
    case Signal::kPreciseLocation:
      return Fill(body, signal->mutable_precise_location(), signal);
    case Signal::kBatteryHealth:
      return Fill(body, signal->mutable_battery_health(), signal);
    case Signal::kServiceRecords:
      return Fill(body, signal->mutable_service_records(), signal);
    case Signal::kNominalCapacity:
      return Fill(body, signal->mutable_nominal_capacity(), signal);
    case Signal::kDrivingRange:
      return Fill(body, signal->mutable_driving_range(), signal);
    case Signal::kGearState:
      return Fill(body, signal->mutable_gear_state(), signal);
    case Signal::kDriveMode:
      return Fill(body, signal->mutable_drive_mode(), signal);
    case Signal::kTires:
      return Fill(body, signal->mutable_tires(), signal);
    case Signal::kUnknownBody:
    case Signal::BODY_NOT_SET:
      return;  // no signal of the catalogue has these
  }
}

void KeepUnknown(const json::Element& value, Signal* signal) {
  google::protobuf::Struct* const members = signal->mutable_unknown_body();
  json::Object body;
  if (value.get(body) != simdjson::SUCCESS) {
    SetMember(kWholeBody, value, members);
    return;
  }
  for (const auto& field : body) SetMember(field.key, field.value, members);
}

}  // namespace

void DecodeSignalBody(const SignalDefinition* definition, const json::Element& value,
                      Signal* signal) {
  json::Object body;
  if (definition == nullptr) {
    KeepUnknown(value, signal);
  } else if (value.get(body) != simdjson::SUCCESS) {
    SetMember(kWholeBody, value, signal->mutable_unrecognized_fields());
  } else {
    FillTyped(*definition, body, signal);
  }
}

}  // namespace smartcar_gateway
