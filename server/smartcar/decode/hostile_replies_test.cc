// What every decoder promises about any reply at all: it ends, it quotes nothing, and what it gives
// is a message that protobuf can write and read again.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/decode_command.h"
#include "server/smartcar/decode/decode_compatibility.h"
#include "server/smartcar/decode/decode_connections.h"
#include "server/smartcar/decode/decode_errors.h"
#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/decode/decode_vehicle.h"
#include "server/smartcar/decode/decode_webhooks.h"
#include "smartcar/gateway/v1/compatibility_service.pb.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the responses of every decoder

// A word of the replies below that an error must never repeat.
constexpr char kSecret[] = "s3cret";

constexpr char kSignals[] =
    R"({"data":[{"id":"closure-doors","type":"signal","attributes":{"code":"closure-doors",
        "status":{"value":"ERROR","error":{"type":"s3cret","resolution":{"type":"A","url":"B"}}},
        "body":{"values":[{"row":0,"isOpen":null,"odd":[1.5e3,"\ud83d\ude97 €"]}],"rowCount":2}},
        "meta":{"ingestedAt":"2026-09-22T12:43:14.379Z","oemUpdatedAt":1790080491000}},
        {"id":"x-y","attributes":{"body":{"a":{"b":[{},-0.0,true,null]}}}}],
        "included":{"vehicle":{"id":"v1","attributes":{"make":"s3cret","year":2021}}}})";

constexpr char kConnections[] =
    R"({"data":[{"id":"c1","attributes":{"permissions":["s3cret"],"vehicle":{"year":"2014"},
        "user":{"id":"u1"}},"relationships":{"vehicle":{"data":{"id":"v1"}}},
        "meta":{"createdAt":"2025-05-03T02:45:45.349Z"}}],
        "meta":{"page":1,"pageSize":10,"totalCount":1},"links":{"next":null}})";

constexpr char kExecution[] =
    R"({"data":{"id":"s3cret","attributes":{"status":{"value":"SUCCESS"},"scheduleType":"daily"},
        "meta":{"executedAt":"2024-01-01T12:00:00Z","durationInSeconds":2.5}}})";

constexpr char kErrors[] =
    R"({"errors":[{"status":"409","type":"A","detail":[{"field":"s3cret","message":"m"}],
        "resolution":{"type":"B"},"links":{"about":{"href":"h"}},"meta":{"requestId":"r"}}]})";

constexpr char kWebhooks[] =
    R"({"data":[{"id":"w1","attributes":{"name":"s3cret","isEnabled":true,"triggers":[
        {"code":"a-b","group":"A"}],"data":[{"name":"B"}]},"meta":{"createdAt":1790080491000}},
        {"id":"s1","relationships":{"webhook":{"data":{"id":"w1"}},"user":{"data":{"id":"u1"}},
        "vehicle":{"data":{"id":"s3cret"}}}}],"meta":{"page":1},"links":{"next":"n"}})";

constexpr char kMatrix[] =
    R"({"data":[{"id":"s3cret","attributes":{"make":"M","region":"US","powertrainType":"BEV",
        "years":{"start":2016,"end":"2026"},"capabilities":[{"type":"signal","name":"N",
        "code":"C","capability":"c-d","permission":"p"},{"capability":false}]}}],
        "meta":{"page":1,"pageSize":1,"totalCount":1}})";

template <typename Message>
void Check(const absl::Status& status, const Message& message, const std::string& body) {
  if (!status.ok()) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << body;
    EXPECT_FALSE(status.message().empty()) << body;
    EXPECT_FALSE(absl::StrContains(status.message(), kSecret)) << body;
    return;
  }
  // Reading fails for text that is no UTF-8 and for messages nested too deep.
  Message again;
  EXPECT_TRUE(again.ParseFromString(message.SerializeAsString())) << body;
}

