// How each kind of reading takes its value from the body of a signal. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_READINGS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_READINGS_H_

#include "google/protobuf/message.h"
#include "smartcar/gateway/v1/reading.pb.h"
#include "smartcar/gateway/v1/signal.pb.h"
#include "smartcar/gateway/v1/unit.pb.h"

namespace smartcar_gateway {

// Each sets the value of an empty reading, under the rules of this folder's README. A body of
// another kind, or one whose value is not set, sets nothing. Numbers are converted into `unit`; if
// that cannot be done, `info` gets the unit's word instead. Readings without a unit ignore it.
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::DoubleReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::DurationReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::TiresReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::BoolReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::TextReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::ChargingStateReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::GearReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::BatteryHealthReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::LocationReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::DoorsReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::WindowsReading* reading);
void ReadValue(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::ClosureReading* reading);

// Everything a signal says of itself beside its value.
void ReadInfo(const smartcar::gateway::v1::Signal& signal,
              smartcar::gateway::v1::ReadingInfo* info);

// Whether a reading has anything but its `info`.
bool HasValue(const google::protobuf::Message& reading);

// Info and value. A value beside any other status than SUCCESS is marked stale.
template <typename Reading>
void ReadSignal(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
                Reading* reading) {
  ReadInfo(signal, reading->mutable_info());
  ReadValue(signal, unit, reading);
  if (signal.status() != smartcar::gateway::v1::SIGNAL_STATUS_SUCCESS) {
    reading->mutable_info()->set_is_stale(HasValue(*reading));
  }
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_READINGS_H_
