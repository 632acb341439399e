// Fuzz target: replies to commands and to changes of charge schedules.
#include "server/smartcar/decode/decode_command.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

void Commands(const std::string& input, Findings* findings) {
  smartcar::gateway::v1::CommandExecution command;
  const absl::Status command_status = DecodeCommandExecution(input, &command);
  CheckDecoded(command_status, command, input.size(), findings);
  findings->Expect(command.duration().seconds() >= 0 && command.duration().nanos() >= 0,
                   "a duration is not negative");

  smartcar::gateway::v1::ChargeScheduleExecution schedule;
  const absl::Status schedule_status = DecodeScheduleExecution(input, &schedule);
  CheckDecoded(schedule_status, schedule, input.size(), findings);
  findings->Expect(command_status.ok() == schedule_status.ok(),
                   "what is an execution depends on no member of its own");
}

const FuzzTargetRegistration registration("commands", Commands);

}  // namespace
}  // namespace smartcar_gateway
