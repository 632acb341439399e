// Who may do what: callers that are not known or not allowed get nothing, learn nothing, and are
// written down.
#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "smartcar/gateway/v1/compatibility_service.pb.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/json_lines.h"
#include "tests/support/tokens.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kIssuer[] = "https://issuer.example";

// Everybody may act for the user whose id is the `sub` of its token; `reader` may read of all cars.
constexpr char kPolicy[] = R"(
roles:
  - name: own
    methods: ["*"]
    commands: ["*"]
    users: ["${sub}"]
    vehicles: ["*"]
  - name: read
    methods: ["VehicleService/*"]
    users: ["*"]
    vehicles: ["*"]
  - name: slow
    methods: [VehicleService/GetSignal]
    users: ["*"]
    vehicles: ["*"]
    rate_limit: {calls_per_minute: 1, burst: 2}
bindings:
  - callers: ["jwt:test:*"]
    roles: [own]
  - callers: ["jwt:test:reader"]
    roles: [read]
  - callers: ["jwt:test:slow"]
    roles: [slow]
)";

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file :
       {v1::GetVehicleRequest::descriptor()->file(), v1::GetConnectionRequest::descriptor()->file(),
        v1::GetWebhookRequest::descriptor()->file(),
        v1::ListCompatibleVehiclesRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

// Fills in the ids, wherever in the request they stand. Whether there were any.
bool SetIds(const Car& car, Message* request) {
  bool any = false;
  const Descriptor& type = *request->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.name() == "vehicle_id" || field.name() == "user_id") {
      request->GetReflection()->SetString(request, &field,
                                          field.name() == "user_id" ? car.user_id : car.vehicle_id);
      any = true;
    } else if (field.name() == "vehicles") {
      any |= SetIds(car, request->GetReflection()->AddMessage(request, &field));
    }
  }
  return any;
}

class AccessTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    issuer_ = new TokenIssuer(kIssuer);
    const std::string folder = NewScratchFolder("access");
    WriteFile(folder + "/policy.yaml", kPolicy);
    audit_file_ = new std::string(folder + "/audit.jsonl");
    GatewayOptions options;
    options.config = {{"access",
                       {{"policy_file", folder + "/policy.yaml"},
                        {"jwt_issuers",
                         {{{"name", "test"},
                           {"issuer", kIssuer},
                           {"audiences", {"smartcar-gateway"}},
                           {"jwks_file", issuer_->jwks_file()}}}}}},
                      {"audit", {{"file", *audit_file_}}}};
    StartSuite({}, options);
  }

  void SetUp() override {
    GatewayTest::SetUp();
    lines_before_ = Audit().size();
  }

  static std::string BearerOf(const std::string& subject) {
    TokenClaims claims;
    claims.subject = subject;
    return issuer_->Bearer(claims);
  }
  static CallOptions As(const std::string& subject) {
    CallOptions options;
    options.metadata.emplace("authorization", BearerOf(subject));
    return options;
  }

  // A car of somebody else.
  static Car Foreign(const Car& own) {
    for (const Car& car : {fleet().Charging(), fleet().Unplugged(), fleet().Full(),
                           fleet().Combustion(), fleet().Asleep()}) {
      if (car.user_id != own.user_id) return car;
    }
    Die("all cars belong to one user");
  }

  static std::vector<Json> Audit() { return ReadJsonLines(*audit_file_); }
  // What was recorded since the test began, when there are `count` lines of it.
  std::vector<Json> NewLines(size_t count) const {
    std::vector<Json> lines = WaitForJsonLines(*audit_file_, lines_before_ + count);
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(lines_before_));
    return lines;
  }

  // Calls any method with any request, and waits for its end.
  static RichError CallAny(const MethodDescriptor& method, const Message& request,
                           const CallOptions& options) {
    grpc::GenericStub stub(gateway().NewChannel());
    const grpc::Slice slice(request.SerializeAsString());
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer response;
    grpc::ClientContext context;
    Prepare(options, &context);
    std::promise<grpc::Status> ended;
    stub.UnaryCall(&context, "/" + method.service()->full_name() + "/" + method.name(),
                   grpc::StubOptions(), &bytes, &response,
                   [&ended](grpc::Status status) { ended.set_value(std::move(status)); });
    return ReadError(context, ended.get_future().get());
  }

  static TokenIssuer* issuer_;
  static std::string* audit_file_;
  size_t lines_before_ = 0;
};

