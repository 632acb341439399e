// RateLimitOf over the forms that errors take.
#include "server/smartcar/rate_limit_reply.h"

#include <string>

#include "gtest/gtest.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

RateLimit Limit(int status, const std::string& body) {
  return RateLimitOf(Reply(status, body).response);
}

TEST(RateLimitReply, TooManyRequestsNamesTheVehicleOrMeansTheApplication) {
  EXPECT_EQ(Limit(429, R"({"errors":[{"type":"RATE_LIMIT","code":"VEHICLE"}]})"),
            RateLimit::kVehicle);
  EXPECT_EQ(Limit(429, R"({"errors":[{"type":"RATE_LIMIT","code":"SMARTCAR_API"}]})"),
            RateLimit::kApplication);
  EXPECT_EQ(Limit(429, "<html>"), RateLimit::kApplication);
  EXPECT_EQ(Limit(429, ""), RateLimit::kApplication);
}

TEST(RateLimitReply, OlderFlatFormIsReadAsWell) {
  EXPECT_EQ(Limit(429, R"({"type":"RATE_LIMIT","code":"VEHICLE","statusCode":429})"),
            RateLimit::kVehicle);
  EXPECT_EQ(Limit(502, R"({"type":"UPSTREAM","code":"RATE_LIMIT","statusCode":502})"),
            RateLimit::kCarMaker);
}

TEST(RateLimitReply, BadGatewayIsALimitOnlyIfItSaysSo) {
  EXPECT_EQ(Limit(502, R"({"errors":[{"type":"UPSTREAM","code":"RATE_LIMIT"}]})"),
            RateLimit::kCarMaker);
  EXPECT_EQ(Limit(502, R"({"errors":[{"type":"UPSTREAM","code":"NO_RESPONSE"}]})"),
            RateLimit::kNone);
  EXPECT_EQ(Limit(502, "<html>"), RateLimit::kNone);
}

TEST(RateLimitReply, CommandThatWasAcceptedAndThenRefusedCounts) {
  EXPECT_EQ(Limit(202, R"({"errors":[{"status":"429","type":"RATE_LIMIT","code":"VEHICLE"}]})"),
            RateLimit::kVehicle);
  EXPECT_EQ(Limit(202, R"({"errors":[{"type":"RATE_LIMIT","code":"SMARTCAR_API"}]})"),
            RateLimit::kApplication);
  EXPECT_EQ(Limit(202, R"({"errors":[{"type":"UPSTREAM","code":"RATE_LIMIT"}]})"),
            RateLimit::kCarMaker);
  EXPECT_EQ(Limit(202, R"({"errors":[{"status":"409","type":"VEHICLE_STATE","code":"ASLEEP"}]})"),
            RateLimit::kNone);
  EXPECT_EQ(Limit(202, R"({"data":{"attributes":{"status":{"value":"SUCCESS"}}}})"),
            RateLimit::kNone);
}

TEST(RateLimitReply, OtherStatusesAreNoLimit) {
  for (const int status : {200, 204, 401, 404, 430, 500, 503, 504}) {
    EXPECT_EQ(Limit(status, R"({"errors":[{"type":"RATE_LIMIT","code":"VEHICLE"}]})"),
              RateLimit::kNone)
        << status;
  }
}

}  // namespace
}  // namespace smartcar_gateway
