// What a QuotaGuard tells the log; nothing in here is secret.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_EVENT_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_EVENT_H_

#include <string>

namespace smartcar_gateway {

// One line for the log. Of the first three kinds at most one a minute each; of the others one a
// vehicle and month.
struct QuotaEvent {
  enum class Kind {
    kHoldingBack,         // calls wait or are refused, to keep within the application's limit
    kApplicationLimited,  // Smartcar refused a call for the application's limit
    kVehicleLimited,      // Smartcar refused a call for a vehicle's limit
    kMonthSoftLimit,      // a vehicle's calls of the month have reached the soft limit
    kMonthHardLimit,      // the first call of a vehicle that the hard limit refuses
  };
  Kind kind = Kind::kHoldingBack;
  std::string text;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_EVENT_H_
