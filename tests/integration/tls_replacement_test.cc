// Certificates replaced while callers call: no call fails, and new connections see the new ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/listener/test_tls_client.h"
#include "tests/support/load.h"
#include "tests/support/tls_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TlsReplacementTest : public TlsTest {
 protected:
  // Most callers keep their connections, two make a new one for each call.
  std::unique_ptr<Load> StartLoad(const CertificateAndKey& own = {}) {
    for (int i = 0; i < Load::kCallers; ++i) kept_.push_back(Connect(own));
    return std::make_unique<Load>([this, own](int caller) {
      const auto vehicles =
          v1::VehicleService::NewStub(caller % 5 == 0 ? Connect(own) : kept_[caller]);
      v1::GetVehicleRequest request;
      request.set_vehicle_id(car_.vehicle_id);
      const RichError error = Call(*vehicles, &Vehicles::GetVehicle, request).error;
      if (error.code != grpc::OK) std::printf("failed: %s\n", error.message.c_str());
      return error.code == grpc::OK;
    });
  }

  std::string SubjectShown() const { return ShakeHands(gateway_->address()).subject; }
  bool WaitUntilShown(const std::string& subject) const {
    return Eventually([&] { return SubjectShown() == subject; });
  }

  CertificateAndKey Renew(const std::string& name) const {
    return certificates_.authority().Issue(LocalServer(name));
  }

  // What a caller of the old and the new certificate goes on with.
  static constexpr int kSomeCalls = 100;
  std::vector<ChannelPtr> kept_;
};

TEST_F(TlsReplacementTest, CertificateReplacedUnder200CallsASecondFailsNoCall) {
  StartGateway("");
  const auto load = StartLoad();
  ASSERT_TRUE(load->WaitForMoreCalls(kSomeCalls));
  const CertificateAndKey next = Renew("a renewed gateway");
  certificates_.ReplaceCertificate(next.certificate);
  certificates_.ReplaceKey(next.key);
  const absl::Time replaced = absl::Now();
  ASSERT_TRUE(WaitUntilShown("CN=a renewed gateway")) << gateway_->process().err();
  const absl::Duration taken_up = absl::Now() - replaced;
  ASSERT_TRUE(load->WaitForMoreCalls(kSomeCalls));
  load->End();
  EXPECT_EQ(load->failed(), 0);
  EXPECT_TRUE(
      gateway_->process().WaitForErr("tls: certificate in use: CN=a renewed gateway, valid"));
  std::printf("certificate replaced under %.0f calls/s: %d calls, %d failed, in use after %.1f s\n",
              load->calls_a_second(), load->calls(), load->failed(),
              absl::ToDoubleSeconds(taken_up));
}

TEST_F(TlsReplacementTest, HalfReplacedFilesBreakNoCallAndAreSaidOnce) {
  StartGateway("");
  const auto load = StartLoad();
  const CertificateAndKey next = Renew("a renewed gateway");
  certificates_.ReplaceKey(next.key);
  const std::string complaint =
      "error    tls: the changed files cannot be used: server.tls.key_file: the key does not "
      "belong to the first certificate";
  ASSERT_TRUE(gateway_->process().WaitForErr(complaint));
  ASSERT_TRUE(load->WaitForMoreCalls(kSomeCalls));
  EXPECT_EQ(SubjectShown(), "CN=a gateway");
  certificates_.ReplaceCertificate(next.certificate);
  ASSERT_TRUE(WaitUntilShown("CN=a renewed gateway"));
  load->End();
  EXPECT_EQ(load->failed(), 0);
  const std::string log = gateway_->process().err();
  EXPECT_EQ(log.find(complaint), log.rfind(complaint));
}

