// Every command: what is sent, and what becomes of the answers Smartcar may give.
#include <string>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

class CommandsTest : public IndependentTest {
 protected:
  // The command went there, in the user's name, with this JSON body ("" for none).
  template <typename Response>
  static void ExpectSent(const Response& response, const std::string& method,
                         const std::string& path, const std::string& body = "") {
    const Json sent = Sent(response, method, std::string("/v3/vehicles/") + kCar + path);
    EXPECT_EQ(sent.at("user"), kUser);
    if (body.empty()) {
      EXPECT_EQ(sent.at("body"), "");
    } else {
      EXPECT_EQ(Json::parse(sent.at("body").get<std::string>()), Json::parse(body));
      EXPECT_EQ(sent.at("content_type"), "application/json");
    }
  }

  // A command without a body succeeds.
  template <typename Request, typename Response>
  static void ExpectPlain(grpc::Status (Vehicles::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                          const std::string& path, const std::string& execution_id) {
    SCOPED_TRACE(path);
    const auto reply = Call(vehicles(), method, About<Request>(kCar));
    ASSERT_THAT(reply.error, Succeeds());
    EXPECT_EQ(reply.response.execution().execution_id(), execution_id);
    EXPECT_EQ(reply.response.execution().status(), v1::COMMAND_STATUS_SUCCESS);
    EXPECT_TRUE(reply.response.execution().has_duration());
    ExpectSent(reply.response, "POST", path);
  }

  static void SetPlace(v1::Coordinates* place) {
    place->set_latitude(54.25);
    place->set_longitude(10.5);
  }

  static v1::TimeOfDay Clock(int hours, int minutes) {
    v1::TimeOfDay time;
    time.set_hours(hours);
    time.set_minutes(minutes);
    return time;
  }

  template <typename Window>
  static void SetHours(Window* window, const v1::TimeOfDay& start, const v1::TimeOfDay& stop) {
    *window->mutable_start_time() = start;
    *window->mutable_stop_time() = stop;
  }

  static Reply<v1::LockDoorsResponse> Lock(const std::string& vehicle_id) {
    return Call(vehicles(), &Vehicles::LockDoors, About<v1::LockDoorsRequest>(vehicle_id));
  }
};

TEST_F(CommandsTest, ThoseWithoutABodySucceed) {
  ExpectPlain(&Vehicles::StartCharge, "/commands/charge/start", "exec_7001");
  ExpectPlain(&Vehicles::StopCharge, "/commands/charge/stop", "exec_7002");
  ExpectPlain(&Vehicles::OpenChargePort, "/commands/charge-port/open", "exec_7004");
  ExpectPlain(&Vehicles::CloseChargePort, "/commands/charge-port/close", "exec_7005");
  ExpectPlain(&Vehicles::LockDoors, "/commands/security/lock", "exec_7006");
  ExpectPlain(&Vehicles::UnlockDoors, "/commands/security/unlock", "exec_7007");
}

TEST_F(CommandsTest, ChargeLimitIsSetInPercent) {
  auto request = About<v1::SetChargeLimitRequest>(kCar);
  request.set_limit_percent(57);
  const auto reply = Call(vehicles(), &Vehicles::SetChargeLimit, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.execution(),
              IsMessage(R"(execution_id: 'exec_7003' command_type: 'charge-set-limit'
                           status: COMMAND_STATUS_SUCCESS status_text: 'SUCCESS'
                           execution_mode: 'sync'
                           executed_time { seconds: 1780819750 }
                           completed_time { seconds: 1780819753 }
                           duration { seconds: 3 })"));
  ExpectSent(reply.response, "POST", "/commands/charge/set-limit",
             R"({"data":{"attributes":{"percent":57}}})");
}

TEST_F(CommandsTest, DestinationIsSent) {
  auto request = About<v1::SetDestinationRequest>(kCar);
  request.mutable_destination()->set_latitude(-33.5);
  request.mutable_destination()->set_longitude(0);
  const auto reply = Call(vehicles(), &Vehicles::SetDestination, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().command_type(), "navigation-set-destination");
  ExpectSent(reply.response, "POST", "/commands/navigation/set-destination",
             R"({"data":{"attributes":{"latitude":-33.5,"longitude":0.0}}})");
}

TEST_F(CommandsTest, DailyScheduleIsCreated) {
  auto request = About<v1::CreateDailyChargeScheduleRequest>(kCar);
  SetPlace(request.mutable_location());
  SetHours(&request, Clock(23, 5), Clock(4, 50));
  const auto reply = Call(vehicles(), &Vehicles::CreateDailyChargeSchedule, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.execution(), IsMessage(R"(execution_id: 'exec_8001'
                           status: COMMAND_STATUS_SUCCESS status_text: 'SUCCESS'
                           execution_mode: 'sync'
                           executed_time { seconds: 1780819750 }
                           completed_time { seconds: 1780819752 }
                           duration { seconds: 2 }
                           schedule_id: 'sched_d1'
                           schedule_type: CHARGE_SCHEDULE_TYPE_DAILY schedule_type_text: 'daily'
                           action: CHARGE_SCHEDULE_ACTION_CREATE action_text: 'create')"));
  ExpectSent(reply.response, "POST", "/charge-schedules/daily",
             R"({"data":{"attributes":{"location":{"latitude":54.25,"longitude":10.5},
                 "startTime":"23:05","stopTime":"04:50"}}})");
}

