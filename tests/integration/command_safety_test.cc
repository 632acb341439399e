// A command touches a real car: whatever breaks, it is carried out at most once, and what the
// caller is told about it is true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

const char* const kBreakKinds[] = {"close", "reset", "stream_reset", "refuse_stream", "goaway"};

class CommandSafetyTest : public GatewayTest {
 protected:
  void SetUp() override {
    GatewayTest::SetUp();
    carried_out_before_ = simulator().CommandsCarriedOut(car().vehicle_id);
  }

  // Whatever a test has done: never more than one sending, one execution.
  void TearDown() override {
    EXPECT_LE(Sent(), 1);
    EXPECT_LE(CarriedOut(), 1);
  }

  static Car car() { return fleet().Tesla(); }

  static RichError Lock() {
    return Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car())).error;
  }

  static void QueueForCommand(Json fault) {
    fault["match"] = {{"method", "POST"}, {"path", "/v3/**"}};
    simulator().Queue(fault);
  }

  // Since the test began.
  int CarriedOut() {
    return simulator().CommandsCarriedOut(car().vehicle_id) - carried_out_before_;
  }
  static int Sent() { return simulator().Count({"POST", "/v3/**"}); }

  // Forgets what was sent and done so far, and sees to it that there is a good connection: the call
  // after a break may still get the broken one, if its end was not seen yet.
  void StartOver() {
    EXPECT_LE(Sent(), 1);
    EXPECT_LE(CarriedOut(), 1);
    v1::GetVehicleRequest read;
    read.set_vehicle_id(car().vehicle_id);
    EXPECT_TRUE(Eventually(
        [&] { return Call(vehicles(), &Vehicles::GetVehicle, read).error.code == grpc::OK; }));
    simulator().ClearRecord();
    carried_out_before_ = simulator().CommandsCarriedOut(car().vehicle_id);
  }

  static void ExpectOutcomeUnknown(const RichError& error) {
    EXPECT_THAT(error, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
    EXPECT_THAT(error, HasMetadata("may_have_executed", "true"));
    EXPECT_THAT(error.message, HasSubstr("may have been carried out"));
  }

  // A lock whose connection breaks at this point in this way, sent on a connection that has been
  // used before, where libcurl by itself would send it again.
  void ExpectOneSending(const char* point, const char* kind, int carried_out) {
    SCOPED_TRACE(std::string(point) + " " + kind);
    StartOver();
    v1::GetVehicleRequest read;
    read.set_vehicle_id(car().vehicle_id);
    ASSERT_THAT(Call(vehicles(), &Vehicles::GetVehicle, read).error, Succeeds());
    QueueForCommand({{"break", point}, {"break_kind", kind}});
    const RichError error = Lock();
    EXPECT_EQ(Sent(), 1);
    EXPECT_EQ(CarriedOut(), carried_out);
    const Json requests = simulator().Recorded({"", "/v3/**"});
    EXPECT_EQ(requests.front().at("connection_id"), requests.back().at("connection_id"));
    if (std::string(kind) == "refuse_stream" && error.code == grpc::UNAVAILABLE) {
      // HTTP/2 promises that a refused stream was not processed.
      EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
      EXPECT_EQ(carried_out, 0);
    } else {
      ExpectOutcomeUnknown(error);
    }
  }

 private:
  int carried_out_before_ = 0;
};

TEST_F(CommandSafetyTest, ConnectionBrokenBeforeTheCommandIsApplied) {
  for (const char* kind : kBreakKinds) ExpectOneSending("before", kind, 0);
}

TEST_F(CommandSafetyTest, ConnectionBrokenAfterTheCommandIsApplied) {
  for (const char* kind : kBreakKinds) {
    if (std::string(kind) != "refuse_stream") ExpectOneSending("after", kind, 1);
  }
}

TEST_F(CommandSafetyTest, ConnectionBrokenInTheReply) {
  for (const char* kind : {"close", "reset", "stream_reset", "goaway"}) {
    ExpectOneSending("after_headers", kind, 1);
    ExpectOneSending("mid_body", kind, 1);
  }
}

TEST_F(CommandSafetyTest, DeletionsAreSentOnceToo) {
  const Car car = fleet().DoorOpen();
  simulator().Queue({{"match", {{"method", "DELETE"}}}, {"break", "after"}});
  v1::DeleteConnectionRequest request;
  request.set_connection_id(car.connection_id);
  const RichError error = Call(connections(), &Connections::DeleteConnection, request).error;
  ExpectOutcomeUnknown(error);
  EXPECT_EQ(simulator().Count({"DELETE", "/v3/**"}), 1);
}

TEST_F(CommandSafetyTest, AcceptedThenSuccessIsSuccess) {
  QueueForCommand({{"accepted_202_then", {{"hold", "result"}}}});
  const auto call =
      StartCall(vehicles().async(), &Vehicles::async::LockDoors, For<v1::LockDoorsRequest>(car()));
  ASSERT_TRUE(simulator().WaitForHeld("result", 1));
  // The car has acted and 202 has been sent, but that is not yet a result.
  EXPECT_EQ(CarriedOut(), 1);
  EXPECT_FALSE(call->done());
  simulator().Release("result");
  EXPECT_THAT(call->Wait().error, Succeeds());
  EXPECT_EQ(call->Wait().response.execution().status(), v1::COMMAND_STATUS_SUCCESS);
}

