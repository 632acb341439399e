// Every RPC of WebhookService, with replies of the management API queued word for word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "smartcar/gateway/v1/webhook_service.grpc.pb.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Webhooks = v1::WebhookService::Stub;

constexpr char kSubscriptions[] = "/v3/subscriptions";

Json SubscriptionEntry(const std::string& id) {
  const auto relation = [](const char* type, const char* related) {
    return Json{{"data", {{"type", type}, {"id", related}}}};
  };
  return {{"id", id},
          {"type", "subscription"},
          {"attributes", {{"vehicle", {{"make", "TESLA"}, {"mode", "live"}}}}},
          {"relationships",
           {{"webhook", relation("webhook", "w1")},
            {"user", relation("webhook", "u1")},
            {"vehicle", relation("webhook", "v1")}}}};
}

Json ListOf(const Json& entries) {
  return {{"data", entries},
          {"meta", {{"pageNumber", 1}, {"pageSize", 100}, {"totalCount", entries.size()}}},
          {"links", {{"next", nullptr}}}};
}

class WebhookServiceTest : public GatewayTest {
 protected:
  void SetUp() override {
    GatewayTest::SetUp();
    webhooks_ = v1::WebhookService::NewStub(gateway().NewChannel());
  }

  static void QueueReply(const std::string& method, const std::string& path, int status,
                         const Json& body, int times = 1) {
    simulator().Queue({{"match", {{"method", method}, {"path", path}}},
                       {"status", status},
                       {"body", body},
                       {"times", times}});
  }
  static void QueueTaken() {
    QueueReply("POST", kSubscriptions, 202,
               {{"meta", {{"message", "subscription creation in progress"}}}});
  }

  static v1::CreateSubscriptionRequest Wanted(int seconds) {
    v1::CreateSubscriptionRequest request;
    request.set_vehicle_id("v1");
    request.set_user_id("u1");
    request.set_webhook_id("w1");
    request.mutable_wait_timeout()->set_seconds(seconds);
    return request;
  }
  Reply<v1::CreateSubscriptionResponse> Create(int wait_seconds, const CallOptions& options = {}) {
    return Call(*webhooks_, &Webhooks::CreateSubscription, Wanted(wait_seconds), options);
  }

  static int Looks() { return simulator().Count({"GET", kSubscriptions}); }

  std::unique_ptr<Webhooks> webhooks_;
};

TEST_F(WebhookServiceTest, ListingSendsFiltersAndTokenAndReadsWebhooks) {
  QueueReply("GET", "/v3/webhooks", 200,
             ListOf(Json::array({{{"id", "w1"},
                                  {"type", "webhook"},
                                  {"attributes", {{"name", "Fleet"}, {"isEnabled", true}}}}})));
  v1::ListWebhooksRequest request;
  request.set_name("fleet");
  request.set_is_enabled(true);
  request.set_page_size(5);
  const auto reply = Call(*webhooks_, &Webhooks::ListWebhooks, request);
  ASSERT_THAT(reply.error, Succeeds());
  ASSERT_THAT(reply.response.webhooks(), SizeIs(1));
  EXPECT_EQ(reply.response.webhooks(0).webhook_id(), "w1");
  EXPECT_TRUE(reply.response.webhooks(0).is_enabled());
  EXPECT_FALSE(reply.response.webhooks(0).has_auto_subscribe());
  EXPECT_EQ(reply.response.total_size(), 1);
  EXPECT_THAT(reply.response.next_page_token(), IsEmpty());
  const Json sent = OnlyRequest();
  EXPECT_EQ(sent.at("target"),
            "/v3/webhooks?page%5Bnumber%5D=1&page%5Bsize%5D=5&filter%5Bname%5D=fleet"
            "&filter%5BisEnabled%5D=true");
  EXPECT_THAT(std::string(sent.at("headers").at("authorization")), HasSubstr("Bearer "));
  EXPECT_FALSE(sent.at("headers").contains("sc-user-id"));
}

