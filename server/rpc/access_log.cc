// Writing of the access log.
#include "server/rpc/access_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
  return absl::StrCat("\"", absl::CEscape(text), "\"");
}

std::string Caller(const std::string& name) {
  return name.find_first_of(" =\"\\") == std::string::npos ? name : Quoted(name);
}

std::string Why(const std::string& why) {
  return why.empty() ? "" : absl::StrCat(" why=", Quoted(why));
}

void Write(spdlog::level::level_enum level, const char* what, const AccessRecord& record) {
  if (!spdlog::should_log(level)) return;
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
  if (!spdlog::should_log(level)) return;
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
