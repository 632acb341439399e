// Ids that try to leave their place: in every RPC that takes one, over gRPC as it is, and with
// bytes that no library would send.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"
#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct IdField {
  std::string method;  // "/service/method"
  std::vector<const FieldDescriptor*> path;
};

// Of ids only those of the application's own users may be any text (see below).
constexpr char kFreeText[] = "external_user_id";

// Ids that become part of a path, a query or a header.
bool IsId(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING && field.name() != kFreeText &&
         (absl::EndsWith(field.name(), "_id") || absl::EndsWith(field.name(), "_code") ||
          absl::EndsWith(field.name(), "_codes"));
}

void FindIds(const std::string& method, const Descriptor& message,
             const std::vector<const FieldDescriptor*>& above, std::vector<IdField>* found) {
  for (int i = 0; i < message.field_count(); ++i) {
    std::vector<const FieldDescriptor*> path = above;
    path.push_back(message.field(i));
    if (IsId(*message.field(i))) found->push_back({method, path});
    const Descriptor* inner = message.field(i)->message_type();
    if (inner != nullptr && !absl::StartsWith(inner->full_name(), "google.")) {
      FindIds(method, *inner, path, found);
    }
  }
}

std::vector<IdField> AllIds() {
  // Every service of ours that this program is linked with.
  std::vector<IdField> found;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"VehicleService", "ConnectionService", "WebhookService"}) {
    const auto* service = pool->FindServiceByName(std::string("smartcar.gateway.v1.") + name);
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      FindIds("/" + service->full_name() + "/" + method->name(), *method->input_type(), {}, &found);
    }
  }
  return found;
}

std::string Varint(size_t number) {
  std::string bytes;
  for (; number >= 128; number /= 128) bytes.push_back(static_cast<char>(number % 128 + 128));
  bytes.push_back(static_cast<char>(number));
  return bytes;
}

// A message with this one field, on the wire: protobuf's own writer would refuse what is not UTF-8.
std::string Wire(const std::vector<const FieldDescriptor*>& path, const std::string& value) {
  std::string bytes = value;
  for (auto field = path.rbegin(); field != path.rend(); ++field) {
    constexpr size_t kLengthDelimited = 2;
    bytes = Varint((*field)->number() << 3 | kLengthDelimited) + Varint(bytes.size()) + bytes;
  }
  return bytes;
}

// Legal UTF-8, which nevertheless is no id.
std::vector<std::string> Tricks() {
  return {"../users/x",
          "..",
          ".",
          "a/b",
          "a%2fb",
          "%2e%2e%2f",
          "a%00b",
          std::string("a\0b", 3),
          "a\r\nx-evil: 1",
          "a\n2026-01-01T00:00:00.000Z error SENTINEL",
          "a?x=1",
          "a#b",
          "a b",
          "a\tb",
          "a\\b",
          "a;b",
          "a&b=c",
          "a@b",
          "\x7f",
          "\x1b[31mred",
          "\xe2\x80\xae"
          "drow",                       // right-to-left override
          "\xef\xbc\x8e\xef\xbc\x8e/",  // full-width dots
          "\xe2\x88\x95",               // a slash that is none
          "\xc2\xa0",                   // no-break space
          "\xef\xbb\xbf"
          "a",          // byte order mark
          "i\xcc\x87",  // combining
          std::string(129, 'a'),
          std::string(64 << 10, 'a')};
}

// What is not UTF-8.
std::vector<std::string> Bad() {
  return {"\xff",
          "\xc0\xaf"
          "x",
          "\xc3\x28",
          "\xed\xa0\x80",
          "\xf4\x90\x80\x80",
          "a\x80"};
}

class IdsTest : public HostileTest {
 protected:
  // On one connection, as one after the other is answered.
  StreamReply Send(Attacker& attacker, const IdField& id, const std::string& value) {
    return attacker.Wait(attacker.Call(CallHeaders(id.method), Message(Wire(id.path, value))));
  }

  static std::string NameOf(const IdField& id) {
    std::string name = id.method;
    for (const FieldDescriptor* field : id.path) name += " " + field->name();
    return name;
  }

