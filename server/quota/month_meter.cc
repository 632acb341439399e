// Counting by month.
#include "server/quota/month_meter.h"

#include <utility>

namespace smartcar_gateway {

absl::CivilMonth MonthOf(absl::Time time) { return absl::ToCivilMonth(time, absl::UTCTimeZone()); }

absl::Time EndOf(absl::CivilMonth month) {
  return absl::FromCivil(absl::CivilSecond(month + 1), absl::UTCTimeZone());
}

bool MonthMeter::Allows(const std::string& vehicle_id, absl::Time now) {
  if (limits_.hard == 0) return true;
  Turn(now);
  const auto entry = entries_.find(vehicle_id);
  return entry == entries_.end() || entry->second.calls < limits_.hard;
}

bool MonthMeter::Count(const std::string& vehicle_id, absl::Time now) {
  if (!counts()) return false;
  Turn(now);
  Entry* const entry = Find(vehicle_id);
  if (entry == nullptr) return false;
  ++entry->calls;
  changed_.insert(vehicle_id);
  if (limits_.soft == 0 || entry->calls < limits_.soft || entry->told_of_soft) return false;
  entry->told_of_soft = true;
  return true;
}

void MonthMeter::Discount(const std::string& vehicle_id, absl::CivilMonth month) {
  if (month != month_) return;
  const auto entry = entries_.find(vehicle_id);
  if (entry == entries_.end() || entry->second.calls == 0) return;
  --entry->second.calls;
  changed_.insert(vehicle_id);
}

bool MonthMeter::TellOfHardLimit(const std::string& vehicle_id) {
  const auto entry = entries_.find(vehicle_id);
  return entry != entries_.end() && !std::exchange(entry->second.told_of_hard, true);
}

void MonthMeter::Restore(absl::CivilMonth month, const std::vector<VehicleCount>& counts,
                         absl::Time now) {
  if (!this->counts()) return;
  Turn(now);
  if (month != month_) return;
  for (const VehicleCount& count : counts) {
    Entry* const entry = Find(count.vehicle_id);
    if (entry == nullptr) return;
    entry->calls += count.calls;
    entry->told_of_soft = limits_.soft > 0 && entry->calls >= limits_.soft;
  }
}

std::vector<VehicleCount> MonthMeter::TakeChanged() {
  std::vector<VehicleCount> changed;
  changed.reserve(changed_.size());
  for (const std::string& vehicle_id : changed_) {
    changed.push_back({vehicle_id, entries_.at(vehicle_id).calls});
  }
  changed_.clear();
  return changed;
}

void MonthMeter::Turn(absl::Time now) {
  const absl::CivilMonth month = MonthOf(now);
  if (month == month_) return;
  month_ = month;
  entries_.clear();
  changed_.clear();
}

MonthMeter::Entry* MonthMeter::Find(const std::string& vehicle_id) {
  const auto found = entries_.find(vehicle_id);
  if (found != entries_.end()) return &found->second;
  if (entries_.size() >= limits_.max_vehicles) return nullptr;
  return &entries_[vehicle_id];
}

}  // namespace smartcar_gateway
