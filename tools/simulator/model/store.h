// How a change in a car reaches what reads show.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_STORE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_STORE_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "tools/simulator/model/vehicle.h"

namespace smartcar_simulator {

enum class Refresh { kInstant, kManual };

// Writes signals of one car, all at one time. With kInstant the store shows each at once, with
// kManual it keeps what it had until RefreshStore().
class CarWriter {
 public:
  CarWriter(Vehicle& vehicle, absl::Time now, Refresh refresh)
      : vehicle_(vehicle), now_(now), refresh_(refresh) {}

  void Set(const std::string& code, Json body);
  void SetValue(const std::string& code, Json value);  // {"value": value}
  void SetQuantity(const std::string& code, Json value, const std::string& unit);
  // {"value": null, "unit": unit} with VEHICLE_STATE/NOT_CHARGING.
  void SetNotCharging(const std::string& code, const std::string& unit);
  // As given, times included if set; a default `ingested` means now.
  void SetState(const std::string& code, SignalState state);
  void Remove(const std::string& code);

 private:
  Vehicle& vehicle_;
  const absl::Time now_;
  const Refresh refresh_;
};

// Copies everything the car knows into its store.
void RefreshStore(Vehicle& vehicle);

// The "value" member of what is true in the car; null JSON when there is none.
Json CarValue(const Vehicle& vehicle, const std::string& code);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_STORE_H_
