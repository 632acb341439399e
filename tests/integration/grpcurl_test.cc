// The gateway as a user with grpcurl and no proto files sees it: reflection, calls, rich errors and
// health.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr char kVehicles[] = "smartcar.gateway.v1.VehicleService";

class GrpcurlTest : public GatewayTest {
 protected:
  // grpcurl -plaintext OPTIONS ADDRESS ARGUMENTS
  static Finished Grpcurl(const std::vector<std::string>& options,
                          const std::vector<std::string>& arguments) {
    Command command{RunfilePath("../grpcurl/grpcurl"), {"-plaintext"}, {}};
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    command.arguments.push_back(gateway().address());
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    return RunToEnd(std::move(command));
  }

  static Finished CallMethod(const std::string& method, const Json& request) {
    return Grpcurl({"-d", request.dump()}, {method});
  }

  static Json AboutTesla() {
    return {{"vehicle_id", fleet().Tesla().vehicle_id}, {"user_id", fleet().Tesla().user_id}};
  }
};

TEST_F(GrpcurlTest, ListNamesServicesHealthAndReflection) {
  const Finished run = Grpcurl({}, {"list"});
  ASSERT_EQ(run.status, 0) << run.err;
  const std::vector<std::string> services = absl::StrSplit(run.out, '\n');
  EXPECT_THAT(
      services,
      IsSupersetOf({"smartcar.gateway.v1.VehicleService", "smartcar.gateway.v1.ConnectionService",
                    "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}));
}

TEST_F(GrpcurlTest, DescribeKnowsEveryRpcAndMessage) {
  const Finished service = Grpcurl({}, {"describe", kVehicles});
  ASSERT_EQ(service.status, 0) << service.err;
  EXPECT_THAT(service.out, AllOf(HasSubstr("rpc LockDoors"), HasSubstr("rpc ListSignals"),
                                 HasSubstr("rpc CreateWorkweekChargeSchedule")));
  const Finished message = Grpcurl({}, {"describe", "smartcar.gateway.v1.Signal"});
  ASSERT_EQ(message.status, 0) << message.err;
  EXPECT_THAT(message.out, HasSubstr("oneof body"));
}

TEST_F(GrpcurlTest, DescribeKnowsTheReasonsOfErrors) {
  const Finished run = Grpcurl({}, {"describe", "smartcar.gateway.v1.ErrorReason"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("ERROR_REASON_OUTCOME_UNKNOWN"));
}

TEST_F(GrpcurlTest, EveryRpcCanBeCalledWithoutProtoFiles) {
  for (const auto* file : {v1::GetVehicleRequest::descriptor()->file(),
                           v1::GetConnectionRequest::descriptor()->file()}) {
    const auto* service = file->service(0);
    const Finished list = Grpcurl({}, {"list", service->full_name()});
    ASSERT_EQ(list.status, 0) << list.err;
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = service->method(i)->full_name();
      EXPECT_THAT(list.out, HasSubstr(name + "\n"));
      // Those that need ids are refused by the gateway itself, which shows that the request was
      // understood.
      const Finished run = CallMethod(name, Json::object());
      if (run.status == 0) continue;
      EXPECT_THAT(run.err, HasSubstr("INVALID_ARGUMENT_FIELDS")) << name;
    }
  }
}

TEST_F(GrpcurlTest, ReadsASignal) {
  Json request = AboutTesla();
  request["signal_code"] = "tractionbattery-stateofcharge";
  const Finished run = CallMethod(std::string(kVehicles) + "/GetSignal", request);
  ASSERT_EQ(run.status, 0) << run.err;
  const Json signal = Json::parse(run.out).at("signal");
  EXPECT_EQ(signal.at("quantity").at("value"), 62);
  EXPECT_EQ(signal.at("quantity").at("unit"), "UNIT_PERCENT");
  EXPECT_EQ(signal.at("status"), "SIGNAL_STATUS_SUCCESS");
}

TEST_F(GrpcurlTest, LocksACar) {
  const Finished run = CallMethod(std::string(kVehicles) + "/LockDoors", AboutTesla());
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Json::parse(run.out).at("execution").at("status"), "COMMAND_STATUS_SUCCESS");
  EXPECT_EQ(simulator().CommandsCarriedOut(fleet().Tesla().vehicle_id, "security-lock"), 1);
}

TEST_F(GrpcurlTest, PrintsTheDetailsOfAnError) {
  const Finished run = CallMethod(
      std::string(kVehicles) + "/LockDoors",
      {{"vehicle_id", fleet().Lapsed().vehicle_id}, {"user_id", fleet().Lapsed().user_id}});
  EXPECT_NE(run.status, 0);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(
      run.err,
      AllOf(HasSubstr("Code: FailedPrecondition"), HasSubstr("google.rpc.ErrorInfo"),
            HasSubstr("\"reason\": \"CONNECTED_SERVICES_ACCOUNT\""),
            HasSubstr("\"domain\": \"smartcar-gateway\""),
            HasSubstr("\"may_have_executed\": \"false\""),
            HasSubstr("google.rpc.PreconditionFailure"), HasSubstr("google.rpc.Help"),
            HasSubstr("https://connect.smartcar.com/"), HasSubstr("google.rpc.RequestInfo")));
}

TEST_F(GrpcurlTest, HealthIsServing) {
  const Finished run = Grpcurl({}, {"grpc.health.v1.Health/Check"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Json::parse(run.out).at("status"), "SERVING");
}

TEST_F(GrpcurlTest, HealthOfAnUnknownServiceIsNotFound) {
  const Finished run = CallMethod("grpc.health.v1.Health/Check", {{"service", "no.such.Service"}});
  EXPECT_THAT(run.err, HasSubstr("Code: NotFound"));
}

}  // namespace
}  // namespace smartcar_gateway
