// CompatibilityService: kept for a day, fetched once for all, called without a token.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "smartcar/gateway/v1/compatibility_service.grpc.pb.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using Compatibility = v1::CompatibilityService::Stub;
using Pending = PendingCall<v1::ListCompatibleVehiclesRequest, v1::ListCompatibleVehiclesResponse>;

constexpr char kPath[] = "/v3/compatible-vehicles";

// The gateway keeps what it has fetched from test to test, so each test asks for a make of its own.
class CompatibilityServiceTest : public GatewayTest {
 protected:
  void SetUp() override {
    GatewayTest::SetUp();
    compatibility_ = v1::CompatibilityService::NewStub(gateway().NewChannel());
  }

  static v1::ListCompatibleVehiclesRequest For(const std::string& make) {
    v1::ListCompatibleVehiclesRequest request;
    request.set_make(make);
    return request;
  }

  Reply<v1::ListCompatibleVehiclesResponse> List(const v1::ListCompatibleVehiclesRequest& request) {
    return Call(*compatibility_, &Compatibility::ListCompatibleVehicles, request);
  }

  // Entries of these ids, electric and combustion by turns, in answer to the next request.
  static void QueueMatrix(const std::vector<std::string>& ids, Json fault = Json::object()) {
    Json data = Json::array();
    for (const std::string& id : ids) {
      data.push_back({{"id", id},
                      {"type", "vehicle-model-capability"},
                      {"attributes",
                       {{"make", "Any"},
                        {"powertrainType", data.size() % 2 == 0 ? "BEV" : "ICE"},
                        {"region", "US"}}}});
    }
    fault["match"] = {{"path", kPath}};
    fault["body"] = {{"data", data},
                     {"meta", {{"page", 1}, {"pageSize", ids.size()}, {"totalCount", ids.size()}}}};
    simulator().Queue(fault);
  }

  static std::vector<std::string> Ids(const v1::ListCompatibleVehiclesResponse& response) {
    std::vector<std::string> ids;
    for (const auto& vehicle : response.compatible_vehicles()) {
      ids.push_back(vehicle.compatible_vehicle_id());
    }
    return ids;
  }

  static int Fetches() { return simulator().Count({"GET", kPath}); }

  std::unique_ptr<Compatibility> compatibility_;
};

TEST_F(CompatibilityServiceTest, AsksOnceAndWithoutAToken) {
  QueueMatrix({"a", "b", "c"});
  v1::ListCompatibleVehiclesRequest request = For("Tesla");
  request.set_region(v1::COMPATIBILITY_REGION_CANADA);
  const auto first = List(request);
  ASSERT_THAT(first.error, Succeeds());
  EXPECT_THAT(Ids(first.response), ElementsAre("a", "b", "c"));
  EXPECT_EQ(first.response.total_size(), 3);
  EXPECT_GT(first.response.retrieved_time().seconds(), 1'700'000'000);
  const Json sent = OnlyRequest();
  EXPECT_EQ(sent.at("target"),
            "/v3/compatible-vehicles?filter%5Bregion%5D=CA&filter%5Bmake%5D=TESLA");
  EXPECT_FALSE(sent.at("headers").contains("authorization"));
  EXPECT_FALSE(sent.at("headers").contains("sc-user-id"));

  request.set_make("TESLA");
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_BEV);
  request.set_page_size(1);
  const auto page = List(request);
  EXPECT_THAT(Ids(page.response), ElementsAre("a"));
  EXPECT_EQ(page.response.total_size(), 2);
  ASSERT_THAT(page.response.next_page_token(), Not(IsEmpty()));
  request.set_page_token(page.response.next_page_token());
  const auto last = List(request);
  EXPECT_THAT(Ids(last.response), ElementsAre("c"));
  EXPECT_THAT(last.response.next_page_token(), IsEmpty());
  EXPECT_EQ(last.response.retrieved_time().seconds(), first.response.retrieved_time().seconds());
  EXPECT_EQ(Fetches(), 1);
}

TEST_F(CompatibilityServiceTest, MatrixMayBeLargerThanOtherReplies) {
  QueueMatrix({"large"}, {{"pad_body_to", 5'000'000}});
  const auto reply = List(For("large"));
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(Ids(reply.response), ElementsAre("large"));
}

TEST_F(CompatibilityServiceTest, CallersShareAFetchThatOutlivesTheFirstOfThem) {
  QueueMatrix({"shared"}, {{"hold", "matrix"}});
  std::vector<std::unique_ptr<Pending>> calls;
  for (int i = 0; i < 20; ++i) {
    calls.push_back(StartCall(compatibility_->async(),
                              &Compatibility::async::ListCompatibleVehicles, For("shared")));
  }
  ASSERT_TRUE(simulator().WaitForHeld("matrix", 1));
  calls.front()->Cancel();
  EXPECT_EQ(calls.front()->Wait().error.code, grpc::CANCELLED);
  simulator().Release("matrix");
  for (size_t i = 1; i < calls.size(); ++i) {
    EXPECT_THAT(Ids(calls[i]->Wait().response), ElementsAre("shared"));
  }
  EXPECT_EQ(Fetches(), 1);
}

TEST_F(CompatibilityServiceTest, FailureIsToldAndTheNextCallTriesAgain) {
  simulator().Queue({{"match", {{"path", kPath}}}, {"status", 503}, {"body", "busy"}});
  EXPECT_THAT(List(For("flaky")).error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  simulator().Queue({{"match", {{"path", kPath}}}, {"status", 200}, {"body", "<html>"}});
  EXPECT_THAT(List(For("flaky")).error, FailsWith(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID"));
  QueueMatrix({"at last"});
  EXPECT_THAT(Ids(List(For("flaky")).response), ElementsAre("at last"));
}

TEST_F(CompatibilityServiceTest, EveryWrongFieldIsNamedAndNothingIsSent) {
  v1::ListCompatibleVehiclesRequest request = For(std::string(100, 'm'));
  request.set_page_size(-1);
  request.set_page_token("?");
  const RichError error = List(request).error;
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  EXPECT_THAT(error, Violates("make", "64 bytes"));
  EXPECT_THAT(error, Violates("page_size", "negative"));
  EXPECT_THAT(error, Violates("page_token", "next_page_token"));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

}  // namespace
}  // namespace smartcar_gateway
