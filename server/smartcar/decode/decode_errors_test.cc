// Tests of every form in which Smartcar has reported an error.
#include "server/smartcar/decode/decode_errors.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

UpstreamError Decode(const std::string& body) {
  const absl::optional<UpstreamError> error = DecodeUpstreamError(body);
  EXPECT_TRUE(error.has_value()) << body;
  return error.value_or(UpstreamError());
}

// The first error of a reply in today's form with these members.
UpstreamError DecodeMembers(const std::string& members) {
  return Decode(absl::StrCat(R"({"errors":[{)", members, "}]}"));
}

TEST(DecodeErrorsTest, ReadsEveryMemberOfTodaysForm) {
  const UpstreamError error = Decode(
      R"({"errors":[{"status":"409","type":"VEHICLE_STATE","code":"CHARGING_PLUG_NOT_CONNECTED",
          "title":"Charging Plug Not Connected","detail":"Plug it in.",
          "resolution":{"type":"USER_ACTION_REQUIRED","url":"https://a.example/fix"},
          "suggestedUserMessage":"Please plug in.","links":{"about":"https://a.example/docs"},
          "meta":{"requestId":"r1"}}]})");
  EXPECT_EQ(error.status, 409);
  EXPECT_EQ(error.type, "VEHICLE_STATE");
  EXPECT_EQ(error.code, "CHARGING_PLUG_NOT_CONNECTED");
  EXPECT_EQ(error.title, "Charging Plug Not Connected");
  EXPECT_EQ(error.detail, "Plug it in.");
  EXPECT_EQ(error.resolution_type, "USER_ACTION_REQUIRED");
  EXPECT_EQ(error.resolution_url, "https://a.example/fix");
  EXPECT_EQ(error.suggested_user_message, "Please plug in.");
  EXPECT_EQ(error.about_url, "https://a.example/docs");
  EXPECT_EQ(error.request_id, "r1");
  EXPECT_TRUE(error.fields.empty());
}

TEST(DecodeErrorsTest, FirstEntryWins) {
  EXPECT_EQ(Decode(R"({"errors":[{"type":"A"},{"type":"B"}]})").type, "A");
  EXPECT_EQ(Decode(R"({"errors":[null,"x",{"type":"B"}]})").type, "B");
  EXPECT_EQ(Decode(R"({"errors":{"type":"A"}})").type, "A");
}

TEST(DecodeErrorsTest, ErrorWithoutMembersIsStillAnError) {
  const UpstreamError error = Decode(R"({"errors":[{}]})");
  EXPECT_EQ(error.status, 0);
  EXPECT_EQ(error.type, "");
}

TEST(DecodeErrorsTest, StatusIsANumberOrItsDigits) {
  EXPECT_EQ(DecodeMembers(R"("status":429)").status, 429);
  EXPECT_EQ(DecodeMembers(R"("status":"430")").status, 430);
  EXPECT_EQ(DecodeMembers(R"("status":502.0)").status, 502);
  for (const char* status : {"null", "\"\"", "\"bad\"", "99", "600", "-409", "409.5", "1e300",
                             "\"99999999999999999999\"", "[409]"}) {
    EXPECT_EQ(DecodeMembers(absl::StrCat(R"("status":)", status)).status, 0) << status;
  }
}

TEST(DecodeErrorsTest, ReadsEveryFormOfResolution) {
  EXPECT_EQ(DecodeMembers(R"("resolution":null)").resolution_type, "");
  EXPECT_EQ(DecodeMembers(R"("resolution":"RETRY_LATER")").resolution_type, "RETRY_LATER");
  EXPECT_EQ(DecodeMembers(R"("resolution":{"type":"REAUTHENTICATE"})").resolution_type,
            "REAUTHENTICATE");
  EXPECT_EQ(DecodeMembers(R"("resolution":{"type":null,"url":null})").resolution_type, "");
  EXPECT_EQ(DecodeMembers(R"("resolution":7)").resolution_type, "");
}

TEST(DecodeErrorsTest, ReadsGenericCodesOfThePlatform) {
  const UpstreamError error =
      DecodeMembers(R"("status":"404","code":"not_found","title":"Not Found","detail":"No.")");
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.type, "");
  EXPECT_EQ(error.code, "not_found");
}

