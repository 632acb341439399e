// Tests of BatchGetSignals through gRPC, in one process and over a scripted transport. The
// in-process channel takes a message only when its reader asks for one, so what a slow reader does
// is exact.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "server/access/open_access_for_test.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"
#include "server/http/testing.h"
#include "server/rpc/admission.h"
#include "server/rpc/vehicle_service.h"
#include "server/smartcar/smartcar_client.h"
#include "smartcar/gateway/v1/vehicle_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr char kEmptyStore[] = R"({"data":[]})";

// Tells when requests have begun and ended.
class WatchedTransport final : public HttpTransport {
 public:
  explicit WatchedTransport(HttpTransport* next) : next_(next) {}

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    next_->Start(std::move(request), std::move(cancellation),
                 [this, done = std::move(done)](HttpResult result) mutable {
                   const bool aborted = result.error == TransportError::kCancelled;
                   std::move(done)(std::move(result));
                   if (aborted) Count(&aborted_);
                 });
    Count(&started_);
  }

  void WaitForStarted(int count) { Wait(started_, count); }
  void WaitForAborted(int count) { Wait(aborted_, count); }

 private:
  void Count(int* counter) {
    MutexLock lock(&mutex_);
    ++*counter;
    changed_.SignalAll();
  }
  void Wait(const int& counter, int count) {
    MutexLock lock(&mutex_);
    while (counter < count) changed_.Wait(&mutex_);
  }

  HttpTransport* const next_;
  Mutex mutex_;
  CondVar changed_;
  int started_ = 0;
  int aborted_ = 0;
};

class BatchGetSignalsTest : public testing::Test {
 protected:
  BatchGetSignalsTest() {
    SmartcarClient::Options options;
    options.vehicle_base_url = "https://vehicle.example/v3";
    client_ = std::make_unique<SmartcarClient>(options, &RealClock(), &watched_);
    BatchLimits limits;
    limits.default_concurrency = 3;
    limits.max_concurrency = 5;
    service_ = MakeVehicleService({client_.get(), &RealClock(), &calls_, &admission_}, limits);
    grpc::ServerBuilder builder;
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = v1::VehicleService::NewStub(server_->InProcessChannel({}));
  }

  ~BatchGetSignalsTest() override {
    context_.TryCancel();
    reader_ = nullptr;
    server_->Shutdown();
    server_->Wait();
  }

  static v1::BatchGetSignalsRequest Batch(int vehicles) {
    v1::BatchGetSignalsRequest request;
    for (int i = 0; i < vehicles; ++i) {
      request.add_vehicles()->set_vehicle_id(absl::StrCat("v", i));
      request.mutable_vehicles(i)->set_user_id("u1");
    }
    return request;
  }

  void Start(const v1::BatchGetSignalsRequest& request) {
    reader_ = stub_->BatchGetSignals(&context_, request);
  }

  v1::BatchGetSignalsResponse Read() {
    v1::BatchGetSignalsResponse answer;
    EXPECT_TRUE(reader_->Read(&answer));
    return answer;
  }

  // The end of the stream and its status.
  google::rpc::Status End() {
    v1::BatchGetSignalsResponse answer;
    while (reader_->Read(&answer)) ADD_FAILURE() << "not expected: " << answer.DebugString();
    return Finish();
  }

  google::rpc::Status Finish() {
    const grpc::Status status = reader_->Finish();
    google::rpc::Status rich;
    EXPECT_TRUE(rich.ParseFromString(status.error_details()));
    rich.set_code(status.error_code());
    return rich;
  }

  static std::string ReasonIn(const v1::CallStatus& status) {
    google::rpc::ErrorInfo info;
    EXPECT_TRUE(status.details_size() > 0 && status.details(0).UnpackTo(&info));
    return info.reason();
  }

