// How callers are known on an encrypted connection: by certificate, by token, by either; with the
// real grpcurl, too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/json_lines.h"
#include "tests/support/tls_fixture.h"
#include "tests/support/tokens.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kPolicy[] = R"(
roles:
  - {name: read, methods: ["*"], users: ["*"], vehicles: ["*"]}
bindings:
  - callers: ["spiffe://example.org/charging/*", "dns:billing.example.org", "subject:old service",
              "jwt:test:someone"]
    roles: [read]
)";

class IdentityTest : public TlsTest {
 protected:
  IdentityTest() : issuer_("https://issuer.example") {
    WriteFile(certificates_.folder() + "/callers.yaml", kPolicy);
    StartGateway("optional", {{"access",
                               {{"policy_file", certificates_.folder() + "/callers.yaml"},
                                {"jwt_issuers",
                                 {{{"name", "test"},
                                   {"issuer", issuer_.issuer()},
                                   {"audiences", {"smartcar-gateway"}},
                                   {"jwks_file", issuer_.jwks_file()}}}}}},
                              {"audit", {{"file", audit_file()}}}});
  }

  std::string audit_file() const { return certificates_.folder() + "/audit.jsonl"; }

  ChannelPtr ConnectAs(CertificateRequest request) const {
    return Connect(certificates_.callers().Issue(std::move(request)));
  }
  static CertificateRequest Named(std::vector<std::string> uris, std::vector<std::string> dns_names,
                                  std::string common_name = "a caller") {
    CertificateRequest request;
    request.uris = std::move(uris);
    request.dns_names = std::move(dns_names);
    request.common_name = std::move(common_name);
    return request;
  }

  RichError ReadWith(const ChannelPtr& channel, const std::string& authorization) const {
    CallOptions options;
    options.metadata.emplace("authorization", authorization);
    const auto vehicles = v1::VehicleService::NewStub(channel);
    return Call(*vehicles, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_), options)
        .error;
  }

  // Who was denied, in order, when there are so many.
  std::vector<std::string> Denied(size_t count) const {
    std::vector<std::string> callers;
    Eventually([&] {
      callers.clear();
      for (const Json& line : ReadJsonLines(audit_file())) {
        if (line.at("event") == "AUDIT_EVENT_DENIED") callers.push_back(line.at("caller"));
      }
      return callers.size() >= count;
    });
    return callers;
  }

  const TokenIssuer issuer_;
};

TEST_F(IdentityTest, CertificatesNameCallersBySpiffeIdThenDnsThenSubject) {
  EXPECT_THAT(Read(ConnectAs(Named({"spiffe://example.org/charging/1"}, {}))), Succeeds());
  EXPECT_THAT(Read(ConnectAs(Named({}, {"billing.example.org"}))), Succeeds());
  EXPECT_THAT(Read(ConnectAs(Named({}, {}, "old service"))), Succeeds());
  // Any of its names may be the one that is allowed.
  EXPECT_THAT(Read(ConnectAs(Named({}, {"other.example.org", "billing.example.org"}))), Succeeds());
  simulator_->ClearRecord();
  const std::vector<CertificateRequest> strangers = {
      Named({"spiffe://example.org/billing"}, {}),
      Named({"spiffe://evil.example/charging/1"}, {}),
      Named({}, {"dns.example.org"}),
      // The subject counts only where there is nothing better.
      Named({}, {"dns.example.org"}, "old service"),
  };
  for (const CertificateRequest& stranger : strangers) {
    EXPECT_THAT(Read(ConnectAs(stranger)),
                FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  }
  EXPECT_EQ(simulator_->Count({"", kApi}), 0);
  EXPECT_THAT(Denied(4),
              ElementsAre("spiffe://example.org/billing", "spiffe://evil.example/charging/1",
                          "dns:dns.example.org", "dns:dns.example.org"));
}

TEST_F(IdentityTest, WithNeitherCertificateNorTokenNobodyIsKnown) {
  simulator_->ClearRecord();
  const RichError error = Read(Connect());
  EXPECT_THAT(error, FailsWith(grpc::UNAUTHENTICATED, "CALLER_NOT_AUTHENTICATED"));
  EXPECT_THAT(error.message, HasSubstr("or connect with a client certificate"));
  EXPECT_EQ(simulator_->Count({"", kApi}), 0);
  EXPECT_THAT(Denied(1), ElementsAre("unknown"));
}

TEST_F(IdentityTest, CertificateThatExpiresIsRefusedOnItsConnectionToo) {
  CertificateRequest request = Named({}, {"billing.example.org"});
  request.not_after = absl::Now() + absl::Seconds(8);
  const ChannelPtr channel = ConnectAs(request);
  EXPECT_THAT(Read(channel), Succeeds());
  RichError error;
  ASSERT_TRUE(Eventually([&] {
    error = Read(channel);
    return error.code != grpc::OK;
  }));
  EXPECT_THAT(error, FailsWith(grpc::UNAUTHENTICATED, "CALLER_NOT_AUTHENTICATED"));
  EXPECT_THAT(error.message, HasSubstr("expired"));
}

TEST_F(IdentityTest, TokenCountsAndNotTheCertificateBesideIt) {
  const ChannelPtr allowed = ConnectAs(Named({}, {"billing.example.org"}));
  EXPECT_THAT(ReadWith(Connect(), issuer_.Bearer()), Succeeds());
  EXPECT_THAT(ReadWith(allowed, issuer_.Bearer()), Succeeds());
  TokenClaims claims;
  claims.subject = "nobody";
  EXPECT_THAT(ReadWith(allowed, issuer_.Bearer(claims)),
              FailsWith(grpc::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(ReadWith(allowed, "Bearer forged"),
              FailsWith(grpc::UNAUTHENTICATED, "CALLER_NOT_AUTHENTICATED"));
  EXPECT_THAT(Denied(2), ElementsAre("jwt:test:nobody", "unknown"));
}

TEST_F(IdentityTest, GrpcurlCallsWithATokenAndIsToldWhyNotWithoutOne) {
  WriteFile(certificates_.folder() + "/ca.pem", certificates_.authority().certificate());
  const auto grpcurl = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-cacert", certificates_.folder() + "/ca.pem"});
    arguments.insert(arguments.end(),
                     {"-d",
                      absl::StrCat(R"({"vehicle_id":")", car_.vehicle_id, R"(","user_id":")",
                                   car_.user_id, R"("})"),
                      gateway_->address(), "smartcar.gateway.v1.VehicleService/ListSignals"});
    return RunToEnd({RunfilePath("../grpcurl/grpcurl"), std::move(arguments), {}});
  };
  const Finished served = grpcurl({"-H", absl::StrCat("authorization: ", issuer_.Bearer())});
  EXPECT_EQ(served.status, 0) << served.err;
  EXPECT_THAT(served.out, HasSubstr("\"signals\""));
  const Finished refused = grpcurl({});
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.err, HasSubstr("Code: Unauthenticated"));
  EXPECT_THAT(refused.err, HasSubstr("authorization: Bearer TOKEN"));
}

}  // namespace
}  // namespace smartcar_gateway