  void ExpectNothingInjected() { ExpectLinesOfOurs(gateway().process().err()); }
};

TEST_F(IdsTest, EveryTrickIsRefusedInEveryRpcAndNothingIsSent) {
  const std::vector<IdField> ids = AllIds();
  ASSERT_GT(ids.size(), 40u);
  const auto attacker = NewCaller();
  for (const IdField& id : ids) {
    for (const std::string& value : Tricks()) {
      const StreamReply reply = Send(*attacker, id, value);
      ASSERT_EQ(reply.grpc_status(), grpc::INVALID_ARGUMENT)
          << NameOf(id) << " " << value.substr(0, 200);
      // It comes with other missing fields; the error must be of a size that libraries take.
      ASSERT_LT(reply.Header("grpc-message").size(), 4096u) << NameOf(id);
      ASSERT_LT(reply.Header("grpc-status-details-bin").size(), 6144u) << NameOf(id);
      ASSERT_EQ(reply.Header("x-evil"), "");
    }
  }
  std::printf("%zu ids of RPCs, %zu tricks each\n", ids.size(), Tricks().size());
  EXPECT_EQ(RequestsToSmartcar(), 0);
  ExpectNothingInjected();
}

TEST_F(IdsTest, WhatIsNotUtf8IsNoMessage) {
  const auto attacker = NewCaller();
  for (const IdField& id : AllIds()) {
    for (const std::string& value : Bad()) {
      const StreamReply reply = Send(*attacker, id, value);
      ASSERT_TRUE(reply.over()) << NameOf(id);
      ASSERT_NE(reply.grpc_status(), grpc::OK) << NameOf(id);
    }
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
  ExpectNothingInjected();
}

TEST_F(IdsTest, TextThatMayBeAnythingStaysInItsPlace) {
  const auto attacker = NewCaller();
  const auto* field = v1::ListConnectionsRequest::descriptor()->FindFieldByName(kFreeText);
  ASSERT_NE(field, nullptr);
  for (const std::string& value : Tricks()) {
    simulator().ClearRecord();
    const StreamReply reply =
        Send(*attacker, {"/smartcar.gateway.v1.ConnectionService/ListConnections", {field}}, value);
    EXPECT_TRUE(reply.over());
    const Json requests = simulator().Recorded();
    for (const Json& request : requests) {
      EXPECT_EQ(request.at("path"), "/v3/connections") << value.substr(0, 99);
      const std::string target = request.at("target");
      for (const char byte : target.substr(target.find('?') + 1)) {
        EXPECT_TRUE(absl::ascii_isalnum(byte) ||
                    absl::StrContains("%-._~=&[]", std::string(1, byte)))
            << target.substr(0, 200);
      }
      EXPECT_FALSE(request.at("headers").contains("x-evil"));
    }
  }
  ExpectNothingInjected();
}

TEST_F(IdsTest, PageTokensOfStrangersAreRefused) {
  const auto attacker = NewCaller();
  for (const char* method : {"/smartcar.gateway.v1.ConnectionService/ListConnections",
                             "/smartcar.gateway.v1.WebhookService/ListWebhooks",
                             "/smartcar.gateway.v1.WebhookService/ListSubscriptions"}) {
    const std::string service_method = std::string(method).substr(1);
    const auto* pool = google::protobuf::DescriptorPool::generated_pool();
    std::string name = service_method;
    name[name.find('/')] = '.';
    const auto* descriptor = pool->FindMethodByName(name);
    ASSERT_NE(descriptor, nullptr) << name;
    const auto* field = descriptor->input_type()->FindFieldByName("page_token");
    ASSERT_NE(field, nullptr) << name;
    for (const std::string& value :
         {std::string("https://elsewhere.example/x"), std::string("../../users"),
          std::string("a\r\nx-evil: 1"), std::string("\0", 1), std::string(64 << 10, 'a')}) {
      const StreamReply reply = Send(*attacker, {method, {field}}, value);
      EXPECT_EQ(reply.grpc_status(), grpc::INVALID_ARGUMENT) << name << " " << value.substr(0, 99);
    }
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
  ExpectNothingInjected();
}

}  // namespace
}  // namespace smartcar_gateway
