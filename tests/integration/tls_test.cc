// Encryption of the connections of callers: who gets in, and what a start with bad files says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/listener/test_tls_client.h"
#include "tests/support/tls_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kBadConfiguration = 2;

TEST_F(TlsTest, CallersAreServedWithoutCertificatesWhereTheyAreNotAskedForThem) {
  StartGateway("");
  EXPECT_THAT(Read(Connect()), Succeeds());
  EXPECT_THAT(gateway_->process().err(), HasSubstr("tls: certificate in use: CN=a gateway, valid"));
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("INSECURE_LISTENER")));
}

TEST_F(TlsTest, WhereCertificatesAreRequiredOnlyThoseOfTheAuthorityLetIn) {
  StartGateway("required");
  EXPECT_THAT(Read(Connect(Caller())), Succeeds());
  simulator_->ClearRecord();
  EXPECT_EQ(Read(Connect()).code, grpc::UNAVAILABLE);
  const TestAuthority stranger("authority of callers");  // the same name, another key
  EXPECT_EQ(Read(Connect(stranger.Issue({}))).code, grpc::UNAVAILABLE);
  // The authority of gateways vouches for gateways alone.
  EXPECT_EQ(Read(Connect(certificates_.authority().Issue({}))).code, grpc::UNAVAILABLE);
  EXPECT_EQ(simulator_->Count(), 0);
}

TEST_F(TlsTest, WhereCertificatesAreOptionalAWrongOneIsWorseThanNone) {
  StartGateway("optional");
  EXPECT_EQ(Check(Connect()), grpc::OK);
  EXPECT_THAT(Read(Connect(Caller())), Succeeds());
  EXPECT_EQ(Check(Connect(TestAuthority().Issue({}))), grpc::UNAVAILABLE);
}

TEST_F(TlsTest, CallerThatDoesNotTrustTheAuthorityDoesNotConnect) {
  StartGateway("");
  EXPECT_EQ(Check(gateway_->NewTlsChannel(TestAuthority().certificate())), grpc::UNAVAILABLE);
}

TEST_F(TlsTest, PlaintextCallersAreRefusedAndOthersAreServed) {
  StartGateway("");
  EXPECT_EQ(Check(gateway_->NewChannel()), grpc::UNAVAILABLE);
  EXPECT_THAT(Read(Connect()), Succeeds());
}

TEST_F(TlsTest, OldVersionsOfTlsAreRefused) {
  StartGateway("");
  TlsClientOptions options;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    options.version = version;
    EXPECT_EQ(ShakeHands(gateway_->address(), options).failure, "");
  }
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    options.version = version;
    EXPECT_EQ(ShakeHands(gateway_->address(), options).failure, "unexpected eof while reading");
  }
}

TEST_F(TlsTest, GrpcurlIsServedWithItsCertificate) {
  StartGateway("required");
  const CertificateAndKey own = Caller();
  const std::string& folder = certificates_.folder();
  WriteFile(folder + "/roots.pem", certificates_.authority().certificate());
  WriteFile(folder + "/own.pem", own.certificate);
  WriteFile(folder + "/own-key.pem", own.key);
  const auto grpcurl = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-cacert", folder + "/roots.pem"});
    return RunToEnd({RunfilePath("../grpcurl/grpcurl"), std::move(arguments), {}});
  };
  const std::string request =
      Json({{"vehicle_id", car_.vehicle_id}, {"user_id", car_.user_id}}).dump();
  const std::string method = "smartcar.gateway.v1.VehicleService/ListSignals";
  const Finished served = grpcurl({"-cert", folder + "/own.pem", "-key", folder + "/own-key.pem",
                                   "-d", request, gateway_->address(), method});
  EXPECT_EQ(served.status, 0) << served.err;
  EXPECT_THAT(served.out, HasSubstr("tractionbattery-stateofcharge"));
  const Finished refused = grpcurl({"-d", request, gateway_->address(), method});
  EXPECT_NE(refused.status, 0);
}

class TlsStartTest : public TlsTest {
 protected:
  Finished TryToStart(std::vector<std::string> flags) const {
    GatewayOptions options;
    options.config = certificates_.Config("required");
    options.flags = std::move(flags);
    return RunToEnd(GatewayCommand(simulator_.get(), options));
  }

  void ExpectRefused(const std::string& why) const {
    for (const std::vector<std::string>& flags :
         {std::vector<std::string>(), std::vector<std::string>{"--check_config"}}) {
      const Finished run = TryToStart(flags);
      EXPECT_EQ(run.status, kBadConfiguration);
      EXPECT_THAT(run.err, HasSubstr(why));
      EXPECT_THAT(run.err, Not(HasSubstr("listening on")));
    }
  }
};

TEST_F(TlsStartTest, KeyOfAnotherCertificateIsRefused) {
  certificates_.ReplaceKey(certificates_.authority().Issue({}).key);
  ExpectRefused("server.tls.key_file: the key does not belong to the first certificate");
}

TEST_F(TlsStartTest, KeyThatOthersMayReadIsRefusedAndNotPrinted) {
  const std::string key = certificates_.Config().at("server").at("tls").at("key_file");
  ASSERT_EQ(chmod(key.c_str(), 0644), 0);
  ExpectRefused("server.tls.key_file: ");
  EXPECT_THAT(TryToStart({}).err, AllOf(HasSubstr("chmod"), Not(HasSubstr("BEGIN"))));
}

TEST_F(TlsStartTest, GoodFilesAreGood) {
  const Finished run = TryToStart({"--check_config"});
  EXPECT_EQ(run.status, 0) << run.err;
}

TEST_F(TlsStartTest, ExpiredCertificateIsSaidAndServed) {
  CertificateRequest request = LocalServer("an old gateway");
  request.not_after = absl::FromUnixSeconds(1'600'000'001);
  const CertificateAndKey old = certificates_.authority().Issue(request);
  certificates_.ReplaceCertificate(old.certificate);
  certificates_.ReplaceKey(old.key);
  StartGateway("");
  EXPECT_THAT(
      gateway_->process().err(),
      HasSubstr("tls: the gateway's certificate has expired; callers refuse one that is not "
                "valid, so replace the files: CN=an old gateway"));
  EXPECT_EQ(Check(Connect()), grpc::UNAVAILABLE);
}

TEST_F(TlsStartTest, PlaintextBeyondLoopbackMustBeMeantAndIsWarnedOf) {
  GatewayOptions options;
  options.config = {{"listen", "0.0.0.0:0"}};
  const Finished refused = RunToEnd(GatewayCommand(simulator_.get(), options));
  EXPECT_EQ(refused.status, kBadConfiguration);
  EXPECT_THAT(refused.err, HasSubstr("listen: can be reached from other machines"));
  options.config["server"]["insecure"] = true;
  const auto meant = Process::Start(GatewayCommand(simulator_.get(), options));
  ASSERT_TRUE(meant->WaitForErr("listening on 0.0.0.0:")) << meant->err();
  EXPECT_THAT(meant->err(), HasSubstr("warning  INSECURE_LISTENER: connections to 0.0.0.0:0 are "
                                      "not encrypted"));
}

TEST_F(TlsStartTest, PlaintextOnLoopbackIsNotWarnedOf) {
  gateway_ = Gateway::Start(*simulator_);
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("INSECURE_LISTENER")));
}

}  // namespace
}  // namespace smartcar_gateway
