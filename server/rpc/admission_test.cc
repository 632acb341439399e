// Tests of what comes before an RPC's work, through gRPC in one process: nothing is sent before the
// caller is known and allowed, and what changes something is written down before it is done.
#include "server/rpc/admission.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "server/access/open_access_for_test.h"
#include "server/base/mutex.h"
#include "server/http/testing.h"
#include "server/rpc/connection_service.h"
#include "server/rpc/vehicle_service.h"
#include "smartcar/gateway/v1/connection_service.grpc.pb.h"
#include "smartcar/gateway/v1/vehicle_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace audit = smartcar::gateway::audit::v1;
namespace v1 = smartcar::gateway::v1;

constexpr char kLocked[] = R"({"data":{"attributes":{"status":"SUCCESS"}}})";

// Keeps what it is asked until the test answers.
template <typename Question, typename Done>
class Held {
 public:
  void Add(Question question, Done done) {
    MutexLock lock(&mutex_);
    all_.push_back(question);
    waiting_.emplace_back(std::move(question), std::move(done));
    changed_.SignalAll();
  }
  std::pair<Question, Done> Take() {
    MutexLock lock(&mutex_);
    while (waiting_.empty()) changed_.Wait(&mutex_);
    std::pair<Question, Done> first = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    return first;
  }
  std::vector<Question> all() const {
    MutexLock lock(&mutex_);
    return all_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<Question> all_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<Question, Done>> waiting_ ABSL_GUARDED_BY(mutex_);
};

class HeldAuthenticator final : public Authenticator {
 public:
  void Authenticate(const Presented& presented, Done done) override {
    std::string shown;
    for (const absl::string_view value : presented.authorization)
      shown.append(value.data(), value.size());
    held.Add(std::move(shown), std::move(done));
  }
  Held<std::string, Done> held;
};

class HeldAuditLog final : public AuditLog {
 public:
  void Append(audit::AuditRecord record, Done done) override {
    held.Add(std::move(record), std::move(done));
  }
  Held<audit::AuditRecord, Done> held;
};

class ScriptedAccess final : public AccessControl {
 public:
  Decision Decide(const Identity& identity, const CallFacts& call) override {
    asked.push_back(identity.name() + " " + std::string(call.method));
    for (const CallTarget& target : call.targets) {
      asked.back() += " " + std::string(target.vehicle_id) + "/" + std::string(target.user_id);
    }
    return decision;
  }
  Decision decision;
  std::vector<std::string> asked;
};

Identity Known(const std::string& name) {
  Identity identity;
  identity.method = IdentityMethod::kToken;
  identity.names = {name};
  return identity;
}

class AdmissionTest : public ::testing::Test {
 protected:
  AdmissionTest() {
    access_.decision.verdict = Decision::Verdict::kAllowed;
    access_.decision.rule = "bindings[0]/all";
    SmartcarClient::Options options;
    options.vehicle_base_url = "https://vehicle.example/v3";
    client_ = std::make_unique<SmartcarClient>(options, &RealClock(), &transport_);
    const RpcEnvironment environment{client_.get(), &RealClock(), &calls_, &admission_};
    vehicle_service_ = MakeVehicleService(environment, BatchLimits());
    connection_service_ = MakeConnectionService(environment);
    grpc::ServerBuilder builder;
    builder.RegisterService(vehicle_service_.get());
    builder.RegisterService(connection_service_.get());
    server_ = builder.BuildAndStart();
    vehicles_ = v1::VehicleService::NewStub(server_->InProcessChannel({}));
    connections_ = v1::ConnectionService::NewStub(server_->InProcessChannel({}));
  }

  ~AdmissionTest() override {
    context_.TryCancel();
    if (ended_.valid()) ended_.wait();
    server_->Shutdown();
    server_->Wait();
  }

  void Lock() {
    v1::LockDoorsRequest request;
    request.set_vehicle_id("v17");
    request.set_user_id("user");
    ended_ = std::async(std::launch::async, [this, request] {
      return vehicles_->LockDoors(&context_, request, &locked_);
    });
  }
  void Recognize(absl::StatusOr<Identity> identity) {
    std::move(authenticator_.held.Take().second)(std::move(identity));
  }
  void Written(absl::StatusOr<uint64_t> written) {
    std::move(audit_.held.Take().second)(std::move(written));
  }

