// LostRecords: what could not be recorded.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_LOST_RECORDS_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_LOST_RECORDS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "smartcar/gateway/audit/v1/audit_record.pb.h"

namespace smartcar_gateway {

// A value: how many records of which event were lost, since when, and why.
class LostRecords {
 public:
  void Add(smartcar::gateway::audit::v1::AuditEvent event, absl::Time when, std::string why);
  void Add(const LostRecords& others);

  bool empty() const { return counts_.empty(); }
  uint64_t total() const;
  // In words, for the line that says so.
  std::string Text() const;

 private:
  std::map<int, uint64_t> counts_;  // by event
  absl::Time since_ = absl::InfiniteFuture();
  std::string why_;  // of the latest
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_LOST_RECORDS_H_