TEST_F(WebhookServiceTest, SubscriptionsAreListedPageByPage) {
  Json first = ListOf(Json::array({SubscriptionEntry("s1")}));
  first["links"]["next"] = "https://management.api.smartcar.com/v3/subscriptions?page=2";
  QueueReply("GET", kSubscriptions, 200, first);
  QueueReply("GET", kSubscriptions, 200, ListOf(Json::array({SubscriptionEntry("s2")})));
  v1::ListSubscriptionsRequest request;
  request.set_webhook_id("w1");
  request.set_page_size(1);
  const auto page = Call(*webhooks_, &Webhooks::ListSubscriptions, request);
  ASSERT_THAT(page.error, Succeeds());
  EXPECT_EQ(page.response.subscriptions(0).user_id(), "u1");
  EXPECT_EQ(page.response.subscriptions(0).vehicle().vehicle_id(), "v1");
  ASSERT_THAT(page.response.next_page_token(), Not(IsEmpty()));
  request.set_page_token(page.response.next_page_token());
  const auto last = Call(*webhooks_, &Webhooks::ListSubscriptions, request);
  EXPECT_EQ(last.response.subscriptions(0).subscription_id(), "s2");
  EXPECT_THAT(last.response.next_page_token(), IsEmpty());
  EXPECT_EQ(simulator().Recorded({"GET", kSubscriptions})[1].at("target"),
            "/v3/subscriptions?page%5Bnumber%5D=2&page%5Bsize%5D=1&filter%5BwebhookId%5D=w1");
}