TEST(DecodeErrorsTest, ReadsTheFlatFormOfV2) {
  const UpstreamError error = Decode(
      R"({"type":"VALIDATION","code":null,"description":"Bad request.","docURL":"https://a.example/",
          "statusCode":400,"requestId":"r1","resolution":null,"suggestedUserMessage":null,
          "detail":[{"field":"percent","message":"must be 50 or more"},{"field":"x"},7]})");
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.type, "VALIDATION");
  EXPECT_EQ(error.code, "");
  EXPECT_EQ(error.detail, "Bad request.");
  EXPECT_EQ(error.about_url, "https://a.example/");
  EXPECT_EQ(error.request_id, "r1");
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].first, "percent");
  EXPECT_EQ(error.fields[0].second, "must be 50 or more");
  EXPECT_EQ(error.fields[1].first, "x");
  EXPECT_EQ(error.fields[1].second, "");
}

TEST(DecodeErrorsTest, ReadsAnErrorObject) {
  const UpstreamError error =
      Decode(R"({"error":{"type":"SERVER","code":"INTERNAL","message":"Oh."}})");
  EXPECT_EQ(error.type, "SERVER");
  EXPECT_EQ(error.code, "INTERNAL");
  EXPECT_EQ(error.detail, "Oh.");
}

TEST(DecodeErrorsTest, ReadsTheFormOfOAuth) {
  const UpstreamError error =
      Decode(R"({"error":"invalid_client","error_description":"Unknown client."})");
  EXPECT_EQ(error.code, "invalid_client");
  EXPECT_EQ(error.type, "");
  EXPECT_EQ(error.detail, "Unknown client.");
}

TEST(DecodeErrorsTest, ReadsTheErrorOfAnExecution) {
  for (const char* body :
       {R"({"data":{"type":"command-execution","attributes":{"status":{"value":"FAILURE",
             "error":{"type":"VEHICLE_STATE","code":"ASLEEP"}}}}})",
        R"({"type":"command-execution","attributes":{"status":{"value":"FAILURE",
             "error":{"type":"VEHICLE_STATE","code":"ASLEEP"}}}})"}) {
    EXPECT_EQ(Decode(body).type, "VEHICLE_STATE") << body;
    EXPECT_EQ(Decode(body).code, "ASLEEP") << body;
  }
}

TEST(DecodeErrorsTest, GoodAnswersAreNoErrors) {
  for (const char* body :
       {R"({"data":[]})", R"({"data":{"id":"v1","type":"vehicle","attributes":{"code":"x"}}})",
        R"({"id":"v1","type":"vehicle","attributes":{}})",
        R"({"data":{"type":"signal","attributes":{"code":"x","status":{"value":"ERROR",
            "error":{"type":"VEHICLE_STATE","code":"NOT_CHARGING"}}}}})",
        R"({"data":{"attributes":{"status":{"value":"SUCCESS"}}}})",
        R"({"data":{"attributes":{"status":{"value":"FAILURE","error":null}}}})",
        R"({"errors":[]})", R"({"errors":null,"error":null})", R"({"errors":["x"]})",
        R"({"error":""})", R"({"type":"VALIDATION"})", R"({"message":"Forbidden"})", "{}"}) {
    EXPECT_FALSE(DecodeUpstreamError(body).has_value()) << body;
  }
}

TEST(DecodeErrorsTest, WhatIsNoJsonIsNoError) {
  for (const char* body : {"", " ", "null", "[]", "\"error\"", "<html>504</html>",
                           R"({"errors":[{"type":"A")", R"({"errors":[{"type":NaN}]})"}) {
    EXPECT_FALSE(DecodeUpstreamError(body).has_value()) << body;
  }
}

TEST(DecodeErrorsTest, MembersOfAnotherKindAreEmpty) {
  const UpstreamError error = DecodeMembers(
      R"("type":7,"code":[],"title":{},"detail":true,"links":"x","meta":[],"suggestedUserMessage":1)");
  EXPECT_EQ(absl::StrCat(error.type, error.code, error.title, error.detail, error.about_url,
                         error.request_id, error.suggested_user_message),
            "");
}

TEST(DecodeErrorsTest, TextIsValidUtf8) {
  EXPECT_EQ(DecodeMembers("\"detail\":\"a\xff\\ud800z\"").detail, "a\xef\xbf\xbd\xef\xbf\xbdz");
}

}  // namespace
}  // namespace smartcar_gateway
