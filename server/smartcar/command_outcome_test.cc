// Tests of JudgeCommand.
#include "server/smartcar/command_outcome.h"

#include <gtest/gtest.h>

#include <string>

#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

CommandOutcome Judge(const HttpResult& result, HttpMethod method = HttpMethod::kPost) {
  HttpRequest request;
  request.method = method;
  return JudgeCommand(request, result, absl::UnixEpoch());
}

HttpResult Execution(int status, const std::string& word) {
  return Reply(status, R"({"data":{"attributes":{"status":{"value":")" + word + R"("}}}})");
}

HttpResult Error(int status, const std::string& type, const std::string& code,
                 const std::string& status_in_body = "") {
  return Reply(
      status, R"({"errors":[{"type":")" + type + R"(","code":")" + code + "\"" +
                  (status_in_body.empty() ? "" : R"(,"status":")" + status_in_body + "\"") + "}]}");
}

TEST(CommandOutcomeTest, RepliesThatSayHowItEndedSettleIt) {
  for (const int status : {200, 202}) {
    for (const char* word : {"SUCCESS", "PENDING", "FAILURE", "ERROR"}) {
      EXPECT_EQ(Judge(Execution(status, word)), CommandOutcome::kSettled) << word;
    }
  }
  EXPECT_EQ(Judge(Reply(204, ""), HttpMethod::kDelete), CommandOutcome::kSettled);
}

TEST(CommandOutcomeTest, RefusalsSettleIt) {
  for (const int status : {400, 403, 404, 409, 501, 302, 418}) {
    EXPECT_EQ(Judge(Reply(status, "")), CommandOutcome::kSettled) << status;
  }
  EXPECT_EQ(Judge(Error(409, "VEHICLE_STATE", "ASLEEP")), CommandOutcome::kSettled);
  EXPECT_EQ(Judge(Error(202, "VEHICLE_STATE", "DOOR_OPEN", "409")), CommandOutcome::kSettled);
}

TEST(CommandOutcomeTest, LimitsAndTokensAreNoOutcome) {
  for (const int status : {429, 430, 401}) {
    EXPECT_EQ(Judge(Reply(status, "")), CommandOutcome::kNotDone) << status;
  }
  EXPECT_EQ(Judge(Error(502, "UPSTREAM", "RATE_LIMIT")), CommandOutcome::kNotDone);
  EXPECT_EQ(Judge(Error(202, "RATE_LIMIT", "VEHICLE", "429")), CommandOutcome::kNotDone);
}

TEST(CommandOutcomeTest, WhatFailedOnTheFarSideIsUnknown) {
  for (const int status : {500, 502, 503, 504, 599}) {
    EXPECT_EQ(Judge(Reply(status, "<html>")), CommandOutcome::kUnknown) << status;
  }
  EXPECT_EQ(Judge(Error(502, "UPSTREAM", "NO_RESPONSE")), CommandOutcome::kUnknown);
  EXPECT_EQ(Judge(Error(202, "SERVER", "INTERNAL", "500")), CommandOutcome::kUnknown);
}

TEST(CommandOutcomeTest, SuccessThatCannotBeUnderstoodIsUnknown) {
  for (const int status : {200, 202, 204}) {
    for (const char* body : {"", "<html>", "{", "{}", "[]", R"({"data":{}})"}) {
      EXPECT_EQ(Judge(Reply(status, body)), CommandOutcome::kUnknown) << status << body;
    }
    EXPECT_EQ(Judge(Execution(status, "MAYBE")), CommandOutcome::kUnknown);
  }
}

TEST(CommandOutcomeTest, WithoutAReplyItDependsOnWhetherItWasSent) {
  for (const TransportError error :
       {TransportError::kConnectFailed, TransportError::kTlsFailed, TransportError::kConnectionLost,
        TransportError::kTimedOut, TransportError::kCancelled, TransportError::kReplyTooLarge,
        TransportError::kOverloaded, TransportError::kShutDown, TransportError::kTokenUnavailable,
        TransportError::kCredentialsRejected, TransportError::kHeldBack,
        TransportError::kCircuitOpen}) {
    EXPECT_EQ(Judge(Failure(error, Sent::kNo)), CommandOutcome::kNotDone);
    EXPECT_EQ(Judge(Failure(error, Sent::kMaybe)), CommandOutcome::kUnknown);
  }
}

}  // namespace
}  // namespace smartcar_gateway
