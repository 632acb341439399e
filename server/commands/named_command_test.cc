// Tests of commands with a request_id: one command, whatever happens to its callers.
#include "server/commands/named_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "server/commands/test_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

class NamedCommandTest : public CommandTest {
 protected:
  HttpRequest Command(absl::Time deadline = absl::InfiniteFuture()) {
    return CommandRequest("car", "ID", deadline);
  }
  HttpRequest Resend(absl::Time deadline = absl::InfiniteFuture()) {
    return CommandRequest("car", "id", deadline, /*resend_if_unknown=*/true);
  }
  void LeaveUnknown() {
    const auto caller = Call(Command());
    AnswerWith(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  }
};

TEST_F(NamedCommandTest, RepeatedCallGetsTheSameOutcomeAndNothingIsSent) {
  for (const int status : {200, 202, 400, 404, 409}) {
    const std::string id = std::to_string(status);
    const auto first = Call(CommandRequest("car", id));
    AnswerWith(Reply(status, "body", {{"sc-request-id", "abc"}}));
    ExpectReply(*first, status, "body");
    const int sent = upstream_.sent();
    for (const bool restart : {false, true}) {
      if (restart) Restart();
      const auto again = Call(CommandRequest("car", id, In(absl::Seconds(1)), true));
      ExpectReply(*again, status, "body");
      EXPECT_EQ(again->told->response.Header("sc-request-id"), "abc");
      ExpectIdle();
    }
    EXPECT_EQ(upstream_.sent(), sent);
  }
}

TEST_F(NamedCommandTest, TheCaseOfTheIdDoesNotMatter) {
  const auto first = Call(CommandRequest("car", "ABCDEF"));
  AnswerWith(Reply(200, "x"));
  ExpectReply(*Call(CommandRequest("car", "abcdef")), 200, "x");
}

TEST_F(NamedCommandTest, CallsAtTheSameTimeAreOneCommand) {
  std::vector<std::unique_ptr<TestCaller>> callers;
  for (int i = 0; i < 10; ++i) callers.push_back(Ask(Command()));
  disk_->RunDue();
  for (int i = 0; i < 10; ++i) callers.push_back(Ask(Command()));
  EXPECT_EQ(upstream_.held(), 1u);
  upstream_.Send();
  for (int i = 0; i < 10; ++i) callers.push_back(Call(Command()));
  upstream_.Answer(Reply(200, "x"));
  for (int i = 0; i < 10; ++i) callers.push_back(Ask(Command()));  // while it is written down
  disk_->RunDue();
  for (const auto& caller : callers) ExpectReply(*caller, 200, "x");
  EXPECT_EQ(upstream_.sent(), 1);
  ExpectIdle();
}

TEST_F(NamedCommandTest, ItIsWrittenDownBeforeItIsSent) {
  const auto caller = Ask(Command());
  EXPECT_EQ(upstream_.held(), 0u);
  disk_->RunDue();
  EXPECT_EQ(upstream_.held(), 1u);
  EXPECT_EQ((*store_.Find("id"))->state, LedgerEntry::State::kStarted);
}

TEST_F(NamedCommandTest, WhileItWaitsForTheCarNothingIsWrittenDown) {
  const auto other = Call(CommandRequest("car", ""));
  const auto caller = Call(Command());
  EXPECT_FALSE((*store_.Find("id")).has_value());
}

TEST_F(NamedCommandTest, AnotherCommandUnderTheIdIsRefused) {
  const auto first = Call(Command());
  ExpectError(*Call(CommandRequest("other car", "id")), TransportError::kRequestIdReused,
              Sent::kNo);
  AnswerWith(Reply(200, "x"));
  for (const bool restart : {false, true}) {
    if (restart) Restart();
    ExpectError(*Call(CommandRequest("other car", "id", absl::InfiniteFuture(), true)),
                TransportError::kRequestIdReused, Sent::kNo);
  }
  EXPECT_EQ(upstream_.sent(), 1);
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhatSurelyWasNotDoneIsTriedAnew) {
  int tries = 0;
  for (const TransportError error :
       {TransportError::kTokenUnavailable, TransportError::kHeldBack, TransportError::kCircuitOpen,
        TransportError::kConnectFailed, TransportError::kOverloaded, TransportError::kShutDown,
        TransportError::kCredentialsRejected}) {
    const auto caller = Call(Command());
    ASSERT_EQ(upstream_.requests().size(), static_cast<size_t>(++tries));
    upstream_.Answer(Failure(error, Sent::kNo));
    disk_->RunDue();
    ExpectError(*caller, error, Sent::kNo);
    ExpectIdle();
  }
  const auto limited = Call(Command());
  AnswerWith(Reply(429, "later"));
  ExpectReply(*limited, 429, "later");
  const auto done = Call(Command());
  AnswerWith(Reply(200, "x"));
  ExpectReply(*done, 200, "x");
}

TEST_F(NamedCommandTest, UnknownOutcomesStayUnknownAndAreNotSentAgain) {
  for (const int status : {0, 500, 504}) {
    const std::string id = std::to_string(status);
    const auto first = Call(CommandRequest("car", id));
    AnswerWith(status == 0 ? Failure(TransportError::kConnectionLost, Sent::kMaybe)
                           : Reply(status, "<html>", {{"sc-request-id", "abc"}}));
    ASSERT_TRUE(first->told.has_value());
    const int sent = upstream_.sent();
    for (const bool restart : {false, true}) {
      if (restart) Restart();
      const auto again = Call(CommandRequest("car", id));
      ExpectError(*again, TransportError::kOutcomeUnknown, Sent::kMaybe);
      EXPECT_THAT(again->told->message, HasSubstr("nothing was sent now"));
      EXPECT_EQ(again->told->response.status, status);
    }
    EXPECT_EQ(upstream_.sent(), sent);
    ExpectIdle();
  }
}

TEST_F(NamedCommandTest, KilledWhileUnderWayIsUnknown) {
  const auto first = Call(Command());
  upstream_.Send();
  clock_.Advance(absl::Seconds(3));
  Restart();
  const auto again = Call(Command());
  ExpectError(*again, TransportError::kOutcomeUnknown, Sent::kMaybe);
  EXPECT_THAT(again->told->message, HasSubstr("2027-01-15T08:00:00"));
  EXPECT_EQ(upstream_.held(), 0u);
}

TEST_F(NamedCommandTest, UnknownIsSentAgainWhenTheCallerSaysSo) {
  LeaveUnknown();
  const auto again = Call(Resend());
  AnswerWith(Reply(200, "x"));
  ExpectReply(*again, 200, "x");
  EXPECT_EQ(upstream_.sent(), 2);
  ExpectReply(*Call(Resend()), 200, "x");  // known now
  EXPECT_EQ(upstream_.sent(), 2);
}

TEST_F(NamedCommandTest, OnlyTheCallersWhoSaySoWaitForTheSecondSending) {
  LeaveUnknown();
  const auto careful = Ask(Command());
  const auto bold = Ask(Resend());
  disk_->RunDue();
  ExpectError(*careful, TransportError::kOutcomeUnknown, Sent::kMaybe);
  AnswerWith(Reply(200, "x"));
  ExpectReply(*bold, 200, "x");
}

TEST_F(NamedCommandTest, SecondSendingThatFailsUnsentLeavesItUnknown) {
  LeaveUnknown();
  const auto again = Call(Resend());
  upstream_.Answer(Failure(TransportError::kTokenUnavailable, Sent::kNo));
  disk_->RunDue();
  // Not surely undone: the first sending may have been carried out.
  ExpectError(*again, TransportError::kTokenUnavailable, Sent::kMaybe);
  ExpectError(*Call(Command()), TransportError::kOutcomeUnknown, Sent::kMaybe);
  const auto third = Call(Resend(In(absl::Seconds(1))));
  Advance(absl::Seconds(1));
  disk_->RunDue();
  ExpectError(*third, TransportError::kTimedOut, Sent::kMaybe);
  ExpectError(*Call(Command()), TransportError::kOutcomeUnknown, Sent::kMaybe);
  EXPECT_EQ(upstream_.sent(), 1);
}

TEST_F(NamedCommandTest, CancelBeforeItIsSentCallsItOff) {
  const auto first = Call(Command());
  first->cancellation->Cancel();
  ExpectError(*first, TransportError::kCancelled, Sent::kNo);
  disk_->RunDue();
  ExpectIdle();
  EXPECT_FALSE((*store_.Find("id")).has_value());
  const auto second = Call(Command());
  AnswerWith(Reply(200, "x"));
  ExpectReply(*second, 200, "x");
  EXPECT_EQ(upstream_.sent(), 1);
}

TEST_F(NamedCommandTest, CancelWhileTheStartIsWrittenDownSendsNothing) {
  const auto other = Call(CommandRequest("car", ""));
  const auto caller = Call(Command());
  upstream_.SendAndAnswer(Reply(200, ""));  // it is its turn, and the disk has not moved yet
  caller->cancellation->Cancel();
  ExpectError(*caller, TransportError::kCancelled, Sent::kNo);
  disk_->RunDue();
  ExpectIdle();
  EXPECT_EQ(upstream_.requests().size(), 1u);
  EXPECT_FALSE((*store_.Find("id")).has_value());
}

TEST_F(NamedCommandTest, SentItGoesOnWithoutItsCaller) {
  for (const bool by_deadline : {false, true}) {
    const std::string id = by_deadline ? "a" : "b";
    const auto first = Call(CommandRequest("car", id, In(absl::Seconds(5))));
    ASSERT_TRUE(upstream_.Send());
    if (by_deadline) {
      Advance(absl::Seconds(5));
    } else {
      first->cancellation->Cancel();
    }
    ExpectError(*first, by_deadline ? TransportError::kTimedOut : TransportError::kCancelled,
                Sent::kMaybe);
    EXPECT_EQ(in_flight_.use_count(), 2);  // stopping would wait for it
    // The car is still busy with it.
    const auto other = Call(CommandRequest("car", ""));
    EXPECT_EQ(upstream_.held(), 1u);
    const auto joined = Call(CommandRequest("car", id));
    upstream_.Answer(Reply(200, "late"));
    disk_->RunDue();
    ExpectReply(*joined, 200, "late");
    AnswerWith(Reply(200, "other"));
    ExpectReply(*Call(CommandRequest("car", id)), 200, "late");
    ExpectIdle();
  }
}

TEST_F(NamedCommandTest, TheEndIsReportedOfWhatWentOnWithoutCallers) {
  const auto waiting = Call(CommandRequest("car", "told"));
  AnswerWith(Reply(200, ""));
  const auto unsent = Call(CommandRequest("car", "unsent"));
  unsent->cancellation->Cancel();
  disk_->RunDue();
  EXPECT_TRUE(settled_.empty());
  for (const int status : {200, 500}) {
    const auto gone = Call(CommandRequest("car", absl::StrCat(status)));
    ASSERT_TRUE(upstream_.Send());
    gone->cancellation->Cancel();
    upstream_.Answer(Reply(status, ""));
    disk_->RunDue();
  }
  EXPECT_EQ(settled_, (std::vector<std::pair<std::string, CommandOutcome>>{
                          {"200", CommandOutcome::kSettled}, {"500", CommandOutcome::kUnknown}}));
  ExpectIdle();
}

TEST_F(NamedCommandTest, ItsOwnDeadlineIsTheMaximumAndItWaitsUnsentNoLongerThanItsCallers) {
  const auto first = Call(Command(In(absl::Seconds(5))));
  ASSERT_EQ(upstream_.requests().size(), 1u);
  EXPECT_EQ(upstream_.requests()[0].deadline, In(absl::Seconds(330)));
  EXPECT_EQ(upstream_.requests()[0].send_by, In(absl::Seconds(5)));
  AnswerWith(Failure(TransportError::kTimedOut, Sent::kMaybe));
  ExpectError(*first, TransportError::kTimedOut, Sent::kMaybe);
  ExpectError(*Call(Command()), TransportError::kOutcomeUnknown, Sent::kMaybe);
}

TEST_F(NamedCommandTest, OnlyTheLastCallerToLeaveCallsItOff) {
  const auto first = Call(Command());
  const auto second = Call(Command());
  first->cancellation->Cancel();
  // Not surely unsent: it may be sent yet, for the other.
  ExpectError(*first, TransportError::kCancelled, Sent::kMaybe);
  EXPECT_EQ(upstream_.held(), 1u);
  second->cancellation->Cancel();
  ExpectError(*second, TransportError::kCancelled, Sent::kNo);
  disk_->RunDue();
  ExpectIdle();
  EXPECT_EQ(upstream_.sent(), 0);
}

TEST_F(NamedCommandTest, EachCallerHasItsOwnDeadline) {
  const auto brief = Call(Command(In(absl::Seconds(1))));
  const auto patient = Call(Command(In(absl::Seconds(9))));
  Advance(absl::Seconds(1));
  ExpectError(*brief, TransportError::kTimedOut, Sent::kMaybe);
  AnswerWith(Reply(200, "x"));
  ExpectReply(*patient, 200, "x");
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhoComesWhileItIsCalledOffGetsItSent) {
  upstream_.hold_cancels = true;
  const auto first = Call(Command());
  first->cancellation->Cancel();
  ExpectError(*first, TransportError::kCancelled, Sent::kNo);
  const auto second = Call(Command());
  upstream_.AbortClosed();
  ASSERT_EQ(upstream_.held(), 1u);
  AnswerWith(Reply(200, "x"));
  ExpectReply(*second, 200, "x");
  EXPECT_EQ(upstream_.sent(), 1);
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhoHasMoreTimeThanTheFirstGetsItSent) {
  const auto brief = Call(Command(In(absl::Seconds(1))));
  const auto patient = Call(Command(In(absl::Seconds(9))));
  Advance(absl::Seconds(1));
  // A layer that let it wait until `send_by`.
  upstream_.Answer(Failure(TransportError::kTimedOut, Sent::kNo));
  ASSERT_EQ(upstream_.held(), 1u);
  EXPECT_EQ(upstream_.requests()[1].send_by, In(absl::Seconds(8)));
  upstream_.Answer(Failure(TransportError::kTimedOut, Sent::kNo));  // now it is the end
  disk_->RunDue();
  ExpectError(*patient, TransportError::kTimedOut, Sent::kNo);
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhoHasMoreTimeThanTheFirstMayWaitLongerForTheLimit) {
  const auto brief = Call(Command(In(absl::Seconds(1))));
  const auto patient = Call(Command(In(absl::Seconds(9))));
  Advance(absl::Seconds(1));
  HttpResult too_late = Failure(TransportError::kHeldBack, Sent::kNo);
  too_late.limit = "application";
  upstream_.Answer(std::move(too_late));
  ASSERT_EQ(upstream_.held(), 1u);
  AnswerWith(Reply(200, "x"));
  ExpectReply(*patient, 200, "x");
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhoLeavesBeforeTheLedgerAnsweredIsToldWhatItSays) {
  const auto fresh = Ask(Command());
  fresh->cancellation->Cancel();
  EXPECT_FALSE(fresh->told.has_value());
  disk_->RunDue();
  ExpectError(*fresh, TransportError::kCancelled, Sent::kNo);
  EXPECT_EQ(upstream_.requests().size(), 0u);
  LeaveUnknown();
  const auto unknown = Ask(Resend());
  unknown->cancellation->Cancel();
  disk_->RunDue();
  ExpectError(*unknown, TransportError::kOutcomeUnknown, Sent::kMaybe);
  const auto one = Ask(CommandRequest("car", "another"));
  const auto two = Ask(CommandRequest("car", "another"));
  one->cancellation->Cancel();
  disk_->RunDue();
  ExpectError(*one, TransportError::kCancelled, Sent::kMaybe);
  AnswerWith(Reply(200, "x"));
  ExpectReply(*two, 200, "x");
  ExpectIdle();
}

TEST_F(NamedCommandTest, WhoLeavesWhileTheEndIsWrittenDownIsToldTheEnd) {
  const auto caller = Call(Command(In(absl::Seconds(1))));
  upstream_.SendAndAnswer(Reply(200, "x"));
  Advance(absl::Seconds(1));
  ExpectReply(*caller, 200, "x");
  disk_->RunDue();
  ExpectIdle();
}

TEST_F(NamedCommandTest, LedgerThatCannotBeReadLeavesItOpenWhatWasDone) {
  LeaveUnknown();
  forwarding_->find_error = absl::DataLossError("disk broken");
  const auto again = Call(Command());
  ExpectError(*again, TransportError::kRequestIdUnrecorded, Sent::kMaybe);
  EXPECT_EQ(upstream_.requests().size(), 1u);
  ExpectIdle();
}

TEST_F(NamedCommandTest, ThatCannotBeWrittenDownIsNotSent) {
  forwarding_->put_error = absl::ResourceExhaustedError("disk full");
  const auto refused = Call(Command());
  ExpectError(*refused, TransportError::kRequestIdUnrecorded, Sent::kNo);
  EXPECT_EQ(upstream_.requests().size(), 0u);
  EXPECT_EQ(ledger_errors_, 1);
  ExpectIdle();
  forwarding_->put_error = absl::OkStatus();
  const auto later = Call(Command());
  AnswerWith(Reply(200, "x"));
  ExpectReply(*later, 200, "x");
}

TEST_F(NamedCommandTest, EndThatCannotBeWrittenDownIsToldAndUnknownFromThenOn) {
  const auto caller = Call(Command());
  forwarding_->put_error = absl::ResourceExhaustedError("disk full");
  AnswerWith(Reply(200, "x"));
  ExpectReply(*caller, 200, "x");
  EXPECT_EQ(ledger_errors_, 1);
  forwarding_->put_error = absl::OkStatus();
  ExpectError(*Call(Command()), TransportError::kOutcomeUnknown, Sent::kMaybe);
  ExpectIdle();
}

TEST_F(NamedCommandTest, AfterTheWindowTheIdIsNew) {
  const auto first = Call(Command());
  AnswerWith(Reply(200, "x"));
  clock_.Advance(absl::Hours(24) + absl::Seconds(1));
  const auto second = Call(Command());
  AnswerWith(Reply(409, "y"));
  ExpectReply(*second, 409, "y");
}

}  // namespace
}  // namespace smartcar_gateway