TEST_F(CommandSafetyTest, AcceptedThenFailureIsFailureWhateverTheHttpStatus) {
  QueueForCommand({{"apply", false},
                   {"accepted_202_then",
                    {{"body",
                      {{"errors",
                        {{{"status", "409"},
                          {"type", "VEHICLE_STATE"},
                          {"code", "DOOR_OPEN"},
                          {"title", "Door Open"},
                          {"detail", "A door is open."}}}}}}}},
                   {"status", 202}});
  const RichError error = Lock();
  EXPECT_THAT(error, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  EXPECT_THAT(error, HasMetadata("upstream_status", "409"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
  EXPECT_EQ(CarriedOut(), 0);
}

TEST_F(CommandSafetyTest, AcceptedThenABrokenStreamIsUnknown) {
  for (const char* kind : {"close", "reset", "stream_reset", "goaway"}) {
    SCOPED_TRACE(kind);
    StartOver();
    QueueForCommand({{"accepted_202_then", Json::object()},
                     {"break", "mid_body"},
                     {"break_at", 7},
                     {"break_kind", kind}});
    ExpectOutcomeUnknown(Lock());
    EXPECT_EQ(CarriedOut(), 1);
  }
}

TEST_F(CommandSafetyTest, AcceptedThenNothingIsUnknown) {
  QueueForCommand({{"accepted_202_then", {{"body", ""}}}, {"apply", true}});
  ExpectOutcomeUnknown(Lock());
  EXPECT_EQ(CarriedOut(), 1);
}

TEST_F(CommandSafetyTest, AcceptedAndCutShortIsUnknown) {
  QueueForCommand({{"accepted_202_then", Json::object()}, {"truncate_body_at", 60}});
  ExpectOutcomeUnknown(Lock());
  EXPECT_EQ(CarriedOut(), 1);
}

TEST_F(CommandSafetyTest, ACarThatTakesLongAnswersOnTheSameStream) {
  simulator().SetSwitches({{"command_latency", "40ms"}, {"long_command_threshold", "10ms"}});
  EXPECT_THAT(Lock(), Succeeds());
  EXPECT_EQ(OnlyRequest().at("status"), 202);
  EXPECT_EQ(CarriedOut(), 1);
  StartOver();
  const RichError refused =
      Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(fleet().Asleep())).error;
  EXPECT_EQ(OnlyRequest().at("status"), 202);
  simulator().SetSwitches({{"command_latency", "0s"}, {"long_command_threshold", "175s"}});
  EXPECT_THAT(refused, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  EXPECT_THAT(refused, HasMetadata("upstream_code", "ASLEEP"));
}

TEST_F(CommandSafetyTest, GatewayTimeoutOfACommandThatWasCarriedOutIsUnknown) {
  for (const int status : {500, 502, 503, 504}) {
    SCOPED_TRACE(status);
    StartOver();
    QueueForCommand({{"status", status}, {"apply", true}, {"body", "<html>"}});
    ExpectOutcomeUnknown(Lock());
    EXPECT_EQ(CarriedOut(), 1);
  }
}

TEST_F(CommandSafetyTest, PendingIsToldAsSuch) {
  QueueForCommand(
      {{"apply", true},
       {"status", 200},
       {"body",
        {{"data",
          {{"id", "exec_1"},
           {"type", "command-execution"},
           {"attributes",
            {{"commandType", "security-lock"}, {"status", {{"value", "PENDING"}}}}}}}}}});
  const auto reply = Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car()));
  EXPECT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.execution().status(), v1::COMMAND_STATUS_PENDING);
}

TEST_F(CommandSafetyTest, AnUnknownStatusWordIsUnknown) {
  QueueForCommand({{"apply", true},
                   {"status", 200},
                   {"body", {{"data", {{"attributes", {{"status", {{"value", "MAYBE"}}}}}}}}}});
  const RichError error = Lock();
  ExpectOutcomeUnknown(error);
  EXPECT_THAT(error.message, HasSubstr("MAYBE"));
}

TEST_F(CommandSafetyTest, AReadMayBeSentAgain) {
  simulator().Queue({{"match", {{"method", "GET"}, {"path", "/v3/**"}}}, {"break", "before"}});
  v1::GetVehicleRequest read;
  read.set_vehicle_id(car().vehicle_id);
  const RichError error = Call(vehicles(), &Vehicles::GetVehicle, read).error;
  EXPECT_TRUE(error.code == grpc::OK || error.code == grpc::UNAVAILABLE) << error;
}

// The same over HTTP/1.1.
class Http1CommandSafetyTest : public CommandSafetyTest {
 protected:
  static void SetUpTestSuite() { StartSuite({"--http2=off"}, {}); }
};

TEST_F(Http1CommandSafetyTest, AConnectionThatBreaksNeverSendsACommandTwice) {
  for (const char* kind : {"close", "reset"}) {
    ExpectOneSending("before", kind, 0);
    ExpectOneSending("after", kind, 1);
    ExpectOneSending("after_headers", kind, 1);
    ExpectOneSending("mid_body", kind, 1);
  }
  EXPECT_EQ(simulator().Recorded({"POST", "/v3/**"})[0].at("http_version"), "1.1");
}

TEST_F(Http1CommandSafetyTest, AcceptedThenABrokenStreamIsUnknown) {
  for (const char* kind : {"close", "reset"}) {
    StartOver();
    QueueForCommand(
        {{"accepted_202_then", Json::object()}, {"break", "mid_body"}, {"break_kind", kind}});
    ExpectOutcomeUnknown(Lock());
    EXPECT_EQ(CarriedOut(), 1);
  }
}

}  // namespace
}  // namespace smartcar_gateway