  FakeHttpTransport transport_;
  WatchedTransport watched_{&transport_};
  CallsInFlight calls_;
  NobodyIsKnown nobody_;
  EverythingIsAllowed everything_;
  Admission admission_{{&nobody_, &everything_, nullptr, false, &RealClock()}};
  std::unique_ptr<SmartcarClient> client_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::VehicleService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::BatchGetSignalsResponse>> reader_;
};

TEST_F(BatchGetSignalsTest, AnswersComeAsTheyArriveWithTheirPlaceAndIds) {
  Start(Batch(2));
  watched_.WaitForStarted(2);
  ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore, {{"sc-request-id", "r0"}})));
  const auto first = Read();
  EXPECT_EQ(first.index(), 0);
  EXPECT_EQ(first.vehicle_id(), "v0");
  EXPECT_EQ(first.user_id(), "u1");
  EXPECT_EQ(first.result().upstream_request_id(), "r0");
  ASSERT_TRUE(transport_.Answer(Reply(404, "{}")));
  EXPECT_EQ(Read().index(), 1);
  EXPECT_EQ(End().code(), grpc::StatusCode::OK);
}

TEST_F(BatchGetSignalsTest, ASlowReaderHoldsBackCalls) {
  Start(Batch(9));
  watched_.WaitForStarted(3);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  // All three slots hold answers that nobody has read.
  EXPECT_EQ(transport_.started().size(), 3u);
  EXPECT_EQ(transport_.held(), 0u);
  Read();
  watched_.WaitForStarted(4);
  EXPECT_EQ(transport_.started().size(), 4u);
  Read();
  watched_.WaitForStarted(5);
  EXPECT_EQ(transport_.started().size(), 5u);
}

