// MonthMeter: calls for each vehicle in the calendar month (UTC).
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// The month of a moment, in UTC.
absl::CivilMonth MonthOf(absl::Time time);
// Its last moment's next.
absl::Time EndOf(absl::CivilMonth month);

// How many calls were made for a vehicle.
struct VehicleCount {
  std::string vehicle_id;
  uint32_t calls = 0;
};

// Counts only when there is a limit. Every count starts again when the month changes, in whichever
// direction, so a clock that was wrong for a while blocks nobody for long. Bounded: once a month's
// calls were for so many vehicles that the meter is full, further vehicles are not counted.
// Not thread-safe.
class MonthMeter {
 public:
  struct Limits {
    uint32_t soft = 0;  // 0: none
    uint32_t hard = 0;  // 0: none
    size_t max_vehicles = 500'000;
  };

  explicit MonthMeter(const Limits& limits) : limits_(limits) {}

  bool counts() const { return limits_.soft > 0 || limits_.hard > 0; }

  // Whether the hard limit leaves room for one more call.
  bool Allows(const std::string& vehicle_id, absl::Time now);

  // One call. True for the one that reaches the soft limit, once a vehicle and month.
  bool Count(const std::string& vehicle_id, absl::Time now);

  // A call counted in that month was not made after all.
  void Discount(const std::string& vehicle_id, absl::CivilMonth month);

  // True once a vehicle and month: whether nobody has been told yet that the hard limit is reached.
  bool TellOfHardLimit(const std::string& vehicle_id);

  // What was kept of an earlier run, for the month that it belongs to. Adds to what is counted.
  void Restore(absl::CivilMonth month, const std::vector<VehicleCount>& counts, absl::Time now);

  // The month, and the vehicles whose counts have changed since the last call of this.
  absl::CivilMonth month() const { return month_; }
  std::vector<VehicleCount> TakeChanged();

 private:
  struct Entry {
    uint32_t calls = 0;
    bool told_of_soft = false;
    bool told_of_hard = false;
  };

  void Turn(absl::Time now);
  // Null if it is not counted and the meter is full.
  Entry* Find(const std::string& vehicle_id);

  const Limits limits_;
  absl::CivilMonth month_;
  std::unordered_map<std::string, Entry> entries_;
  std::unordered_set<std::string> changed_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_H_
