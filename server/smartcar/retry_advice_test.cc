// Tests of what a reply says of trying again.
#include "server/smartcar/retry_advice.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

RetryAdvice Advice(int status, const std::string& body = "") {
  return AdviseRetryOfReply(Reply(status, body).response);
}

std::string Error(const std::string& type, const std::string& code, const std::string& resolution) {
  return absl::StrCat(R"({"errors":[{"type":")", type, R"(","code":")", code,
                      R"(","resolution":{"type":)", resolution, "}}]}");
}

TEST(RetryAdvice, FailuresOnTheFarSideMayPass) {
  for (const int status : {500, 502, 503, 504}) {
    EXPECT_EQ(Advice(status), RetryAdvice::kBackoff) << status;
    EXPECT_EQ(Advice(status, "<html>"), RetryAdvice::kBackoff) << status;
  }
  EXPECT_EQ(Advice(500, Error("SERVER", "INTERNAL", R"("RETRY_LATER")")), RetryAdvice::kBackoff);
  EXPECT_EQ(Advice(502, Error("UPSTREAM", "NO_RESPONSE", "null")), RetryAdvice::kBackoff);
  EXPECT_EQ(Advice(502, Error("UPSTREAM", "NO_RESPONSE", R"("UNKNOWN_RESOLUTION_TYPE")")),
            RetryAdvice::kBackoff);
}

TEST(RetryAdvice, WhatSomebodyMustActOnDoesNotPass) {
  for (const char* resolution : {R"("CONTACT_SUPPORT")", R"("REAUTHENTICATE")"}) {
    EXPECT_EQ(Advice(500, Error("SERVER", "INTERNAL", resolution)), RetryAdvice::kNever);
    EXPECT_EQ(Advice(502, Error("UPSTREAM", "KNOWN_ISSUE", resolution)), RetryAdvice::kNever);
  }
}

TEST(RetryAdvice, LimitsPassWhenRetryAfterSays) {
  EXPECT_EQ(Advice(429), RetryAdvice::kWhenTold);
  EXPECT_EQ(Advice(429, Error("RATE_LIMIT", "VEHICLE", R"("RETRY_LATER")")),
            RetryAdvice::kWhenTold);
  EXPECT_EQ(Advice(502, Error("UPSTREAM", "RATE_LIMIT", R"("RETRY_LATER")")),
            RetryAdvice::kWhenTold);
}

TEST(RetryAdvice, EverythingElseStays) {
  for (const int status : {200, 202, 204, 302, 400, 401, 403, 404, 409, 430, 501, 505}) {
    EXPECT_EQ(Advice(status, Error("ANY", "ANY", R"("RETRY_LATER")")), RetryAdvice::kNever)
        << status;
  }
}

}  // namespace
}  // namespace smartcar_gateway