TokenIssuer* AccessTest::issuer_ = nullptr;
std::string* AccessTest::audit_file_ = nullptr;

TEST_F(AccessTest, WithoutAValidTokenNothingIsAnsweredAndAllIsRecorded) {
  const TokenIssuer forger(kIssuer);
  TokenClaims old;
  old.valid_for = -600;
  const std::vector<std::pair<std::string, std::string>> shown = {
      {"", "TOKEN"},
      {"Bearer garbage", "token"},
      {"Basic dXNlcjpwYXNz", "Bearer"},
      {forger.Bearer(), "sign"},
      {issuer_->Bearer(old), "expired"},
  };
  int denied = 0;
  for (const MethodDescriptor* method : AllMethods()) {
    google::protobuf::DynamicMessageFactory factory;
    const std::unique_ptr<Message> request(factory.GetPrototype(method->input_type())->New());
    SetIds(fleet().Tesla(), request.get());
    for (const auto& [authorization, why] : shown) {
      CallOptions options;
      if (!authorization.empty()) options.metadata.emplace("authorization", authorization);
      const RichError error = CallAny(*method, *request, options);
      EXPECT_THAT(error, FailsWith(grpc::UNAUTHENTICATED, "CALLER_NOT_AUTHENTICATED"))
          << method->full_name();
      EXPECT_THAT(error.message, HasSubstr(why));
      EXPECT_THAT(error.message + error.details, Not(HasSubstr(fleet().Tesla().vehicle_id)));
      ++denied;
    }
  }
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
  for (const Json& line : NewLines(denied)) {
    EXPECT_EQ(line.at("event"), "AUDIT_EVENT_DENIED");
    EXPECT_EQ(line.at("code"), "UNAUTHENTICATED");
    EXPECT_THAT(line.at("caller"), "unknown");
  }
}

