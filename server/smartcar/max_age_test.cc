// Tests of reading max_age from requests.
#include "server/smartcar/max_age.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

v1::GetVehicleRequest With(int64_t seconds, int32_t nanos) {
  v1::GetVehicleRequest request;
  request.mutable_max_age()->set_seconds(seconds);
  request.mutable_max_age()->set_nanos(nanos);
  return request;
}

TEST(MaxAge, WithoutOneThereIsNone) {
  FieldChecker check;
  EXPECT_FALSE(MaxAge(v1::GetVehicleRequest(), &check).has_value());
  EXPECT_TRUE(check.ok());
}

TEST(MaxAge, TakesWhatIsAllowedExactly) {
  FieldChecker check;
  EXPECT_EQ(MaxAge(With(0, 0), &check), absl::ZeroDuration());
  EXPECT_EQ(MaxAge(With(1, 500'000'001), &check), absl::Nanoseconds(1'500'000'001));
  EXPECT_EQ(MaxAge(With(86'400, 0), &check), absl::Hours(24));
  EXPECT_TRUE(check.ok());
}

TEST(MaxAge, RefusesTheRestByName) {
  for (const auto& wrong : {With(-1, 0), With(0, -1), With(1, 1'000'000'000), With(86'400, 1),
                            With(INT64_MAX, 0), With(INT64_MIN, 0)}) {
    FieldChecker check;
    EXPECT_FALSE(MaxAge(wrong, &check).has_value());
    ASSERT_FALSE(check.ok()) << wrong.DebugString();
    const absl::Status verdict = check.Verdict();
    EXPECT_EQ(verdict.code(), absl::StatusCode::kInvalidArgument);
    google::rpc::BadRequest violations;
    ASSERT_TRUE(violations.ParseFromString(
        std::string(*verdict.GetPayload("type.googleapis.com/google.rpc.BadRequest"))));
    EXPECT_EQ(violations.field_violations(0).field(), "max_age");
    EXPECT_EQ(violations.field_violations(0).description(), "must be 0 seconds to 24 hours");
  }
}

}  // namespace
}  // namespace smartcar_gateway
