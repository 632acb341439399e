// Tests of MakeAuthenticator: from the configuration to callers that are known.
#include "server/access/make_authenticator.h"

#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

class MakeAuthenticatorTest : public testing::Test {
 protected:
  MakeAuthenticatorTest() : path_(std::string(testing::TempDir()) + "/keys.json") {}
  ~MakeAuthenticatorTest() override { unlink(path_.c_str()); }

  configv1::JwtIssuer* AddIssuer(const std::string& name) {
    configv1::JwtIssuer* const issuer = config_.add_jwt_issuers();
    issuer->set_name(name);
    issuer->set_issuer("https://" + name);
    issuer->add_audiences("us");
    issuer->mutable_jwks_refresh()->set_seconds(300);
    issuer->mutable_clock_skew()->set_seconds(10);
    return issuer;
  }

  absl::StatusOr<std::unique_ptr<Authenticator>> Make(CallerCertificates certificates) {
    return MakeAuthenticator(
        config_, certificates,
        [this](
            const configv1::JwtIssuer& issuer) -> absl::StatusOr<std::shared_ptr<HttpTransport>> {
          if (issuer.ca_file() == "bad") return absl::InvalidArgumentError("no certificate in it");
          auto transport = std::make_shared<FakeHttpTransport>();
          transports_.push_back(transport);
          return std::shared_ptr<HttpTransport>(transport);
        },
        executor_, clock_,
        [this](const KeyEvent& event) {
          events_.push_back(absl::StrCat(event.issuer, ": ", event.text));
        });
  }

  std::string WhoBy(Authenticator& authenticator, const std::string& issuer, int valid_for = 60) {
    const std::string authorization = absl::StrCat(
        "Bearer ", key_.Token(absl::StrCat(R"({"iss":"https://)", issuer,
                                           R"(","sub":"s","aud":["x","us"],"exp":)",
                                           absl::ToUnixSeconds(clock_.Now()) + valid_for, "}")));
    Presented presented;
    presented.authorization = {authorization};
    std::string who = "(waits)";
    authenticator.Authenticate(presented, [&](absl::StatusOr<Identity> identity) {
      who = identity.ok() ? identity->name() : identity.status().ToString();
    });
    return who;
  }

  const std::string path_;
  const SigningKey key_{"ES256", "k1"};
  configv1::AccessConfig config_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::vector<std::shared_ptr<FakeHttpTransport>> transports_;
  std::vector<std::string> events_;
};

TEST_F(MakeAuthenticatorTest, WithoutIssuersAndCertificatesEverybodyIsAnonymous) {
  const auto authenticator = *Make(CallerCertificates::kUnknown);
  EXPECT_EQ(WhoBy(*authenticator, "corp"), "anonymous");
}

TEST_F(MakeAuthenticatorTest, IssuersOfFilesAndUrlsStandSideBySide) {
  std::ofstream(path_) << JwkSetOf({key_});
  AddIssuer("file")->set_jwks_file(path_);
  AddIssuer("url")->set_jwks_url("https://issuer.example/keys");
  const auto authenticator = *Make(CallerCertificates::kKnown);
  EXPECT_EQ(WhoBy(*authenticator, "file"), "jwt:file:s");
  ASSERT_EQ(transports_.size(), 1u);
  EXPECT_EQ(transports_[0]->started()[0].url, "https://issuer.example/keys");
  transports_[0]->Answer(Reply(200, JwkSetOf({key_})));
  executor_.RunDue();
  EXPECT_EQ(WhoBy(*authenticator, "url"), "jwt:url:s");
  EXPECT_EQ(events_, (std::vector<std::string>{"file: 1 key", "url: 1 key"}));
  // By the configured skew of ten seconds.
  EXPECT_EQ(WhoBy(*authenticator, "url", -9), "jwt:url:s");
  EXPECT_EQ(WhoBy(*authenticator, "url", -10),
            "UNAUTHENTICATED: the bearer token was refused: it has expired (exp)");
}

TEST_F(MakeAuthenticatorTest, RefreshIsAsConfigured) {
  configv1::JwtIssuer* const issuer = AddIssuer("url");
  issuer->set_jwks_url("https://issuer.example/keys");
  issuer->mutable_jwks_refresh()->set_seconds(60);
  const auto authenticator = *Make(CallerCertificates::kUnknown);
  transports_[0]->Answer(Reply(200, JwkSetOf({key_})));
  executor_.RunDue();
  executor_.AdvanceBy(absl::Seconds(60));
  EXPECT_EQ(transports_[0]->started().size(), 2u);
}

TEST_F(MakeAuthenticatorTest, WhatCannotBeIsNamedByItsKey) {
  AddIssuer("url")->set_jwks_url("https://issuer.example/keys");
  AddIssuer("file")->set_jwks_file(path_);
  EXPECT_EQ(Make(CallerCertificates::kUnknown).status(),
            absl::InvalidArgumentError("access.jwt_issuers[1].jwks_file: the file cannot be read: "
                                       "No such file or directory"));
  config_.mutable_jwt_issuers(0)->set_ca_file("bad");
  EXPECT_EQ(Make(CallerCertificates::kUnknown).status(),
            absl::InvalidArgumentError("access.jwt_issuers[0].ca_file: no certificate in it"));
}

}  // namespace
}  // namespace smartcar_gateway
