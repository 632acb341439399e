// Implementation of LostRecords.
#include "server/audit/lost_records.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {

using ::smartcar::gateway::audit::v1::AuditEvent;
using ::smartcar::gateway::audit::v1::AuditEvent_Name;

void LostRecords::Add(AuditEvent event, absl::Time when, std::string why) {
  ++counts_[event];
  since_ = std::min(since_, when);
  why_ = std::move(why);
}

void LostRecords::Add(const LostRecords& others) {
  if (others.empty()) return;
  for (const auto& [event, count] : others.counts_) counts_[event] += count;
  since_ = std::min(since_, others.since_);
  why_ = others.why_;
}

uint64_t LostRecords::total() const {
  uint64_t total = 0;
  for (const auto& [event, count] : counts_) total += count;
  return total;
}

std::string LostRecords::Text() const {
  return absl::StrCat(
      total(), " records since ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", since_, absl::UTCTimeZone()),
      " could not be written (", why_,
      "): ", absl::StrJoin(counts_, ", ", [](std::string* out, const auto& entry) {
        const std::string name = AuditEvent_Name(static_cast<AuditEvent>(entry.first));
        absl::StrAppend(out, entry.second, " ", absl::StripPrefix(name, "AUDIT_EVENT_"));
      }));
}

}  // namespace smartcar_gateway