// Gives the reply to every decoder; true if any of them took it.
bool Feed(const std::string& body) {
  bool taken = false;
  const auto decode = [&](auto decoder, auto message) {
    const absl::Status status = decoder(body, &message);
    Check(status, message, body);
    taken |= status.ok();
  };
  decode(DecodeSignalList, ListSignalsResponse());
  decode(DecodeSignal, GetSignalResponse());
  decode(DecodeVehicle, GetVehicleResponse());
  decode(DecodeConnection, GetConnectionResponse());
  decode(DecodeCommandExecution, CommandExecution());
  decode(DecodeScheduleExecution, ChargeScheduleExecution());
  PageInfo page;
  const auto decode_page = [&](const std::string& reply, ListConnectionsResponse* response) {
    return DecodeConnectionList(reply, response, &page);
  };
  decode(decode_page, ListConnectionsResponse());
  decode(DecodeWebhook, GetWebhookResponse());
  decode(DecodeSubscription, GetSubscriptionResponse());
  const auto decode_webhooks = [&](const std::string& reply, ListWebhooksResponse* response) {
    return DecodeWebhookList(reply, response, &page);
  };
  decode(decode_webhooks, ListWebhooksResponse());
  const auto decode_subscriptions = [&](const std::string& reply,
                                        ListSubscriptionsResponse* response) {
    return DecodeSubscriptionList(reply, response, &page);
  };
  decode(decode_subscriptions, ListSubscriptionsResponse());
  const auto decode_matrix = [&](const std::string& reply,
                                 ListCompatibleVehiclesResponse* response) {
    const auto add = [&](const CompatibleVehicle& vehicle) {
      *response->add_compatible_vehicles() = vehicle;
    };
    return DecodeCompatibleVehicles(reply, add, &page);
  };
  decode(decode_matrix, ListCompatibleVehiclesResponse());
  return taken | DecodeUpstreamError(body).has_value();
}

class HostileRepliesTest : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(All, HostileRepliesTest,
                         testing::Values(kSignals, kConnections, kExecution, kErrors, kWebhooks,
                                         kMatrix));

TEST_P(HostileRepliesTest, WholeReplyIsTaken) { EXPECT_TRUE(Feed(GetParam())); }

TEST_P(HostileRepliesTest, ReplyCutOffAtAnyByteIsRefused) {
  const std::string whole = GetParam();
  for (size_t length = 0; length < whole.size(); ++length) {
    std::string cut = whole.substr(0, length);
    EXPECT_FALSE(Feed(cut)) << length;
    // The same without a copy into a padded buffer.
    cut.reserve(cut.size() + 64);
    EXPECT_FALSE(Feed(cut)) << length;
  }
}

TEST_P(HostileRepliesTest, AnyByteMayBeAnything) {
  const std::string whole = GetParam();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char byte : {'\0', '\xff', '\xed', '"', '\\', '{', ']', ',', '0', '-', 'e', '\n'}) {
      std::string changed = whole;
      changed[at] = byte;
      Feed(changed);
    }
  }
}

TEST_P(HostileRepliesTest, AnyByteMayBeMissingOrDoubled) {
  const std::string whole = GetParam();
  for (size_t at = 0; at < whole.size(); ++at) {
    Feed(absl::StrCat(whole.substr(0, at), whole.substr(at + 1)));
    Feed(absl::StrCat(whole.substr(0, at + 1), whole.substr(at)));
  }
}

TEST(HostileRepliesFixedTest, WhatIsNoReplyIsRefused) {
  for (const char* body : {"", " ", "null", "true", "7", "\"s3cret\"", "[]", "{}", "{", "<html>",
                           "<html><body>s3cret</body></html>", "upstream connect error s3cret"}) {
    EXPECT_FALSE(Feed(body)) << body;
  }
}

// The body of a signal whose code is unknown, with `innermost` inside many objects.
std::string NestedBody(int levels, const std::string& innermost) {
  std::string body = R"({"data":{"attributes":{"code":"x-y","body":)";
  for (int i = 0; i < levels; ++i) body += "{\"a\":";
  return body + innermost + std::string(levels, '}') + "}}}";
}

TEST(HostileRepliesFixedTest, NestsSixtyFourLevelsAndNoMore) {
  constexpr int kAround = 3;  // root, `data`, `attributes`
  EXPECT_TRUE(Feed(NestedBody(64 - kAround, "1")));
  EXPECT_FALSE(Feed(NestedBody(65 - kAround, "1")));
  EXPECT_FALSE(Feed(NestedBody(100000, "1")));
}

TEST(HostileRepliesFixedTest, TakesLongListsAndManyMembers) {
  std::string list = R"({"data":[{"id":"x-y"})";
  std::string members = R"({"data":{"attributes":{"code":"x-y","body":{"m":0)";
  for (int i = 0; i < 20000; ++i) {
    absl::StrAppend(&list, R"(,{"id":"x-y"})");
    absl::StrAppend(&members, ",\"m", i, "\":", i);
  }
  EXPECT_TRUE(Feed(list + "]}"));
  EXPECT_TRUE(Feed(members + "}}}}"));
}

}  // namespace
}  // namespace smartcar_gateway
