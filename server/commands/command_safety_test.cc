// Tests of CommandSafety: what passes through, and turns of commands with and without a request_id.
#include "server/commands/command_safety.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "server/commands/test_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

class CommandSafetyTest : public CommandTest {};

TEST_F(CommandSafetyTest, WhatIsNoCommandToACarPassesThrough) {
  HttpRequest read = CommandRequest("car", "id");
  read.replay = Replay::kAllowed;
  HttpRequest deletion = CommandRequest("", "id");
  HttpRequest bare;
  bare.replay = Replay::kOnce;
  const auto a = Ask(read), b = Ask(read), c = Ask(deletion), d = Ask(deletion), e = Ask(bare);
  EXPECT_EQ(upstream_.held(), 5u);
  EXPECT_EQ(disk_->pending(), 0u);
  EXPECT_EQ(timers_->pending(), 0u);
  for (int i = 0; i < 5; ++i) upstream_.Answer(Reply(200, "x"));
  ExpectReply(*e, 200, "x");
}

TEST_F(CommandSafetyTest, CommandsToOneCarGoOneAfterAnother) {
  std::vector<std::unique_ptr<TestCaller>> callers;
  callers.push_back(Call(CommandRequest("car", "")));
  callers.push_back(Call(CommandRequest("car", "id-1")));
  callers.push_back(Call(CommandRequest("car", "")));
  callers.push_back(Call(CommandRequest("car", "id-2")));
  const auto other_car = Call(CommandRequest("other", ""));
  EXPECT_EQ(upstream_.held(), 2u);
  AnswerWith(Reply(200, "0"));
  ExpectReply(*callers[0], 200, "0");
  AnswerWith(Reply(200, "other"));
  ExpectReply(*other_car, 200, "other");
  for (int i = 1; i < 4; ++i) {
    ASSERT_EQ(upstream_.held(), 1u);
    EXPECT_EQ(upstream_.requests().back().call->request_id,
              i == 2 ? "" : (i == 1 ? "id-1" : "id-2"));
    AnswerWith(Reply(200, std::to_string(i)));
    ExpectReply(*callers[i], 200, std::to_string(i));
  }
  ExpectIdle();
}

TEST_F(CommandSafetyTest, WaitingEndsAtTheDeadlineAndNothingIsSent) {
  for (const char* id : {"", "id"}) {
    const auto first = Call(CommandRequest("car", ""));
    const auto second = Call(CommandRequest("car", id, In(absl::Seconds(5))));
    Advance(absl::Seconds(4));
    EXPECT_FALSE(second->told.has_value());
    Advance(absl::Seconds(1));
    ExpectError(*second, TransportError::kTimedOut, Sent::kNo);
    EXPECT_THAT(second->told->message, HasSubstr("another command to this vehicle"));
    AnswerWith(Reply(200, ""));
    ExpectIdle();
  }
  EXPECT_EQ(upstream_.sent(), 2);
}

TEST_F(CommandSafetyTest, WaitingEndsAtACancelAndNothingIsSent) {
  for (const char* id : {"", "id"}) {
    const auto first = Call(CommandRequest("car", ""));
    const auto second = Call(CommandRequest("car", id, In(absl::Seconds(5))));
    second->cancellation->Cancel();
    ExpectError(*second, TransportError::kCancelled, Sent::kNo);
    AnswerWith(Reply(200, ""));
    ExpectIdle();
  }
  EXPECT_EQ(upstream_.sent(), 2);
}

TEST_F(CommandSafetyTest, CancelledBeforeItCameIsNotSent) {
  for (const char* id : {"", "id"}) {
    TestCaller caller;
    caller.cancellation->Cancel();
    safety_->Start(CommandRequest("car", id), caller.cancellation,
                   [&caller](HttpResult result) { caller.told = std::move(result); });
    disk_->RunDue();
    ExpectError(caller, TransportError::kCancelled, Sent::kNo);
    ExpectIdle();
  }
}

TEST_F(CommandSafetyTest, TooManyWaitingAreRefused) {
  std::vector<std::unique_ptr<TestCaller>> callers;
  for (int i = 0; i < 4; ++i) callers.push_back(Call(CommandRequest("car", "")));
  for (const char* id : {"", "id"}) {
    const auto refused = Call(CommandRequest("car", id, In(absl::Seconds(5))));
    ExpectError(*refused, TransportError::kOverloaded, Sent::kNo);
  }
  for (int i = 0; i < 4; ++i) AnswerWith(Reply(200, ""));
  ExpectIdle();
}

TEST_F(CommandSafetyTest, WithoutARequestIdTheRequestGoesDownAsItIs) {
  const absl::Time deadline = In(absl::Seconds(5));
  const auto caller = Call(CommandRequest("car", "", deadline));
  ASSERT_EQ(upstream_.held(), 1u);
  EXPECT_EQ(upstream_.requests()[0].deadline, deadline);
  EXPECT_EQ(upstream_.requests()[0].send_gate, nullptr);
  EXPECT_EQ(timers_->pending(), 0u);  // the deadline is the transport's now
  ASSERT_TRUE(upstream_.Send());
  caller->cancellation->Cancel();  // and so is the cancel
  ExpectError(*caller, TransportError::kCancelled, Sent::kMaybe);
  ExpectIdle();
}

TEST_F(CommandSafetyTest, AHundredFailuresInARowFreeTheCarEachTime) {
  for (int i = 0; i < 100; ++i) {
    const auto caller = Call(CommandRequest("car", i % 2 == 0 ? "" : "id"));
    upstream_.Answer(Failure(TransportError::kConnectFailed, Sent::kNo));
    disk_->RunDue();
    ExpectError(*caller, TransportError::kConnectFailed, Sent::kNo);
    ExpectIdle();
  }
}

}  // namespace
}  // namespace smartcar_gateway