  HeldAuthenticator authenticator_;
  ScriptedAccess access_;
  HeldAuditLog audit_;
  Admission admission_{{&authenticator_, &access_, &audit_, false, &RealClock()}};
  FakeHttpTransport transport_;
  CallsInFlight calls_;
  std::unique_ptr<SmartcarClient> client_;
  std::unique_ptr<grpc::Service> vehicle_service_;
  std::unique_ptr<grpc::Service> connection_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::VehicleService::Stub> vehicles_;
  std::unique_ptr<v1::ConnectionService::Stub> connections_;
  grpc::ClientContext context_;
  v1::LockDoorsResponse locked_;
  std::future<grpc::Status> ended_;
};

TEST_F(AdmissionTest, CommandIsSentOnlyWhenItsLineIsWritten) {
  transport_.Script(Reply(200, kLocked, {{"sc-request-id", "r1"}}));
  context_.AddMetadata("authorization", "Bearer t");
  Lock();
  auto question = authenticator_.held.Take();
  EXPECT_EQ(question.first, "Bearer t");
  EXPECT_TRUE(audit_.held.all().empty());
  std::move(question.second)(Known("jwt:test:me"));
  auto line = audit_.held.Take();
  EXPECT_EQ(line.first.event(), audit::AUDIT_EVENT_COMMAND_STARTED);
  EXPECT_TRUE(transport_.started().empty());
  std::move(line.second)(17);
  EXPECT_TRUE(ended_.get().ok());
  EXPECT_EQ(access_.asked,
            std::vector<std::string>{"jwt:test:me VehicleService/LockDoors v17/user"});
  ASSERT_EQ(transport_.started().size(), 1u);
  EXPECT_EQ(transport_.started()[0].call->caller, "jwt:test:me");
  const audit::AuditRecord end = audit_.held.Take().first;
  EXPECT_EQ(end.event(), audit::AUDIT_EVENT_COMMAND_ENDED);
  EXPECT_EQ(end.started_sequence(), 17u);
  EXPECT_EQ(end.caller(), "jwt:test:me");
  EXPECT_EQ(end.rule(), "bindings[0]/all");
  EXPECT_EQ(end.code(), "OK");
  EXPECT_EQ(end.upstream_request_id(), "r1");
  EXPECT_EQ(end.upstream_status(), 200u);
}

TEST_F(AdmissionTest, LostAnswerOfACommandIsRecordedAsUnknown) {
  transport_.Script(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  Lock();
  Recognize(Known("a"));
  Written(1);
  EXPECT_EQ(ended_.get().error_code(), grpc::StatusCode::UNKNOWN);
  const audit::AuditRecord end = audit_.held.Take().first;
  EXPECT_EQ(end.reason(), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(end.may_have_executed());
}

TEST_F(AdmissionTest, CommandThatCannotBeRecordedIsNotSent) {
  Lock();
  Recognize(Known("a"));
  Written(absl::UnavailableError("the disk is full"));
  const grpc::Status status = ended_.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(absl::StrContains(status.error_message(), "the disk is full"));
  EXPECT_TRUE(absl::StrContains(status.error_details(), "AUDIT_NOT_WRITTEN"));
  EXPECT_TRUE(transport_.started().empty());
}

TEST_F(AdmissionTest, UnknownCallerIsRefusedBeforeThePolicyIsAsked) {
  Lock();
  Recognize(absl::UnauthenticatedError("the token has expired"));
  const grpc::Status status = ended_.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(status.error_message(), "the token has expired");
  EXPECT_TRUE(access_.asked.empty());
  EXPECT_TRUE(transport_.started().empty());
  const audit::AuditRecord line = audit_.held.Take().first;
  EXPECT_EQ(line.event(), audit::AUDIT_EVENT_DENIED);
  EXPECT_EQ(line.reason(), "CALLER_NOT_AUTHENTICATED");
  EXPECT_EQ(line.targets(0).vehicle_id(), "v17");
}

TEST_F(AdmissionTest, KeysThatCannotBeHadAreNoFaultOfTheCaller) {
  Lock();
  Recognize(absl::UnavailableError("no keys"));
  const grpc::Status status = ended_.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(absl::StrContains(status.error_details(), "CALLER_KEYS_UNAVAILABLE"));
}

TEST_F(AdmissionTest, WhoseTimeIsUpMeanwhileWasNotRefused) {
  Lock();
  Recognize(absl::DeadlineExceededError("too late"));
  const grpc::Status status = ended_.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(absl::StrContains(status.error_details(), "DEADLINE_EXCEEDED_BEFORE_SEND"));
  EXPECT_TRUE(audit_.held.all().empty());
}

TEST_F(AdmissionTest, DenialIsRecordedWithItsReasonWhichTheCallerIsNotTold) {
  access_.decision = Decision();
  access_.decision.rule = "no rule";
  access_.decision.why = "not for user";
  Lock();
  Recognize(Known("a"));
  const grpc::Status status = ended_.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_FALSE(absl::StrContains(status.error_message(), "not for user"));
  EXPECT_FALSE(absl::StrContains(status.error_details(), "v17"));
  const audit::AuditRecord line = audit_.held.Take().first;
  EXPECT_EQ(line.event(), audit::AUDIT_EVENT_DENIED);
  EXPECT_EQ(line.detail(), "not for user");
  EXPECT_EQ(line.rule(), "no rule");
  EXPECT_TRUE(transport_.started().empty());
}

TEST_F(AdmissionTest, WrongRequestOfAnAllowedCallerLeavesNoLine) {
  v1::DeleteConnectionResponse response;
  ended_ = std::async(std::launch::async, [&] {
    return connections_->DeleteConnection(&context_, v1::DeleteConnectionRequest(), &response);
  });
  Recognize(Known("a"));
  EXPECT_EQ(ended_.get().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(audit_.held.all().empty());
}

TEST_F(AdmissionTest, CallerWhoLeavesWhileItIsLookedUpSendsNothing) {
  Lock();
  auto question = authenticator_.held.Take();
  context_.TryCancel();
  EXPECT_EQ(ended_.get().error_code(), grpc::StatusCode::CANCELLED);
  std::move(question.second)(Known("a"));
  Written(1);
  // Its end is recorded, after its request, if there was one, was aborted.
  EXPECT_EQ(audit_.held.Take().first.code(), "CANCELLED");
}

TEST_F(AdmissionTest, BatchWhoseCallerLeavesWhileItIsLookedUpEndsOnce) {
  v1::BatchGetSignalsRequest request;
  request.add_vehicles()->set_vehicle_id("v17");
  request.mutable_vehicles(0)->set_user_id("user");
  auto reader = vehicles_->BatchGetSignals(&context_, request);
  auto question = authenticator_.held.Take();
  context_.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  std::move(question.second)(Known("a"));
  EXPECT_TRUE(calls_.WaitUntilNone(RealClock(), absl::Seconds(30)));
}

}  // namespace
}  // namespace smartcar_gateway
