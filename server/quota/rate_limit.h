// RateLimit: whose limit a reply of Smartcar is about.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_RATE_LIMIT_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_RATE_LIMIT_H_

namespace smartcar_gateway {

enum class RateLimit {
  kNone,         // the reply is about no limit
  kApplication,  // all calls of the application, or a limit that is not named
  kVehicle,      // calls for one vehicle
  kCarMaker,     // the car maker throttles Smartcar
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_RATE_LIMIT_H_