TEST_F(TlsReplacementTest, BrokenFilesLeaveTheOldCertificateInUse) {
  StartGateway("required");
  certificates_.ReplaceCertificate("not a certificate");
  ASSERT_TRUE(
      gateway_->process().WaitForErr("tls: the changed files cannot be used: "
                                     "server.tls.cert_file: holds no certificate in PEM form"));
  EXPECT_THAT(gateway_->process().err(),
              HasSubstr("(the certificate in use stays: CN=a gateway, valid to "));
  EXPECT_THAT(Read(Connect(Caller())), Succeeds());
  certificates_.ReplaceCallers("");
  const CertificateAndKey next = Renew("a renewed gateway");
  certificates_.ReplaceCertificate(next.certificate);
  certificates_.ReplaceKey(next.key);
  ASSERT_TRUE(gateway_->process().WaitForErr("server.tls.client_ca_file: holds no certificate"));
  // An empty list of authorities must not open the door.
  EXPECT_EQ(Check(Connect()), grpc::UNAVAILABLE);
  EXPECT_THAT(Read(Connect(Caller())), Succeeds());
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(TlsReplacementTest, ReplacedAuthorityOfCallersDecidesOnNewConnections) {
  StartGateway("required");
  const TestAuthority next_authority;
  const CertificateAndKey old_caller = Caller();
  const CertificateAndKey next_caller = next_authority.Issue({});
  const ChannelPtr kept = Connect(old_caller);
  EXPECT_THAT(Read(kept), Succeeds());
  EXPECT_EQ(Check(Connect(next_caller)), grpc::UNAVAILABLE);
  // Both for a while, then the new one alone, as authorities are replaced.
  certificates_.ReplaceCallers(certificates_.callers().certificate() +
                               next_authority.certificate());
  ASSERT_TRUE(Eventually([&] { return Check(Connect(next_caller)) == grpc::OK; }));
  EXPECT_EQ(Check(Connect(old_caller)), grpc::OK);
  certificates_.ReplaceCallers(next_authority.certificate());
  ASSERT_TRUE(Eventually([&] { return Check(Connect(old_caller)) == grpc::UNAVAILABLE; }));
  EXPECT_THAT(Read(Connect(next_caller)), Succeeds());
  // Until max_connection_age.
  EXPECT_THAT(Read(kept), Succeeds());
}

TEST_F(TlsReplacementTest, CertificateOfCallersReplacedUnderLoadFailsNoCall) {
  StartGateway("required");
  const TestAuthority next_authority;
  certificates_.ReplaceCallers(next_authority.certificate() +
                               certificates_.callers().certificate());
  const auto load = StartLoad(Caller());
  ASSERT_TRUE(Eventually([&] { return Check(Connect(next_authority.Issue({}))) == grpc::OK; }));
  ASSERT_TRUE(load->WaitForMoreCalls(kSomeCalls));
  load->End();
  EXPECT_EQ(load->failed(), 0);
}

TEST_F(TlsReplacementTest, ConnectionThatIsTooOldIsReplacedAndItsCallsEndInPeace) {
  StartGateway("required", {{"server", {{"max_connection_age", "1s"}}}});
  const ChannelPtr channel = Connect(Caller());
  simulator_->Queue({{"match", {{"path", kApi}}}, {"times", 1}, {"hold", "long"}});
  const auto vehicles = v1::VehicleService::NewStub(channel);
  const auto long_call =
      StartCall(vehicles->async(), &Vehicles::async::LockDoors, For<v1::LockDoorsRequest>(car_));
  ASSERT_TRUE(simulator_->WaitForHeld("long", 1));
  ASSERT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
  // The gateway tells the caller's library to go elsewhere.
  ASSERT_TRUE(channel->WaitForStateChange(GRPC_CHANNEL_READY,
                                          std::chrono::system_clock::now() + kPatience));
  EXPECT_THAT(Read(channel), Succeeds());
  EXPECT_FALSE(long_call->done());
  simulator_->Release("long");
  EXPECT_THAT(long_call->Wait().error, Succeeds());
}

}  // namespace
}  // namespace smartcar_gateway
