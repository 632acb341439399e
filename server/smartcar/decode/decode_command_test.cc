// Tests of replies to commands: what Smartcar says is reported, not judged.
#include "server/smartcar/decode/decode_command.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::ChargeScheduleExecution;
using smartcar::gateway::v1::CommandExecution;

CommandExecution Decode(const std::string& body) {
  CommandExecution execution;
  EXPECT_TRUE(DecodeCommandExecution(body, &execution).ok()) << body;
  return execution;
}

// An execution with nothing but this status.
CommandExecution DecodeStatus(const std::string& status) {
  return Decode(absl::StrCat(R"({"data":{"attributes":{"status":)", status, "}}}"));
}

TEST(DecodeCommandTest, ReadsEveryMember) {
  const char kExecution[] =
      R"({"id":"exec_1","type":"command-execution","attributes":{"commandType":"charge-set-limit",
          "status":{"value":"SUCCESS"},"executionMode":"sync","parameters":{"percent":80}},
          "meta":{"executedAt":"2024-01-01T12:00:00Z","completedAt":"2024-01-01T12:00:02Z",
                  "durationInSeconds":2}})";
  const char kText[] =
      R"(execution_id: "exec_1" command_type: "charge-set-limit" status: COMMAND_STATUS_SUCCESS
         status_text: "SUCCESS" execution_mode: "sync" executed_time { seconds: 1704110400 }
         completed_time { seconds: 1704110402 } duration { seconds: 2 })";
  ExpectEqualsText(Decode(absl::StrCat(R"({"data":)", kExecution, "}")), kText);
  ExpectEqualsText(Decode(kExecution), kText);
}

TEST(DecodeCommandTest, ReportsEveryStatusWithoutJudging) {
  ExpectEqualsText(DecodeStatus(R"({"value":"FAILURE"})"),
                   R"(status: COMMAND_STATUS_FAILURE status_text: "FAILURE")");
  ExpectEqualsText(DecodeStatus(R"({"value":"ERROR","error":{"type":"VEHICLE_STATE"}})"),
                   R"(status: COMMAND_STATUS_FAILURE status_text: "ERROR")");
  ExpectEqualsText(DecodeStatus(R"({"value":"pending"})"),
                   R"(status: COMMAND_STATUS_PENDING status_text: "pending")");
  ExpectEqualsText(DecodeStatus(R"("SUCCESS")"),
                   R"(status: COMMAND_STATUS_SUCCESS status_text: "SUCCESS")");
  ExpectEqualsText(DecodeStatus(R"({"value":"MAYBE"})"), R"(status_text: "MAYBE")");
  for (const char* status : {"null", "{}", "7", "[]", R"({"value":null})", R"({"value":true})"}) {
    ExpectEqualsText(DecodeStatus(status), "");
  }
}

TEST(DecodeCommandTest, LastOfTwoStatusesCounts) {
  ExpectEqualsText(DecodeStatus(R"({"value":"SUCCESS","value":"FAILURE"})"),
                   R"(status: COMMAND_STATUS_FAILURE status_text: "FAILURE")");
}

TEST(DecodeCommandTest, ReadsDurationsThatCanBe) {
  const auto duration = [](const std::string& seconds) {
    return Decode(absl::StrCat(R"({"data":{"id":"e","meta":{"durationInSeconds":)", seconds, "}}}"))
        .duration()
        .ShortDebugString();
  };
  EXPECT_EQ(duration("0.25"), "nanos: 250000000");
  EXPECT_EQ(duration("310"), "seconds: 310");
  EXPECT_EQ(duration("1.9999999999"), "seconds: 2");
  for (const char* seconds : {"-1", "1e300", "1e400", "\"2\"", "null", "{}"}) {
    EXPECT_EQ(duration(seconds), "") << seconds;
  }
}

TEST(DecodeCommandTest, RefusesWhatIsNoExecution) {
  for (const char* body :
       {"", " ", "{}", "[]", R"({"data":[]})", R"({"data":{}})", R"({"errors":[{"status":"409"}]})",
        "<html></html>", R"({"data":{"id")"}) {
    CommandExecution execution;
    EXPECT_EQ(DecodeCommandExecution(body, &execution).code(), absl::StatusCode::kInvalidArgument)
        << body;
    ChargeScheduleExecution schedule;
    EXPECT_EQ(DecodeScheduleExecution(body, &schedule).code(), absl::StatusCode::kInvalidArgument)
        << body;
  }
}

TEST(DecodeScheduleTest, ReadsEveryMember) {
  ChargeScheduleExecution execution;
  ASSERT_TRUE(DecodeScheduleExecution(
                  R"({"data":{"id":"exec_1","type":"charge-schedule-execution",
                      "attributes":{"action":"create","scheduleType":"workweek",
                        "status":{"value":"SUCCESS"},"executionMode":"sync","scheduleId":"sched_1",
                        "parameters":{}},
                      "links":{"schedule":"/vehicles/v1/charge-schedules/sched_1"},
                      "meta":{"executedAt":1704110400000,"completedAt":null}}})",
                  &execution)
                  .ok());
  ExpectEqualsText(execution,
                   R"(execution_id: "exec_1" status: COMMAND_STATUS_SUCCESS status_text: "SUCCESS"
                      execution_mode: "sync" executed_time { seconds: 1704110400 }
                      schedule_id: "sched_1" schedule_type: CHARGE_SCHEDULE_TYPE_WORKWEEK
                      schedule_type_text: "workweek" action: CHARGE_SCHEDULE_ACTION_CREATE
                      action_text: "create")");
}

TEST(DecodeScheduleTest, UnknownWordsAreUnspecifiedWithTheirText) {
  ChargeScheduleExecution execution;
  ASSERT_TRUE(
      DecodeScheduleExecution(
          R"({"data":{"attributes":{"action":"renew","scheduleType":"monthly"}}})", &execution)
          .ok());
  ExpectEqualsText(execution, R"(schedule_type_text: "monthly" action_text: "renew")");
}

}  // namespace
}  // namespace smartcar_gateway
