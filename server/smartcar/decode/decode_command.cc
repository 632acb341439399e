// Replies to commands: JSON of the vehicle API into our protos.
#include "server/smartcar/decode/decode_command.h"

#include <cmath>

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/schedule_words.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of two tables

// Only SUCCESS is documented; the others are what clients of Smartcar expect.
constexpr json::Word<CommandStatus> kCommandStatuses[] = {
    {"SUCCESS", COMMAND_STATUS_SUCCESS}, {"FAILURE", COMMAND_STATUS_FAILURE},
    {"FAILED", COMMAND_STATUS_FAILURE},  {"ERROR", COMMAND_STATUS_FAILURE},
    {"PENDING", COMMAND_STATUS_PENDING},
};

constexpr json::Word<ChargeScheduleAction> kActions[] = {
    {"create", CHARGE_SCHEDULE_ACTION_CREATE},
    {"delete", CHARGE_SCHEDULE_ACTION_DELETE},
};

// `meta.durationInSeconds`; nullopt if it is missing or no time span that can be.
absl::optional<google::protobuf::Duration> FindDuration(const json::Object& resource) {
  const auto meta = json::FindObject(resource, "meta");
  if (!meta.has_value()) return absl::nullopt;
  const auto value = json::Find(*meta, "durationInSeconds");
  if (!value.has_value()) return absl::nullopt;
  constexpr double kLongestSeconds = 366.0 * 24 * 3600;
  const double seconds = json::AsNumber(*value).value_or(-1);
  if (seconds < 0 || seconds > kLongestSeconds) return absl::nullopt;
  constexpr int64_t kNanosPerSecond = 1000000000;
  const int64_t nanos = std::llround(seconds * kNanosPerSecond);
  google::protobuf::Duration duration;
  duration.set_seconds(nanos / kNanosPerSecond);
  duration.set_nanos(static_cast<int32_t>(nanos % kNanosPerSecond));
  return duration;
}

// The fields that both kinds of execution have.
template <typename Execution>
void ReadExecution(const json::Object& resource, const json::Object& attributes,
                   Execution* execution) {
  execution->set_execution_id(json::FindText(resource, "id"));
  execution->set_execution_mode(json::FindText(attributes, "executionMode"));
  const auto status = json::FindObject(attributes, "status");
  const std::string word =
      status.has_value() ? json::FindText(*status, "value") : json::FindText(attributes, "status");
  execution->set_status(json::EnumFromWord(kCommandStatuses, word));
  execution->set_status_text(word);
  google::protobuf::Timestamp time;
  if (ReadMetaTime(resource, "executedAt", &time)) *execution->mutable_executed_time() = time;
  if (ReadMetaTime(resource, "completedAt", &time)) *execution->mutable_completed_time() = time;
  if (const auto duration = FindDuration(resource)) *execution->mutable_duration() = *duration;
}

}  // namespace

absl::Status DecodeCommandExecution(const std::string& body, CommandExecution* execution) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  const json::Object attributes = AttributesOf(*resource);
  ReadExecution(*resource, attributes, execution);
  execution->set_command_type(json::FindText(attributes, "commandType"));
  return absl::OkStatus();
}

absl::Status DecodeScheduleExecution(const std::string& body, ChargeScheduleExecution* execution) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  const json::Object attributes = AttributesOf(*resource);
  ReadExecution(*resource, attributes, execution);
  execution->set_schedule_id(json::FindText(attributes, "scheduleId"));
  const std::string type = json::FindText(attributes, "scheduleType");
  execution->set_schedule_type(json::EnumFromWord(kScheduleTypes, type));
  execution->set_schedule_type_text(type);
  const std::string action = json::FindText(attributes, "action");
  execution->set_action(json::EnumFromWord(kActions, action));
  execution->set_action_text(action);
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
