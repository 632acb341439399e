// Start and end of a suite, and what holds for every request.
#include "tests/independent/independent_fixture.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <csignal>
#include <cstdlib>

namespace smartcar_gateway {
namespace {

using ::testing::MatchesRegex;

HttpVersion Version() {
  const char* version = std::getenv("UPSTREAM_HTTP");
  if (version == nullptr) Die("UPSTREAM_HTTP is not set");
  return std::string(version) == "2" ? HttpVersion::k2 : HttpVersion::k1;
}

void ExpectProper(const Json& request) {
  SCOPED_TRACE(request.dump());
  EXPECT_EQ(request.at("protocol"), Version() == HttpVersion::k2 ? "HTTP/2.0" : "HTTP/1.1");
  EXPECT_THAT(request.at("tls").get<std::string>(), MatchesRegex("TLSv1\\.[23]"));
  const std::string host = request.at("host");
  if (host == "vehicle.localhost" || host == "management.localhost") {
    EXPECT_THAT(request.at("authorization").get<std::string>(),
                MatchesRegex("Bearer [0-9a-f]+\\.AZaz09-\\._~\\+/=="));
  } else {
    EXPECT_EQ(request.at("authorization"), "");
    EXPECT_EQ(request.at("user"), "");
  }
  if (host == "iam.localhost") {
    EXPECT_EQ(request.at("method"), "POST");
    EXPECT_EQ(request.at("target"), "/oauth2/token");
    EXPECT_EQ(request.at("status"), 200);
  }
}

}  // namespace

std::unique_ptr<Upstream> IndependentTest::upstream_;
std::unique_ptr<Gateway> IndependentTest::gateway_;
std::unique_ptr<Vehicles> IndependentTest::vehicles_;
std::unique_ptr<Connections> IndependentTest::connections_;
std::unique_ptr<Webhooks> IndependentTest::webhooks_;
std::unique_ptr<Compatibility> IndependentTest::compatibility_;

void IndependentTest::SetUpTestSuite() {
  upstream_ = Upstream::Start(Version());
  gateway_ = Gateway::Start(upstream_->ForGateway());
  const std::shared_ptr<grpc::Channel> channel = gateway_->NewChannel();
  vehicles_ = v1::VehicleService::NewStub(channel);
  connections_ = v1::ConnectionService::NewStub(channel);
  webhooks_ = v1::WebhookService::NewStub(channel);
  compatibility_ = v1::CompatibilityService::NewStub(channel);
}

void IndependentTest::TearDownTestSuite() {
  vehicles_ = nullptr;
  connections_ = nullptr;
  webhooks_ = nullptr;
  compatibility_ = nullptr;
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
  EXPECT_TRUE(upstream_->process().running()) << upstream_->process().err();
  for (const Json& request : upstream_->Requests()) ExpectProper(request);
  gateway_ = nullptr;
  upstream_ = nullptr;
}

int IndependentTest::Count(const std::string& method, const std::string& target) {
  int count = 0;
  for (const Json& request : upstream().Requests()) {
    count += request.at("method") == method && request.at("target") == target;
  }
  return count;
}

Json IndependentTest::SentAs(const std::string& request_id, const std::string& method,
                             const std::string& target) {
  Json request = upstream().Request(request_id);
  EXPECT_EQ(request.at("method"), method);
  EXPECT_EQ(request.at("target"), target);
  if (method != "GET") {
    EXPECT_EQ(Count(method, target), 1);
  }
  return request;
}

bool EqualsText(const google::protobuf::Message& message, const std::string& text,
                std::ostream* out) {
  const std::unique_ptr<google::protobuf::Message> expected(message.New());
  if (!google::protobuf::TextFormat::ParseFromString(text, expected.get())) {
    Die("this is no " + message.GetTypeName() + ": " + text);
  }
  if (google::protobuf::util::MessageDifferencer::Equals(message, *expected)) return true;
  if (out != nullptr) *out << "which is\n" << message.DebugString();
  return false;
}

}  // namespace smartcar_gateway
