// request_id: however often a command is asked for, and whatever breaks, the car acts at most once,
// and every call is told what is true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

class RequestIdTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"state_dir", NewScratchFolder("state")}};
    StartSuite({}, options);
  }

  void SetUp() override {
    GatewayTest::SetUp();
    acted_before_ = simulator().CommandsCarriedOut(car().vehicle_id);
    static int number = 0;
    id_ = absl::StrFormat("6ba7b810-9dad-41d1-80b4-%012d", ++number);
  }

  static Car car() { return fleet().Tesla(); }

  v1::LockDoorsRequest Request(bool resend_if_unknown = false) const {
    auto request = For<v1::LockDoorsRequest>(car());
    request.set_request_id(id_);
    request.set_resend_if_unknown(resend_if_unknown);
    return request;
  }
  Reply<v1::LockDoorsResponse> Lock(bool resend_if_unknown = false) const {
    return Call(vehicles(), &Vehicles::LockDoors, Request(resend_if_unknown));
  }
  auto StartLock(const CallOptions& options = {}) const {
    return StartCall(vehicles().async(), &Vehicles::async::LockDoors, Request(), options);
  }

  static void QueueForCommand(Json fault) {
    fault["match"] = {{"method", "POST"}, {"path", kApi}};
    simulator().Queue(fault);
  }
  static int Sent() { return simulator().Count({"POST", kApi}); }
  int Acted() const { return simulator().CommandsCarriedOut(car().vehicle_id) - acted_before_; }

  static void ExpectUnknown(const RichError& error, const char* text) {
    EXPECT_THAT(error, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
    EXPECT_THAT(error, HasMetadata("may_have_executed", "true"));
    EXPECT_THAT(error.message, HasSubstr(text));
  }

  int acted_before_ = 0;
  std::string id_;
};