TEST_F(AccessTest, CallerOfOneUserIsRefusedTheCarsOfAllOthersInEveryRpc) {
  const Car own = fleet().Tesla();
  const Car others = Foreign(own);
  int denied = 0;
  for (const MethodDescriptor* method : AllMethods()) {
    google::protobuf::DynamicMessageFactory factory;
    const std::unique_ptr<Message> request(factory.GetPrototype(method->input_type())->New());
    if (!SetIds(others, request.get())) continue;
    const RichError error = CallAny(*method, *request, As(own.user_id));
    EXPECT_THAT(error, FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"))
        << method->full_name();
    for (const std::string& id : {others.vehicle_id, others.user_id}) {
      EXPECT_THAT(error.message + error.details, Not(HasSubstr(id))) << method->full_name();
    }
    ++denied;
  }
  EXPECT_GE(denied, 20);
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
  for (const Json& line : NewLines(denied)) {
    EXPECT_EQ(line.at("event"), "AUDIT_EVENT_DENIED");
    EXPECT_EQ(line.at("code"), "PERMISSION_DENIED");
    EXPECT_EQ(line.at("caller"), "jwt:test:" + own.user_id);
    EXPECT_THAT(line.at("targets").dump(),
                ::testing::AnyOf(HasSubstr(others.vehicle_id), HasSubstr(others.user_id)));
  }
}

TEST_F(AccessTest, OneForeignCarInABatchRefusesTheWholeBatch) {
  v1::BatchGetSignalsRequest request;
  for (const Car& car : {fleet().Tesla(), Foreign(fleet().Tesla())}) {
    auto* vehicle = request.add_vehicles();
    vehicle->set_vehicle_id(car.vehicle_id);
    vehicle->set_user_id(car.user_id);
  }
  const MethodDescriptor& batch =
      *v1::GetVehicleRequest::descriptor()->file()->service(0)->FindMethodByName("BatchGetSignals");
  EXPECT_THAT(CallAny(batch, request, As(fleet().Tesla().user_id)),
              FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

TEST_F(AccessTest, OwnCarAnswersAndItsCommandIsRecordedFromStartToEnd) {
  const Car own = fleet().Tesla();
  EXPECT_THAT(
      Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(own), As(own.user_id))
          .error,
      Succeeds());
  auto lock = For<v1::LockDoorsRequest>(own);
  lock.set_request_id("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
  const auto reply = Call(vehicles(), &Vehicles::LockDoors, lock, As(own.user_id));
  EXPECT_THAT(reply.error, Succeeds());
  const std::vector<Json> lines = NewLines(2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("event"), "AUDIT_EVENT_COMMAND_STARTED");
  EXPECT_EQ(lines[1].at("event"), "AUDIT_EVENT_COMMAND_ENDED");
  EXPECT_EQ(lines[1].at("started_sequence"), lines[0].at("sequence"));
  EXPECT_EQ(lines[1].at("code"), "OK");
  EXPECT_EQ(lines[1].at("upstream_request_id"), reply.response.upstream_request_id());
  for (const Json& line : lines) {
    EXPECT_EQ(line.at("caller"), "jwt:test:" + own.user_id);
    EXPECT_EQ(line.at("method"), "smartcar.gateway.v1.VehicleService/LockDoors");
    EXPECT_EQ(line.at("targets")[0].at("vehicle_id"), own.vehicle_id);
    EXPECT_EQ(line.at("targets")[0].at("user_id"), own.user_id);
    EXPECT_EQ(line.at("request_id"), lock.request_id());
    EXPECT_EQ(line.at("rule"), "bindings[0]/own");
  }
}

TEST_F(AccessTest, RoleWithoutCommandsReadsOnly) {
  const Car car = fleet().Tesla();
  EXPECT_THAT(
      Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car), As("reader"))
          .error,
      Succeeds());
  simulator().ClearRecord();
  const RichError error =
      Call(vehicles(), &Vehicles::UnlockDoors, For<v1::UnlockDoorsRequest>(car), As("reader"))
          .error;
  EXPECT_THAT(error, AllOf(FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"),
                           HasMetadata("may_have_executed", "false")));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
  // Its service, but not its method's service.
  EXPECT_THAT(Call(connections(), &Connections::ListConnections, {}, As("reader")).error,
              FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
}

TEST_F(AccessTest, WhoMakesTooManyCallsIsToldWhenToComeBack) {
  auto request = For<v1::GetSignalRequest>(fleet().Tesla());
  request.set_signal_code("charge-ischarging");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Call(vehicles(), &Vehicles::GetSignal, request, As("slow")).error, Succeeds());
  }
  const RichError error = Call(vehicles(), &Vehicles::GetSignal, request, As("slow")).error;
  EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "CALLER_RATE_LIMIT"));
  ASSERT_TRUE(error.retry_info.has_value());
  EXPECT_GT(error.retry_info->retry_delay().seconds(), 0);
  EXPECT_LE(error.retry_info->retry_delay().seconds(), 60);
  ASSERT_TRUE(error.quota_failure.has_value());
  EXPECT_EQ(error.quota_failure->violations(0).subject(), "caller/jwt:test:slow");
  // Others are not concerned.
  EXPECT_THAT(Call(vehicles(), &Vehicles::GetSignal, request, As("reader")).error, Succeeds());
}

TEST_F(AccessTest, WrongRequestOfACallerWhoIsNotAllowedSaysNothingOfTheRequest) {
  v1::LockDoorsRequest request;
  request.set_vehicle_id("../secret");
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, request, As("reader")).error,
              FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
}

TEST_F(AccessTest, LogNamesCallerAndWhyItWasRefused) {
  EXPECT_THAT(Call(connections(), &Connections::ListConnections, {}, As("reader")).error,
              Not(Succeeds()));
  EXPECT_TRUE(gateway().process().WaitForErr(
      "endpoint=connections.list vehicle_id= code=PERMISSION_DENIED"));
  EXPECT_TRUE(gateway().process().WaitForErr("caller=jwt:test:reader why=\""));
  EXPECT_THAT(gateway().process().err(), Not(HasSubstr(BearerOf("reader").substr(7))));
}

}  // namespace
}  // namespace smartcar_gateway
