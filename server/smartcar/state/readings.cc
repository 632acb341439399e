// The readings without a unit. Those with one are in measured_readings.cc.
#include "server/smartcar/state/readings.h"

#include <algorithm>
#include <vector>

namespace smartcar_gateway {

using namespace smartcar::gateway::v1;  // NOLINT: messages of readings and bodies

void ReadValue(const Signal& signal, Unit, BoolReading* reading) {
  if (signal.flag().has_value()) reading->set_value(signal.flag().value());
}

void ReadValue(const Signal& signal, Unit, TextReading* reading) {
  if (signal.text().has_value()) reading->set_value(signal.text().value());
}

void ReadValue(const Signal& signal, Unit, ChargingStateReading* reading) {
  reading->set_value(signal.charging_status().state());
  reading->set_value_text(signal.charging_status().state_text());
}

void ReadValue(const Signal& signal, Unit, GearReading* reading) {
  reading->set_value(signal.gear_state().gear());
  reading->set_value_text(signal.gear_state().gear_text());
}

void ReadValue(const Signal& signal, Unit, BatteryHealthReading* reading) {
  reading->set_value(signal.battery_health().level());
  reading->set_value_text(signal.battery_health().level_text());
}

void ReadValue(const Signal& signal, Unit, LocationReading* reading) {
  const PreciseLocation& location = signal.precise_location();
  if (location.has_coordinates()) *reading->mutable_coordinates() = location.coordinates();
  if (location.has_heading_degrees()) reading->set_heading_degrees(location.heading_degrees());
  reading->set_direction(location.direction());
  reading->set_direction_text(location.direction_text());
  reading->set_location_type(location.location_type());
  reading->set_location_type_text(location.location_type_text());
}

void ReadValue(const Signal& signal, Unit, DoorsReading* reading) {
  *reading->mutable_doors() = signal.doors().doors();
}

void ReadValue(const Signal& signal, Unit, WindowsReading* reading) {
  *reading->mutable_windows() = signal.windows().windows();
}

void ReadValue(const Signal& signal, Unit, ClosureReading* reading) {
  const Closure& closure = signal.closure();
  if (closure.has_is_open()) reading->set_is_open(closure.is_open());
  if (closure.has_is_locked()) reading->set_is_locked(closure.is_locked());
}

void ReadInfo(const Signal& signal, ReadingInfo* info) {
  info->set_signal_code(signal.code());
  info->set_status(signal.status());
  info->set_status_text(signal.status_text());
  if (signal.has_error()) *info->mutable_error() = signal.error();
  if (signal.has_oem_updated_time()) {
    *info->mutable_oem_updated_time() = signal.oem_updated_time();
  }
  if (signal.has_retrieved_time()) *info->mutable_retrieved_time() = signal.retrieved_time();
  if (signal.has_ingested_time()) *info->mutable_ingested_time() = signal.ingested_time();
}

bool HasValue(const google::protobuf::Message& reading) {
  std::vector<const google::protobuf::FieldDescriptor*> set;
  reading.GetReflection()->ListFields(reading, &set);
  return std::any_of(set.begin(), set.end(), [](const google::protobuf::FieldDescriptor* field) {
    return field->name() != "info";
  });
}

}  // namespace smartcar_gateway