TEST_F(CommandsTest, WeeklyScheduleIsCreated) {
  auto request = About<v1::CreateWeeklyChargeScheduleRequest>(kCar);
  SetPlace(request.mutable_location());
  auto* day = request.add_days();
  day->set_day(v1::DAY_OF_WEEK_TUESDAY);
  SetHours(day, Clock(0, 10), Clock(3, 20));
  const auto reply = Call(vehicles(), &Vehicles::CreateWeeklyChargeSchedule, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().schedule_id(), "sched_w2");
  EXPECT_EQ(reply.response.execution().schedule_type(), v1::CHARGE_SCHEDULE_TYPE_WEEKLY);
  ExpectSent(reply.response, "POST", "/charge-schedules/weekly",
             R"({"data":{"attributes":{"location":{"latitude":54.25,"longitude":10.5},
                 "days":{"tuesday":{"startTime":"00:10","stopTime":"03:20"}}}}})");
}

TEST_F(CommandsTest, WorkweekScheduleIsCreated) {
  auto request = About<v1::CreateWorkweekChargeScheduleRequest>(kCar);
  SetPlace(request.mutable_location());
  SetHours(request.mutable_weekdays(), Clock(1, 0), Clock(5, 0));
  SetHours(request.mutable_weekends(), Clock(11, 30), Clock(16, 45));
  const auto reply = Call(vehicles(), &Vehicles::CreateWorkweekChargeSchedule, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().schedule_id(), "sched_x3");
  EXPECT_EQ(reply.response.execution().schedule_type(), v1::CHARGE_SCHEDULE_TYPE_WORKWEEK);
  ExpectSent(reply.response, "POST", "/charge-schedules/workweek",
             R"({"data":{"attributes":{"location":{"latitude":54.25,"longitude":10.5},
                 "weekdays":{"startTime":"01:00","stopTime":"05:00"},
                 "weekends":{"startTime":"11:30","stopTime":"16:45"}}}})");
}

TEST_F(CommandsTest, ScheduleIsDeletedWithABodyAndWithout) {
  auto request = About<v1::DeleteChargeScheduleRequest>(kCar);
  request.set_schedule_id("sched_d1");
  const auto with_body = Call(vehicles(), &Vehicles::DeleteChargeSchedule, request);
  ASSERT_THAT(with_body.error, Succeeds());
  EXPECT_EQ(with_body.response.execution().action(), v1::CHARGE_SCHEDULE_ACTION_DELETE);
  EXPECT_EQ(with_body.response.execution().status(), v1::COMMAND_STATUS_SUCCESS);
  ExpectSent(with_body.response, "DELETE", "/charge-schedules/sched_d1");

  request.set_schedule_id("sched_w2");
  const auto without = Call(vehicles(), &Vehicles::DeleteChargeSchedule, request);
  ASSERT_THAT(without.error, Succeeds());
  EXPECT_EQ(without.response.execution().status(), v1::COMMAND_STATUS_UNSPECIFIED);
  ExpectSent(without.response, "DELETE", "/charge-schedules/sched_w2");
}

TEST_F(CommandsTest, LateSuccessIsASuccess) {
  const auto reply = Lock("late-success");
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().duration().seconds(), 190);
  EXPECT_EQ(
      Sent(reply.response, "POST", "/v3/vehicles/late-success/commands/security/lock").at("status"),
      202);
}

TEST_F(CommandsTest, LateRefusalIsARefusalThoughTheStatusWas202) {
  const RichError error = Lock("late-refusal").error;
  EXPECT_THAT(error, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  EXPECT_THAT(error, HasMetadata("upstream_code", "IN_MOTION"));
  EXPECT_THAT(error, HasMetadata("upstream_status", "409"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
}

TEST_F(CommandsTest, LateNothingLeavesTheOutcomeOpen) {
  const RichError error = Lock("late-nothing").error;
  EXPECT_THAT(error, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "true"));
  ASSERT_TRUE(error.request_info.has_value());
  SentAs(error.request_info->request_id(), "POST",
         "/v3/vehicles/late-nothing/commands/security/lock");
}

TEST_F(CommandsTest, PendingIsToldAsSuch) {
  const auto reply = Lock("pending");
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().status(), v1::COMMAND_STATUS_PENDING);
  EXPECT_EQ(reply.response.execution().execution_mode(), "async");
  EXPECT_EQ(reply.response.execution().status_text(), "PENDING");
  EXPECT_FALSE(reply.response.execution().has_completed_time());
}

TEST_F(CommandsTest, FailureInAStatusOf200IsAFailure) {
  EXPECT_THAT(Lock("failure-in-200").error, FailsWith(grpc::FAILED_PRECONDITION, "COMMAND_FAILED"));
}

}  // namespace
}  // namespace smartcar_gateway
