// Writing of the access log.
#include "server/rpc/access_log.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/audit/audit_log.h"
#include "server/audit/denial_limit.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"
#include "server/errors/error.h"
#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

spdlog::level::level_enum LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return spdlog::level::debug;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kUnavailable:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

// A text that others chose must not look like further fields of the line.
std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(text), "\"");
}

std::string Caller(const std::string& name) {
  return name.find_first_of(" =\"\\") == std::string::npos ? name : Quoted(name);
}

std::string Why(const std::string& why) {
  return why.empty() ? "" : absl::StrCat(" why=", Quoted(why));
}

// Strangers can cause refusals without end, so the log takes as many of them as the audit log does.
class RefusalBudget {
 public:
  // Whether one more is written; then `left_out` is how many were not since the last one.
  bool Admit(uint64_t* left_out) {
    MutexLock lock(&mutex_);
    if (!limit_.Admit(RealClock().Now(), 0)) {
      ++left_out_;
      return false;
    }
    *left_out = std::exchange(left_out_, 0);
    return true;
  }

 private:
  Mutex mutex_;
  DenialLimit limit_ ABSL_GUARDED_BY(mutex_);
  uint64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Of a line with a `why`: it is one about a refusal. Strangers do not use up the budget of callers
// who are known.
bool MayBeWritten(const std::string& caller, const std::string& why) {
  static RefusalBudget& of_strangers = *new RefusalBudget();
  static RefusalBudget& of_known = *new RefusalBudget();
  uint64_t left_out = 0;
  if (why.empty()) return true;
  RefusalBudget& budget = caller == kStranger ? of_strangers : of_known;
  if (!budget.Admit(&left_out)) return false;
  if (left_out > 0) spdlog::warn("rpc: {} refusals before this one are not in the log", left_out);
  return true;
}

void Write(spdlog::level::level_enum level, const char* what, const AccessRecord& record) {
  if (!spdlog::should_log(level) || !MayBeWritten(record.caller, record.why)) return;
  spdlog::log(level,
              "{} endpoint={} vehicle_id={} code={} reason={} ms={:.1f} upstream_status={} "
              "upstream_request_id={} request_id={} caller={}{}",
              what, std::string(record.endpoint), record.vehicle_id,
              absl::StatusCodeToString(record.status.code()), ReasonOf(record.status),
              absl::ToDoubleMilliseconds(record.duration), record.upstream_status,
              record.upstream_request_id, record.request_id, Caller(record.caller),
              Why(record.why));
}

}  // namespace

void WriteAccessLog(const AccessRecord& record) {
  Write(LevelOf(record.status.code()), "rpc", record);
}

void WriteItemLog(const AccessRecord& record) { Write(spdlog::level::debug, "item", record); }

void WriteBatchLog(const BatchRecord& record) {
  spdlog::level::level_enum level = LevelOf(record.status.code());
  for (const auto& failure : record.failures) level = std::max(level, LevelOf(failure.first));
  if (!spdlog::should_log(level) || !MayBeWritten(record.caller, record.why)) return;
  const std::string failures = absl::StrJoin(
      record.failures, ",", [](std::string* out, const std::pair<absl::StatusCode, int>& failure) {
        absl::StrAppend(out, absl::StatusCodeToString(failure.first), ":", failure.second);
      });
  spdlog::log(level,
              "rpc endpoint={} code={} reason={} ms={:.1f} vehicles={} answered={} failures={} "
              "caller={}{}",
              std::string(record.endpoint), absl::StatusCodeToString(record.status.code()),
              ReasonOf(record.status), absl::ToDoubleMilliseconds(record.duration), record.vehicles,
              record.answered, failures, Caller(record.caller), Why(record.why));
}

}  // namespace smartcar_gateway