TEST_F(WebhookServiceTest, ResourceThatIsNotThereIsNamed) {
  const Json missing = {{"errors", {{{"status", "404"}, {"type", "RESOURCE_NOT_FOUND"}}}}};
  QueueReply("GET", "/v3/webhooks/w9", 404, missing);
  QueueReply("GET", "/v3/subscriptions/s9", 404, missing);
  QueueReply("DELETE", "/v3/subscriptions/s9", 404, missing);
  v1::GetWebhookRequest webhook;
  webhook.set_webhook_id("w9");
  const RichError no_webhook = Call(*webhooks_, &Webhooks::GetWebhook, webhook).error;
  EXPECT_THAT(no_webhook, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(no_webhook.resource_info->resource_type(), "webhook");
  EXPECT_EQ(no_webhook.resource_info->resource_name(), "w9");
  v1::GetSubscriptionRequest get;
  get.set_subscription_id("s9");
  EXPECT_THAT(Call(*webhooks_, &Webhooks::GetSubscription, get).error,
              FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  v1::DeleteSubscriptionRequest deletion;
  deletion.set_subscription_id("s9");
  const RichError no_subscription = Call(*webhooks_, &Webhooks::DeleteSubscription, deletion).error;
  EXPECT_THAT(no_subscription, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(no_subscription.resource_info->resource_type(), "subscription");
}

TEST_F(WebhookServiceTest, ResourcesAreReadAndDeleted) {
  QueueReply("GET", "/v3/webhooks/w1", 200,
             {{"data", {{"id", "w1"}, {"attributes", {{"name", "Fleet"}}}}}});
  v1::GetWebhookRequest webhook;
  webhook.set_webhook_id("w1");
  EXPECT_EQ(Call(*webhooks_, &Webhooks::GetWebhook, webhook).response.webhook().name(), "Fleet");
  QueueReply("GET", "/v3/subscriptions/s1", 200, {{"data", SubscriptionEntry("s1")}});
  v1::GetSubscriptionRequest get;
  get.set_subscription_id("s1");
  const auto subscription = Call(*webhooks_, &Webhooks::GetSubscription, get);
  EXPECT_EQ(subscription.response.subscription().webhook_id(), "w1");
  simulator().Queue({{"match", {{"method", "DELETE"}}}, {"status", 204}, {"body", ""}});
  v1::DeleteSubscriptionRequest deletion;
  deletion.set_subscription_id("s1");
  EXPECT_THAT(Call(*webhooks_, &Webhooks::DeleteSubscription, deletion).error, Succeeds());
  EXPECT_EQ(simulator().Count({"DELETE", "/v3/subscriptions/s1"}), 1);
}

TEST_F(WebhookServiceTest, CreatingWaitsUntilTheSubscriptionIsSeen) {
  QueueTaken();
  QueueReply("GET", kSubscriptions, 200, ListOf(Json::array()));
  QueueReply("GET", kSubscriptions, 200, ListOf(Json::array({SubscriptionEntry("s1")})));
  const auto reply = Create(30);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_FALSE(reply.response.pending());
  EXPECT_EQ(reply.response.subscription().subscription_id(), "s1");
  const Json requests = simulator().Recorded({"", kApi});
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(
      Json::parse(std::string(requests[0].at("body"))),
      Json::parse(R"({"data":{"attributes":{"webhookId":"w1","userId":"u1","vehicleId":"v1"}}})"));
  EXPECT_EQ(requests[0].at("headers").at("content-type"), "application/json");
  EXPECT_THAT(std::string(requests[1].at("target")),
              HasSubstr("filter%5BuserId%5D=u1&filter%5BwebhookId%5D=w1&filter%5BvehicleId%5D=v1"));
}

TEST_F(WebhookServiceTest, CreatingWithoutAWaitIsPendingAtOnce) {
  QueueTaken();
  const auto reply = Create(0);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_TRUE(reply.response.pending());
  EXPECT_FALSE(reply.response.has_subscription());
  EXPECT_EQ(OnlyRequest().at("method"), "POST");
}

TEST_F(WebhookServiceTest, WaitEndsWithAnAnswerBeforeTheCallersDeadline) {
  QueueTaken();
  QueueReply("GET", kSubscriptions, 200, ListOf(Json::array()), -1);
  CallOptions options;
  options.deadline = std::chrono::seconds(3);
  const auto reply = Create(60, options);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_TRUE(reply.response.pending());
  EXPECT_GE(Looks(), 1);
}

TEST_F(WebhookServiceTest, VehicleThatIsSubscribedAlreadyExists) {
  QueueReply("POST", kSubscriptions, 409,
             {{"errors", {{{"status", "409"}, {"detail", "already subscribed"}}}}});
  const RichError error = Create(10).error;
  EXPECT_THAT(error, FailsWith(grpc::ALREADY_EXISTS, "SUBSCRIPTION_EXISTS"));
  EXPECT_EQ(error.resource_info->resource_type(), "subscription");
  EXPECT_EQ(error.resource_info->resource_name(), "webhook w1, user u1, vehicle v1");
  EXPECT_EQ(Looks(), 0);
}

TEST_F(WebhookServiceTest, LostAnswerLeavesTheOutcomeUnknownAndIsNotRepeated) {
  simulator().Queue(
      {{"match", {{"method", "POST"}, {"path", kSubscriptions}}}, {"break", "after"}});
  const RichError error = Create(10).error;
  EXPECT_THAT(error, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(simulator().Count({"POST", kSubscriptions}), 1);
  EXPECT_EQ(Looks(), 0);
}

TEST_F(WebhookServiceTest, CancelAbortsTheLookAndNoOtherFollows) {
  QueueTaken();
  simulator().Queue({{"match", {{"method", "GET"}, {"path", kSubscriptions}}}, {"hold", "look"}});
  const auto call = StartCall(webhooks_->async(), &Webhooks::async::CreateSubscription, Wanted(60));
  ASSERT_TRUE(simulator().WaitForHeld("look", 1));
  call->Cancel();
  EXPECT_EQ(call->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(
      gateway().process().WaitForErr("endpoint=subscriptions.create vehicle_id=v1 "
                                     "code=CANCELLED"));
  EXPECT_EQ(Looks(), 1);
}

TEST_F(WebhookServiceTest, EveryWrongFieldIsNamedAndNothingIsSent) {
  v1::CreateSubscriptionRequest request;
  request.set_vehicle_id("a/b");
  request.mutable_wait_timeout()->set_seconds(-1);
  const RichError error = Call(*webhooks_, &Webhooks::CreateSubscription, request).error;
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  EXPECT_THAT(error, Violates("vehicle_id", "may hold only"));
  EXPECT_THAT(error, Violates("user_id", "required"));
  EXPECT_THAT(error, Violates("webhook_id", "required"));
  EXPECT_THAT(error, Violates("wait_timeout", "not negative"));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

}  // namespace
}  // namespace smartcar_gateway
