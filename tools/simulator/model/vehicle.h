// One simulated car: identity, what is true in it, and what Smartcar's store last saw.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_VEHICLE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_VEHICLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// A type and code of Smartcar's error taxonomy, with a sentence.
struct TaxonomyError {
  std::string type;
  std::string code;
  std::string detail;
};

// The state of one signal. A body without an error is a success; an error without a body was never
// retrievable; an error with a body shows null values or the last known, stale ones.
struct SignalState {
  std::optional<Json> body;
  std::optional<TaxonomyError> error;
  std::string status_override;  // shown instead of SUCCESS or ERROR when not empty
  absl::Time ingested;
  std::optional<absl::Time> retrieved;
  std::optional<absl::Time> oem_updated;
};

using SignalMap = std::map<std::string, SignalState>;  // by code, hence sorted as Smartcar does

// What happened to one signal of the store since the last time somebody asked.
struct SignalChange {
  bool moved = false;                       // its body became another
  std::optional<TaxonomyError> error;       // it has this one now, and had not
  std::optional<TaxonomyError> error_gone;  // it had this one, and has not now
};

struct ChargeSchedule {
  std::string id;
  std::string type;  // "daily", "weekly", "workweek"
  Json timer;        // its entry in the values of charge-chargetimers
};

struct Vehicle {
  std::string id;
  std::string make;
  std::string model;
  int year = 0;
  std::string powertrain;  // BEV, PHEV, HEV, ICE
  std::string mode;        // live, simulated

  SignalMap car;    // what is true; commands change it
  SignalMap store;  // what reads show; follows `car` at once unless store_refresh=manual
  std::map<std::string, SignalChange> changes;  // of the store, by code; taken by who tells of them

  std::set<std::string> capabilities;          // command types that the car understands
  std::optional<TaxonomyError> command_error;  // every command meets this, for example ASLEEP

  std::vector<ChargeSchedule> schedules;
  Json base_timers = Json::array();  // timers made elsewhere, kept in charge-chargetimers
  std::optional<Json> destination;   // the parameters of the last set-destination

  // How often the car acted, by command type. Refused commands do not count.
  std::map<std::string, int64_t> command_counts;
  int64_t refused_commands = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_VEHICLE_H_