TEST_F(RequestIdTest, RepeatedCallGetsTheSameAnswerFromTheBook) {
  const auto first = Lock();
  EXPECT_THAT(first.error, Succeeds());
  const auto again = Lock();
  EXPECT_THAT(again.error, Succeeds());
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_FALSE(again.response.upstream_request_id().empty());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(RequestIdTest, RefusalsAreKeptToo) {
  QueueForCommand(
      {{"status", 409},
       {"body",
        {{"errors", {{{"status", "409"}, {"type", "VEHICLE_STATE"}, {"code", "DOOR_OPEN"}}}}}}});
  const RichError first = Lock().error;
  EXPECT_THAT(first, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  const RichError again = Lock().error;
  EXPECT_EQ(again.message, first.message);
  EXPECT_EQ(again.request_info->request_id(), first.request_info->request_id());
  EXPECT_EQ(again.precondition_failure->SerializeAsString(),
            first.precondition_failure->SerializeAsString());
  EXPECT_EQ(Sent(), 1);
}

TEST_F(RequestIdTest, BrokenConnectionIsUnknownAndNotSentAgain) {
  for (const char* point : {"before", "after"}) {
    SCOPED_TRACE(point);
    SetUp();
    const int acted = std::string(point) == "after" ? 1 : 0;
    QueueForCommand({{"break", point}});
    ExpectUnknown(Lock().error, "may have been carried out");
    ExpectUnknown(Lock().error, "nothing was sent now");
    ExpectUnknown(Lock().error, "nothing was sent now");
    EXPECT_EQ(Sent(), 1);
    EXPECT_EQ(Acted(), acted);
    // The caller has read the car's state, and wants it all the same.
    EXPECT_THAT(Lock(/*resend_if_unknown=*/true).error, Succeeds());
    EXPECT_EQ(Sent(), 2);
    EXPECT_EQ(Acted(), acted + 1);
    EXPECT_THAT(Lock(/*resend_if_unknown=*/true).error, Succeeds());
    std::printf("connection broken %s the command was applied: 3 calls, 1 request, car acted %d\n",
                point, acted);
    EXPECT_EQ(Sent(), 2);
  }
}

TEST_F(RequestIdTest, FailureOnTheFarSideIsUnknownAndNotSentAgain) {
  for (const int status : {500, 502, 503, 504}) {
    SetUp();
    QueueForCommand({{"status", status}, {"apply", true}, {"body", "<html>"}});
    ExpectUnknown(Lock().error, "may have been carried out");
    ExpectUnknown(Lock().error, absl::StrFormat("HTTP %d", status).c_str());
    EXPECT_EQ(Sent(), 1);
    EXPECT_EQ(Acted(), 1);
  }
}

TEST_F(RequestIdTest, LimitsAreTriedAnew) {
  QueueForCommand(
      {{"status", 429},
       {"headers", {{"retry-after", "1"}}},
       {"body", {{"errors", {{{"status", "429"}, {"type", "RATE_LIMIT"}, {"code", "VEHICLE"}}}}}}});
  EXPECT_THAT(Lock().error, FailsWith(grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
  EXPECT_THAT(Lock().error, Succeeds());
  EXPECT_EQ(Sent(), 2);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(RequestIdTest, FiftyCallersAtOnceAreOneCommand) {
  constexpr int kCallers = 50;
  QueueForCommand({{"hold", "one"}});
  std::vector<decltype(StartLock())> calls;
  for (int i = 0; i < kCallers; ++i) calls.push_back(StartLock());
  ASSERT_TRUE(simulator().WaitForHeld("one", 1));
  simulator().Release("one");
  for (const auto& call : calls) {
    EXPECT_THAT(call->Wait().error, Succeeds());
    EXPECT_EQ(call->Wait().response.SerializeAsString(),
              calls[0]->Wait().response.SerializeAsString());
  }
  std::printf("%d callers with one request_id: %d request, car acted %d\n", kCallers, Sent(),
              Acted());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(RequestIdTest, AnotherCommandUnderTheIdIsRefused) {
  EXPECT_THAT(Lock().error, Succeeds());
  auto unlock = For<v1::UnlockDoorsRequest>(car());
  unlock.set_request_id(id_);
  const RichError error = Call(vehicles(), &Vehicles::UnlockDoors, unlock).error;
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  EXPECT_THAT(error, Violates("request_id", "another command"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
  EXPECT_EQ(Sent(), 1);
}

TEST_F(RequestIdTest, DeadlineInTheMiddleOfA202LeavesTheCommandGoingOn) {
  QueueForCommand({{"accepted_202_then", {{"hold", "result"}}}});
  CallOptions options;
  options.deadline = std::chrono::milliseconds(1500);
  const auto first = StartLock(options);
  ASSERT_TRUE(simulator().WaitForHeld("result", 1));
  EXPECT_EQ(first->Wait().error.code, grpc::DEADLINE_EXCEEDED);
  EXPECT_TRUE(gateway().process().WaitForErr("reason=DEADLINE_EXCEEDED"));
  EXPECT_EQ(Acted(), 1);
  const auto joined = StartLock();
  simulator().Release("result");
  EXPECT_THAT(joined->Wait().error, Succeeds());
  EXPECT_THAT(Lock().error, Succeeds());
  std::printf("deadline during 202: %d request, car acted %d, repeated calls succeed\n", Sent(),
              Acted());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
  EXPECT_EQ(simulator().Recorded({"POST", kApi})[0].at("peer_gone"), false);
}

TEST_F(RequestIdTest, CancelAfterSendingLeavesTheCommandGoingOn) {
  QueueForCommand({{"hold", "result"}});
  const auto first = StartLock();
  ASSERT_TRUE(simulator().WaitForHeld("result", 1));
  first->Cancel();
  EXPECT_EQ(first->Wait().error.code, grpc::CANCELLED);
  const auto joined = StartLock();
  simulator().Release("result");
  EXPECT_THAT(joined->Wait().error, Succeeds());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(RequestIdTest, SchedulesAndTheirDeletionsHaveIdsToo) {
  auto request = For<v1::DeleteChargeScheduleRequest>(car());
  request.set_schedule_id(id_);
  request.set_request_id(id_);
  simulator().Queue(
      {{"match", {{"method", "DELETE"}, {"path", kApi}}}, {"status", 204}, {"body", ""}});
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Call(vehicles(), &Vehicles::DeleteChargeSchedule, request).error, Succeeds());
  }
  EXPECT_EQ(simulator().Count({"DELETE", kApi}), 1);
}

}  // namespace
}  // namespace smartcar_gateway
