// Tests of a batch's answers: what was asked for, what is missing, and errors in full.
#include "server/rpc/batch_answer.h"

#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "server/errors/error.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using Codes = std::vector<std::string>;

constexpr char kThree[] = R"({"data":[
  {"id":"closure-islocked","type":"signal","attributes":
    {"code":"closure-islocked","status":{"value":"SUCCESS"},"body":{"value":true}}},
  {"id":"odometer-traveleddistance","type":"signal","attributes":
    {"code":"odometer-traveleddistance","status":{"value":"SUCCESS"},"body":{"value":5,"unit":"km"}}},
  {"id":"tractionbattery-stateofcharge","type":"signal","attributes":
    {"code":"tractionbattery-stateofcharge","status":{"value":"SUCCESS"},"body":{"value":62}}}],
  "included":{"vehicle":{"id":"v1","type":"vehicle","attributes":{"make":"TESLA"}}}})";
constexpr char kOne[] = R"({"data":
  {"id":"closure-islocked","type":"signal","attributes":
    {"code":"closure-islocked","status":{"value":"SUCCESS"},"body":{"value":true}}}})";

v1::SignalsResult Decoded(const Codes& codes, const std::string& body) {
  v1::SignalsResult result;
  EXPECT_TRUE(DecodeBatchReply(codes, body, &result).ok());
  return result;
}

Codes CodesIn(const v1::SignalsResult& result) {
  Codes codes;
  for (const v1::Signal& signal : result.signals()) codes.push_back(signal.code());
  return codes;
}

Codes Missing(const v1::SignalsResult& result) {
  return {result.missing_signal_codes().begin(), result.missing_signal_codes().end()};
}

TEST(BatchAnswer, WithoutCodesEverythingStoredIsTold) {
  const auto result = Decoded({}, kThree);
  EXPECT_EQ(result.signals_size(), 3);
  EXPECT_TRUE(Missing(result).empty());
  EXPECT_EQ(result.vehicle().make(), "TESLA");
}

TEST(BatchAnswer, OnlyTheCodesAskedForAreToldAndTheOthersNamedMissing) {
  const auto result = Decoded(
      {"no-such-code", "tractionbattery-stateofcharge", "closure-islocked", "fuel-level"}, kThree);
  EXPECT_EQ(CodesIn(result), (Codes{"closure-islocked", "tractionbattery-stateofcharge"}))
      << "in the order of the codes";
  EXPECT_EQ(Missing(result), (Codes{"no-such-code", "fuel-level"})) << "in the order asked";
}

TEST(BatchAnswer, AnEmptyStoreMissesEverything) {
  const auto result = Decoded({"b", "a"}, R"({"data":[]})");
  EXPECT_EQ(result.signals_size(), 0);
  EXPECT_EQ(Missing(result), (Codes{"b", "a"}));
}

TEST(BatchAnswer, ASingleCodeIsReadFromTheReplyForOneSignal) {
  const auto result = Decoded({"closure-islocked"}, kOne);
  EXPECT_EQ(CodesIn(result), Codes{"closure-islocked"});
  EXPECT_TRUE(Missing(result).empty());
}

TEST(BatchAnswer, WhatCannotBeReadIsAnErrorThatQuotesNothing) {
  for (const Codes& codes : {Codes{}, Codes{"a"}, Codes{"a", "b"}}) {
    v1::SignalsResult result;
    const absl::Status decoded = DecodeBatchReply(codes, "<html>SENTINEL", &result);
    EXPECT_EQ(decoded.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(decoded.message().find("SENTINEL"), absl::string_view::npos);
  }
}

TEST(BatchAnswer, SuccessKeepsWhatWasDecoded) {
  v1::BatchGetSignalsResponse answer;
  *answer.mutable_result() = Decoded({}, kThree);
  SmartcarClient::Outcome outcome;
  outcome.upstream_request_id = "r1";
  ConcludeBatchAnswer(outcome, {}, &answer);
  EXPECT_EQ(answer.result().signals_size(), 3);
  EXPECT_EQ(answer.result().upstream_request_id(), "r1");
}

TEST(BatchAnswer, AnErrorReplacesTheResultWithAllItsDetails) {
  ErrorDetails details;
  details.retry_after = absl::Seconds(7);
  details.upstream_request_id = "r1";
  SmartcarClient::Outcome outcome;
  outcome.status = MakeError(absl::StatusCode::kResourceExhausted,
                             v1::ERROR_REASON_VEHICLE_RATE_LIMIT, "slow down", details);
  v1::BatchGetSignalsResponse answer;
  answer.mutable_result()->add_signals();
  ConcludeBatchAnswer(outcome, {}, &answer);
  ASSERT_TRUE(answer.has_status());
  google::rpc::Status rich;  // the bytes of one parse as the other
  ASSERT_TRUE(rich.ParseFromString(answer.status().SerializeAsString()));
  EXPECT_EQ(rich.code(), 8);
  EXPECT_EQ(rich.message(), "slow down");
  ASSERT_EQ(rich.details_size(), 3);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(rich.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "VEHICLE_RATE_LIMIT");
  google::rpc::RetryInfo retry;
  google::rpc::RequestInfo request;
  for (const auto& detail : rich.details()) {
    detail.UnpackTo(&retry);
    detail.UnpackTo(&request);
  }
  EXPECT_EQ(retry.retry_delay().seconds(), 7);
  EXPECT_EQ(request.request_id(), "r1");
}

SmartcarClient::Outcome NotFound(ErrorReason reason) {
  SmartcarClient::Outcome outcome;
  outcome.status = MakeError(absl::StatusCode::kNotFound, reason, "not there");
  outcome.upstream_request_id = "r1";
  return outcome;
}

TEST(BatchAnswer, ASingleSignalThatIsNotStoredIsMissingAndNoError) {
  v1::BatchGetSignalsResponse answer;
  answer.mutable_result();
  ConcludeBatchAnswer(NotFound(v1::ERROR_REASON_SIGNAL_NOT_FOUND), {"fuel-level"}, &answer);
  ASSERT_TRUE(answer.has_result());
  EXPECT_EQ(answer.result().signals_size(), 0);
  EXPECT_EQ(Missing(answer.result()), Codes{"fuel-level"});
  EXPECT_EQ(answer.result().upstream_request_id(), "r1");
}

TEST(BatchAnswer, AVehicleThatIsNotThereIsAnErrorAlsoForASingleSignal) {
  v1::BatchGetSignalsResponse answer;
  ConcludeBatchAnswer(NotFound(v1::ERROR_REASON_RESOURCE_NOT_FOUND), {"fuel-level"}, &answer);
  EXPECT_EQ(answer.status().code(), 5);
}

}  // namespace
}  // namespace smartcar_gateway
