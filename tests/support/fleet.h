// The cars and users of the simulator, by the part they play in tests.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_FLEET_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_FLEET_H_

#include <string>
#include <vector>

#include "tests/support/simulator.h"

namespace smartcar_gateway {

struct Car {
  std::string vehicle_id;
  std::string user_id;  // the owner, who connected it
  std::string connection_id;
};

// A snapshot; the simulator's ids stay the same until it stops.
class Fleet {
 public:
  explicit Fleet(Simulator& simulator) : state_(simulator.State()) {}

  Car Tesla() const { return Named("TESLA", "Model 3"); }        // plugged in, obeys everything
  Car Charging() const { return Named("VOLKSWAGEN", "ID.4"); }   // and has no schedules
  Car Unplugged() const { return Named("VOLVO", "EX30"); }       // knows daily schedules only
  Car Full() const { return Named("FORD", "Escape"); }           // PHEV, plugged in, fully charged
  Car Combustion() const { return Named("TOYOTA", "Corolla"); }  // can lock, cannot charge
  Car Asleep() const { return Named("NISSAN", "LEAF"); }         // 409 VEHICLE_STATE/ASLEEP
  Car Lapsed() const { return Named("HYUNDAI", "IONIQ 5"); }     // its owner must sign in again
  Car LookOnly() const { return Named("BMW", "i4"); }            // no permission to control
  Car BrandNew() const { return Named("KIA", "EV6"); }           // nothing stored yet
  Car DoorOpen() const { return Named("JAGUAR", "I-PACE"); }     // refuses to lock
  Car Moving() const { return Named("MERCEDES-BENZ", "EQS"); }   // refuses to unlock
  Car Simulated() const { return Named("Simulated", "BEV"); }    // mode "simulated"
  Car Named(const std::string& make, const std::string& model) const;

  // The user whom the application knows by this id of its own.
  std::string UserWithExternalId(const std::string& external_id) const;
  int Connections(const std::string& mode) const;
  std::vector<std::string> ConnectionsOfUser(const std::string& user_id,
                                             const std::string& mode) const;

 private:
  const Json state_;
};

// A request about a car, with both of its ids filled in.
template <typename Request>
Request For(const Car& car) {
  Request request;
  request.set_vehicle_id(car.vehicle_id);
  request.set_user_id(car.user_id);
  return request;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_FLEET_H_