TEST_F(BatchGetSignalsTest, OneBadVehicleFailsOnlyItself) {
  transport_.Script(Reply(200, kEmptyStore));
  transport_.Script(
      Reply(429, R"({"errors":[{"type":"RATE_LIMIT","code":"VEHICLE"}]})", {{"retry-after", "7"}}));
  transport_.Script(Reply(200, "<html>"));
  transport_.Script(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  transport_.Script(Reply(403, R"({"errors":[{"type":"PERMISSION"}]})"));
  transport_.Script(Reply(200, kEmptyStore));
  auto request = Batch(6);
  request.set_max_concurrency(1);  // so that each gets its own reply of the script
  Start(request);
  std::vector<std::string> reasons(6);
  for (int i = 0; i < 6; ++i) {
    const auto answer = Read();
    reasons[static_cast<size_t>(answer.index())] =
        answer.has_result() ? "result" : ReasonIn(answer.status());
  }
  EXPECT_EQ(End().code(), grpc::StatusCode::OK);
  EXPECT_EQ(reasons,
            (std::vector<std::string>{"result", "VEHICLE_RATE_LIMIT", "UPSTREAM_REPLY_INVALID",
                                      "UPSTREAM_UNAVAILABLE", "PERMISSION_NOT_GRANTED", "result"}));
}

TEST_F(BatchGetSignalsTest, AThousandCallsThatEndInlineAllAnswer) {
  for (int i = 0; i < 1000; ++i) {
    transport_.Script(Failure(TransportError::kTokenUnavailable, Sent::kNo));
  }
  Start(Batch(1000));
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(ReasonIn(Read().status()), "TOKEN_UNAVAILABLE");
  EXPECT_EQ(End().code(), grpc::StatusCode::OK);
}

TEST_F(BatchGetSignalsTest, AWrongRequestSendsNothingAndNamesEveryField) {
  auto request = Batch(3);
  request.mutable_vehicles(2)->set_vehicle_id("a/b");
  request.set_max_concurrency(-1);
  Start(request);
  const auto status = End();
  EXPECT_EQ(status.code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::BadRequest bad;
  ASSERT_EQ(status.details_size(), 2);
  ASSERT_TRUE(status.details(1).UnpackTo(&bad));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "vehicles[2].vehicle_id");
  EXPECT_EQ(bad.field_violations(1).field(), "max_concurrency");
  EXPECT_TRUE(transport_.started().empty());
}

TEST_F(BatchGetSignalsTest, TheCallersConcurrencyIsCappedByOurs) {
  auto request = Batch(20);
  request.set_max_concurrency(1000);
  Start(request);
  watched_.WaitForStarted(5);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  EXPECT_EQ(transport_.started().size(), 5u);
}

TEST_F(BatchGetSignalsTest, CancelAbortsWhatIsInFlightAndStartsNothing) {
  Start(Batch(20));
  watched_.WaitForStarted(3);
  ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  EXPECT_EQ(Read().index(), 0);
  watched_.WaitForStarted(4);
  context_.TryCancel();
  watched_.WaitForAborted(3);
  EXPECT_EQ(End().code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(transport_.started().size(), 4u);
}

// The transport says so when the time of a call is up, which is the caller's less a reserve.
TEST_F(BatchGetSignalsTest, TheDeadlineEndsTheBatchAndStartsNothing) {
  context_.set_deadline(absl::ToChronoTime(RealClock().Now() + absl::Seconds(300)));
  Start(Batch(20));
  watched_.WaitForStarted(3);
  ASSERT_TRUE(transport_.Answer(Failure(TransportError::kTimedOut, Sent::kMaybe)));
  watched_.WaitForAborted(2);
  const auto status = End();
  EXPECT_EQ(status.code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(status.details_size() > 0 && status.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(transport_.started().size(), 3u);
}

TEST_F(BatchGetSignalsTest, WhatWasAnsweredBeforeTheDeadlineStillComes) {
  context_.set_deadline(absl::ToChronoTime(RealClock().Now() + absl::Seconds(300)));
  Start(Batch(20));
  watched_.WaitForStarted(3);
  ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  ASSERT_TRUE(transport_.Answer(Failure(TransportError::kTimedOut, Sent::kMaybe)));
  EXPECT_EQ(Read().index(), 0);
  EXPECT_EQ(Read().index(), 1);
  EXPECT_EQ(End().code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

// Without a deadline of the caller's, or with a far one, a call has a limit of its own.
TEST_F(BatchGetSignalsTest, ACallThatTakesTooLongFailsOnlyItself) {
  Start(Batch(2));
  watched_.WaitForStarted(2);
  ASSERT_TRUE(transport_.Answer(Failure(TransportError::kTimedOut, Sent::kMaybe)));
  EXPECT_EQ(ReasonIn(Read().status()), "DEADLINE_EXCEEDED");
  ASSERT_TRUE(transport_.Answer(Reply(200, kEmptyStore)));
  EXPECT_TRUE(Read().has_result());
  EXPECT_EQ(End().code(), grpc::StatusCode::OK);
}

TEST_F(BatchGetSignalsTest, CodesAndUnitsReachEveryCall) {
  auto request = Batch(2);
  request.add_signal_codes("fuel-level");
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  transport_.Script(
      Reply(404, R"({"errors":[{"type":"RESOURCE_NOT_FOUND","code":"SIGNAL_NOT_FOUND"}]})"));
  transport_.Script(Reply(200, R"({"data":{"id":"fuel-level","type":"signal","attributes":
      {"code":"fuel-level","status":{"value":"SUCCESS"},"body":{"value":0.5}}}})"));
  Start(request);
  int missing = 0;
  int found = 0;
  for (int i = 0; i < 2; ++i) {
    const auto answer = Read();
    missing += answer.result().missing_signal_codes_size();
    found += answer.result().signals_size();
  }
  EXPECT_EQ(End().code(), grpc::StatusCode::OK);
  EXPECT_EQ(missing, 1);
  EXPECT_EQ(found, 1);
  for (const HttpRequest& call : transport_.started()) {
    EXPECT_TRUE(absl::EndsWith(call.url, "/signals/fuel-level")) << call.url;
    EXPECT_EQ(call.headers[2].value, "imperial");
  }
}

}  // namespace
}  // namespace smartcar_gateway
