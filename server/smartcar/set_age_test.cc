// Tests of telling the age of an answer.
#include "server/smartcar/set_age.h"

#include "gtest/gtest.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

TEST(SetAge, AnAnswerOfSmartcarsOwnHasNone) {
  v1::GetVehicleResponse response;
  SetAge(HttpResponse(), &response);
  EXPECT_FALSE(response.has_age());
}

TEST(SetAge, AKeptAnswerTellsItToTheNanosecond) {
  HttpResponse http;
  http.age = absl::Seconds(3600) + absl::Nanoseconds(7);
  v1::GetVehicleResponse response;
  SetAge(http, &response);
  EXPECT_EQ(response.age().seconds(), 3600);
  EXPECT_EQ(response.age().nanos(), 7);
}

TEST(SetAge, AgeZeroIsAnAgeToo) {
  HttpResponse http;
  http.age = absl::ZeroDuration();
  v1::SignalsResult result;
  SetAge(http, &result);
  ASSERT_TRUE(result.has_age());
  EXPECT_EQ(result.age().seconds(), 0);
  EXPECT_EQ(result.age().nanos(), 0);
}

}  // namespace
}  // namespace smartcar_gateway
