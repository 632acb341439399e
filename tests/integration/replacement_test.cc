// All that the gateway goes by, replaced at once while callers call: no call fails, and the new is
// in use within seconds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/listener/test_tls_client.h"
#include "tests/support/json_lines.h"
#include "tests/support/load.h"
#include "tests/support/tls_fixture.h"
#include "tests/support/tokens.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

constexpr char kPolicy[] = R"(
roles: [{name: read, methods: ["VehicleService/*"], users: ["*"], vehicles: ["*"]}]
bindings:
  - {callers: ["jwt:test:old"], roles: [read]}
)";
constexpr char kNewPolicy[] = R"(
roles: [{name: read, methods: ["VehicleService/*"], users: ["*"], vehicles: ["*"]}]
bindings:
  - {callers: ["jwt:test:old", "jwt:test:new"], roles: [read]}
)";

class ReplacementTest : public TlsTest {
 protected:
  ReplacementTest() : issuer_("https://issuer.example"), folder_(NewScratchFolder("replaced")) {
    simulator_->SetSecrets({"old-secret"});
    WriteSecret("old-secret");
    WriteFile(folder_ + "/policy.yaml", kPolicy);
    StartGateway("optional", {{"access",
                               {{"policy_file", folder_ + "/policy.yaml"},
                                {"jwt_issuers",
                                 {{{"name", "test"},
                                   {"issuer", issuer_.issuer()},
                                   {"audiences", {"smartcar-gateway"}},
                                   {"jwks_file", issuer_.jwks_file()}}}}}},
                              {"smartcar", {{"client_secret_file", folder_ + "/secret"}}},
                              {"audit", {{"file", folder_ + "/audit.jsonl"}}}});
  }

  void WriteSecret(const std::string& secrets) const {
    WriteFile(folder_ + "/secret", secrets + "\n");
  }

  RichError ReadAs(const ChannelPtr& channel, const std::string& subject) const {
    TokenClaims claims;
    claims.subject = subject;
    CallOptions options;
    options.metadata.emplace("authorization", issuer_.Bearer(claims));
    const auto vehicles = v1::VehicleService::NewStub(channel);
    v1::GetVehicleRequest request;
    request.set_vehicle_id(car_.vehicle_id);
    return Call(*vehicles, &Vehicles::GetVehicle, request, options).error;
  }

  TokenIssuer issuer_;
  const std::string folder_;
};

TEST_F(ReplacementTest, CertificateKeysPolicyAndSecretReplacedUnder200CallsASecondFailNoCall) {
  std::vector<ChannelPtr> kept;
  for (int i = 0; i < Load::kCallers; ++i) kept.push_back(Connect());
  Load load([&](int caller) {
    const RichError error = ReadAs(caller % 5 == 0 ? Connect() : kept[caller], "old");
    if (error.code != grpc::OK) std::printf("failed: %s\n", error.message.c_str());
    return error.code == grpc::OK;
  });
  ASSERT_TRUE(load.WaitForMoreCalls(100));
  const ChannelPtr probe = Connect();
  ASSERT_THAT(ReadAs(probe, "new"), FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));

  const absl::Time replaced = absl::Now();
  const auto since = [&] { return absl::ToDoubleSeconds(absl::Now() - replaced); };
  const CertificateAndKey next = certificates_.authority().Issue(LocalServer("a renewed gateway"));
  certificates_.ReplaceCertificate(next.certificate);
  certificates_.ReplaceKey(next.key);
  issuer_.PublishKey();
  WriteFile(folder_ + "/policy.yaml", kNewPolicy);
  simulator_->SetSecrets({"old-secret", "new-secret"});
  WriteSecret("new-secret");

  ASSERT_TRUE(Eventually(
      [&] { return ShakeHands(gateway_->address()).subject == "CN=a renewed gateway"; }));
  const double certificate = since();
  ASSERT_TRUE(Eventually([&] { return ReadAs(probe, "new").code == grpc::OK; }));
  const double policy = since();
  ASSERT_TRUE(gateway_->process().WaitForErr("the new client secret (line 1) works"));
  const double secret = since();
  const std::string file = folder_ + "/audit.jsonl";
  const auto recorded = [&](const std::string& event) {
    for (const Json& line : ReadJsonLines(file)) {
      if (line.at("event") == event) return true;
    }
    return false;
  };
  ASSERT_TRUE(Eventually([&] { return recorded("AUDIT_EVENT_CALLER_KEYS_CHANGED"); }));
  const double keys = since();
  // As careful issuers do: sign with the new key once it is known, then withdraw the old one.
  issuer_.UseNewestKey();
  ASSERT_TRUE(load.WaitForMoreCalls(100));
  issuer_.DropOldKeys();
  ASSERT_TRUE(load.WaitForMoreCalls(500));
  load.End();
  EXPECT_EQ(load.failed(), 0);
  for (const char* event : {"AUDIT_EVENT_CERTIFICATE_CHANGED", "AUDIT_EVENT_POLICY_CHANGED",
                            "AUDIT_EVENT_SECRET_CHANGED"}) {
    EXPECT_TRUE(Eventually([&] { return recorded(event); })) << event;
  }
  std::printf(
      "replaced under %.0f calls/s: %d calls, %d failed; in use after: certificate %.1f s, policy "
      "%.1f s, client secret %.1f s, issuer's key %.1f s\n",
      load.calls_a_second(), load.calls(), load.failed(), certificate, policy, secret, keys);
}

TEST_F(ReplacementTest, BrokenPolicyLeavesTheOldOneInForceAndIsRecorded) {
  WriteFile(folder_ + "/policy.yaml", "roles: [{nam: oops}]\n");
  ASSERT_TRUE(gateway_->process().WaitForErr("policy.yaml:1:9"));
  EXPECT_THAT(ReadAs(Connect(), "old"), Succeeds());
  EXPECT_THAT(ReadAs(Connect(), "new"), FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  ASSERT_TRUE(Eventually([&] {
    const std::vector<Json> lines = ReadJsonLines(folder_ + "/audit.jsonl");
    return std::any_of(lines.begin(), lines.end(), [](const Json& line) {
      return line.at("event") == "AUDIT_EVENT_POLICY_REJECTED";
    });
  }));
}

}  // namespace
}  // namespace smartcar_gateway
