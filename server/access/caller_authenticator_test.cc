// Tests of CallerAuthenticator: who a caller is by what it shows.
#include "server/access/caller_authenticator.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "gtest/gtest.h"
#include "server/access/jwks.h"
#include "server/access/key_source.h"
#include "server/access/tokens_for_test.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

// Keys that the test changes.
class FakeKeys final : public KeySource {
 public:
  std::shared_ptr<const KeySet> Current() const override { return keys; }
  void Renew(absl::Time deadline, const std::shared_ptr<Cancellation>&, Done done) override {
    last_deadline = deadline;
    waiters.push_back(std::move(done));
  }
  void Answer(Renewal renewal) {
    std::vector<Done> answered = std::move(waiters);
    waiters.clear();
    for (Done& done : answered) std::move(done)(renewal);
  }

  std::shared_ptr<const KeySet> keys;
  std::vector<Done> waiters;
  absl::Time last_deadline;
};

class CallerAuthenticatorTest : public testing::Test {
 protected:
  void Make(CallerCertificates certificates, bool tokens) {
    std::unique_ptr<BearerTokens> bearer;
    if (tokens) {
      std::vector<BearerTokens::Issuer> issuers;
      for (auto [name, keys] : {std::pair("corp", &corp_), std::pair("lab", &lab_)}) {
        BearerTokens::Issuer issuer;
        issuer.name = name;
        issuer.rules.issuer = absl::StrCat("https://", name);
        issuer.rules.audiences = {"us"};
        auto source = std::make_unique<FakeKeys>();
        *keys = source.get();
        issuer.keys = std::move(source);
        issuers.push_back(std::move(issuer));
      }
      bearer = std::make_unique<BearerTokens>(std::move(issuers), clock_);
      corp_->keys = *KeySet::Parse(JwkSetOf({key_}));
      lab_->keys = *KeySet::Parse(JwkSetOf({lab_key_}));
    }
    authenticator_ = std::make_unique<CallerAuthenticator>(certificates, std::move(bearer), clock_);
  }

  std::string Claims(const std::string& issuer = "https://corp", int valid_for = 600) {
    return absl::StrCat(R"({"iss":")", issuer, R"(","sub":"user-1","aud":"us","exp":)",
                        absl::ToUnixSeconds(clock_.Now()) + valid_for, "}");
  }

  void Present(const Presented& presented) {
    result_.reset();
    authenticator_->Authenticate(presented, [this](absl::StatusOr<Identity> identity) {
      EXPECT_FALSE(result_.has_value());
      result_ = std::move(identity);
    });
  }

  // All names, or what the caller is told.
  std::string Answer() const {
    if (!result_.has_value()) return "(waits)";
    if (result_->ok()) return absl::StrJoin((*result_)->names, " ");
    return result_->status().ToString();
  }
  std::string Who(const Presented& presented) {
    Present(presented);
    return Answer();
  }
  std::string WhoWith(const std::string& authorization) {
    Presented presented;
    presented.authorization = {authorization};
    return Who(presented);
  }
  std::string WhoBy(const std::string& token) { return WhoWith("Bearer " + token); }

  static Presented Certificate() {
    Presented presented;
    presented.has_certificate = true;
    presented.uris = {"spiffe://example.org/charging"};
    return presented;
  }

  const SigningKey key_{"ES256", "k1"};
  const SigningKey lab_key_{"EdDSA", "k1"};
  FakeClock clock_;
  FakeKeys* corp_ = nullptr;
  FakeKeys* lab_ = nullptr;
  absl::optional<absl::StatusOr<Identity>> result_;
  std::unique_ptr<CallerAuthenticator> authenticator_;
};

TEST_F(CallerAuthenticatorTest, CertificateOutsideOfItsDatesNamesNobody) {
  Make(CallerCertificates::kKnown, false);
  Presented presented = Certificate();
  presented.not_before = clock_.Now();
  presented.not_after = clock_.Now();
  EXPECT_EQ(Who(presented), "spiffe://example.org/charging");
  for (const auto& [from, until] : {std::pair(-10, -1), std::pair(1, 10)}) {
    presented.not_before = clock_.Now() + absl::Seconds(from);
    presented.not_after = clock_.Now() + absl::Seconds(until);
    EXPECT_EQ(Who(presented),
              "UNAUTHENTICATED: the client certificate has expired, or is not valid yet; connect "
              "with a new one");
  }
}

TEST_F(CallerAuthenticatorTest, EverybodyIsAnonymousWhereNobodyCanBeKnown) {
  Make(CallerCertificates::kUnknown, false);
  EXPECT_EQ(Who({}), "anonymous");
  EXPECT_EQ((*result_)->method, IdentityMethod::kAnonymous);
  EXPECT_EQ(WhoWith("Bearer whatever"), "anonymous");
}

TEST_F(CallerAuthenticatorTest, NobodyIsAnonymousWhereCallersAreKnown) {
  Make(CallerCertificates::kKnown, false);
  EXPECT_EQ(Who({}),
            "UNAUTHENTICATED: this gateway must know who calls: connect with a client certificate");
  Make(CallerCertificates::kUnknown, true);
  EXPECT_EQ(Who({}),
            "UNAUTHENTICATED: this gateway must know who calls: send metadata \"authorization: "
            "Bearer TOKEN\" with a JWT");
  Make(CallerCertificates::kKnown, true);
  EXPECT_EQ(Who({}),
            "UNAUTHENTICATED: this gateway must know who calls: send metadata \"authorization: "
            "Bearer TOKEN\" with a JWT, or connect with a client certificate");
}

TEST_F(CallerAuthenticatorTest, TokenNamesIssuerAndSubject) {
  Make(CallerCertificates::kUnknown, true);
  EXPECT_EQ(WhoBy(key_.Token(Claims())), "jwt:corp:user-1");
  EXPECT_EQ((*result_)->method, IdentityMethod::kToken);
  EXPECT_EQ((*result_)->subject, "user-1");
  EXPECT_EQ(WhoBy(lab_key_.Token(Claims("https://lab"))), "jwt:lab:user-1");
}

TEST_F(CallerAuthenticatorTest, OneIssuersKeyIsNoGoodForAnother) {
  Make(CallerCertificates::kUnknown, true);
  EXPECT_EQ(WhoBy(key_.Token(Claims("https://lab"))),
            "UNAUTHENTICATED: the bearer token was refused: its algorithm (alg) does not fit the "
            "key of its issuer");
  lab_->keys = *KeySet::Parse(JwkSetOf({SigningKey("ES256", "k1")}));
  EXPECT_EQ(WhoBy(key_.Token(Claims("https://lab"))),
            "UNAUTHENTICATED: the bearer token was refused: its signature is wrong");
  EXPECT_EQ(WhoBy(key_.Token(Claims("https://other"))),
            "UNAUTHENTICATED: the bearer token was refused: its issuer (iss) is not one that this "
            "gateway knows");
}

TEST_F(CallerAuthenticatorTest, SchemeIsBearerInAnyCase) {
  Make(CallerCertificates::kUnknown, true);
  const std::string token = key_.Token(Claims());
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER "}) {
    EXPECT_EQ(WhoWith(scheme + token), "jwt:corp:user-1");
  }
  for (const std::string& other :
       {token, "Basic " + token, std::string("Bearer"), std::string(), "Bearer\t" + token}) {
    EXPECT_EQ(WhoWith(other),
              "UNAUTHENTICATED: the metadata \"authorization\" must be \"Bearer TOKEN\" with a JWT")
        << other;
  }
  for (const std::string& other :
       {"Bearer  " + token, "Bearer " + token + " ", "Bearer " + token + ", Bearer " + token,
        std::string("Bearer "), "Bearer " + token + std::string(1, '\0')}) {
    EXPECT_TRUE(absl::StartsWith(WhoWith(other), "UNAUTHENTICATED: the bearer token was refused"))
        << other;
  }
}

TEST_F(CallerAuthenticatorTest, TwoTokensAreOneTooMany) {
  Make(CallerCertificates::kUnknown, true);
  const std::string good = "Bearer " + key_.Token(Claims());
  Presented presented;
  presented.authorization = {good, good};
  EXPECT_EQ(Who(presented),
            "UNAUTHENTICATED: the call has the metadata \"authorization\" more than once");
}

TEST_F(CallerAuthenticatorTest, TokenCountsMoreThanTheCertificate) {
  Make(CallerCertificates::kKnown, true);
  EXPECT_EQ(Who(Certificate()), "spiffe://example.org/charging");
  Presented both = Certificate();
  const std::string good = "Bearer " + key_.Token(Claims());
  both.authorization = {good};
  EXPECT_EQ(Who(both), "jwt:corp:user-1");
  both.authorization = {"Bearer x"};
  EXPECT_TRUE(absl::StartsWith(Who(both), "UNAUTHENTICATED: the bearer token was refused"));
}

TEST_F(CallerAuthenticatorTest, TokenWhereNoneAreTakenIsNotSilentlyIgnored) {
  Make(CallerCertificates::kKnown, false);
  Presented both = Certificate();
  both.authorization = {"Bearer x"};
  EXPECT_EQ(Who(both),
            "UNAUTHENTICATED: this gateway takes no tokens: leave out the metadata "
            "\"authorization\"; callers are known by their client certificate");
}

TEST_F(CallerAuthenticatorTest, ErrorsHoldNothingOfTheToken) {
  Make(CallerCertificates::kUnknown, true);
  const std::string good = key_.Token(Claims());
  for (size_t at = 0; at < good.size(); at += 5) {
    std::string bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    const std::string answer = WhoBy(bad);
    EXPECT_TRUE(absl::StartsWith(answer, "UNAUTHENTICATED") || answer == "(waits)") << answer;
    for (const std::string part : {"user-1", "https://corp", "k1"}) {
      EXPECT_FALSE(absl::StrContains(answer, part)) << answer;
    }
  }
}

TEST_F(CallerAuthenticatorTest, KeptTokenExpiresAllTheSame) {
  Make(CallerCertificates::kUnknown, true);
  const std::string token = key_.Token(Claims("https://corp", 60));
  EXPECT_EQ(WhoBy(token), "jwt:corp:user-1");
  clock_.Advance(absl::Seconds(89));
  EXPECT_EQ(WhoBy(token), "jwt:corp:user-1");
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(WhoBy(token), "UNAUTHENTICATED: the bearer token was refused: it has expired (exp)");
}

TEST_F(CallerAuthenticatorTest, KeptTokenIsNotGoodForOtherKeys) {
  Make(CallerCertificates::kUnknown, true);
  const std::string token = key_.Token(Claims());
  EXPECT_EQ(WhoBy(token), "jwt:corp:user-1");
  corp_->keys = *KeySet::Parse(JwkSetOf({SigningKey("ES256", "k1")}));
  EXPECT_EQ(WhoBy(token), "UNAUTHENTICATED: the bearer token was refused: its signature is wrong");
}

TEST_F(CallerAuthenticatorTest, UnknownKeyWaitsForNewerKeys) {
  Make(CallerCertificates::kUnknown, true);
  const SigningKey next("ES256", "k2");
  const std::string authorization = "Bearer " + next.Token(Claims());
  Presented presented;
  presented.authorization = {authorization};
  presented.deadline = clock_.Now() + absl::Seconds(7);
  EXPECT_EQ(Who(presented), "(waits)");
  EXPECT_EQ(corp_->last_deadline, presented.deadline);
  corp_->keys = *KeySet::Parse(JwkSetOf({key_, next}));
  corp_->Answer(KeySource::Renewal::kDone);
  EXPECT_EQ(Answer(), "jwt:corp:user-1");
  // It is known from now on.
  EXPECT_EQ(Who(presented), "jwt:corp:user-1");
}

TEST_F(CallerAuthenticatorTest, KeyThatStaysUnknownIsRefused) {
  Make(CallerCertificates::kUnknown, true);
  EXPECT_EQ(WhoBy(SigningKey("ES256", "k2").Token(Claims())), "(waits)");
  corp_->Answer(KeySource::Renewal::kDone);
  EXPECT_EQ(Answer(),
            "UNAUTHENTICATED: the bearer token was refused: it is signed with a key (kid) that its "
            "issuer does not publish");
}

TEST_F(CallerAuthenticatorTest, TokenThatExpiresWhileItWaitsIsRefused) {
  Make(CallerCertificates::kUnknown, true);
  const SigningKey next("ES256", "k2");
  EXPECT_EQ(WhoBy(next.Token(Claims("https://corp", 1))), "(waits)");
  clock_.Advance(absl::Seconds(31));
  corp_->keys = *KeySet::Parse(JwkSetOf({next}));
  corp_->Answer(KeySource::Renewal::kDone);
  EXPECT_EQ(Answer(), "UNAUTHENTICATED: the bearer token was refused: it has expired (exp)");
}

TEST_F(CallerAuthenticatorTest, KeysThatCannotBeHadAreNotTheCallersFault) {
  Make(CallerCertificates::kUnknown, true);
  corp_->keys = nullptr;
  const std::string token = key_.Token(Claims());
  const std::pair<KeySource::Renewal, const char*> cases[] = {
      {KeySource::Renewal::kFailed,
       "UNAVAILABLE: the keys of the bearer token's issuer cannot be had now; try again in a few "
       "seconds"},
      {KeySource::Renewal::kTooLate,
       "DEADLINE_EXCEEDED: the call's deadline came before the keys of its bearer token's issuer"},
      {KeySource::Renewal::kTooMany,
       "UNAVAILABLE: too many calls wait for the keys of their bearer tokens' issuer; try again in "
       "a few seconds"},
  };
  for (const auto& [renewal, text] : cases) {
    EXPECT_EQ(WhoBy(token), "(waits)");
    corp_->Answer(renewal);
    EXPECT_EQ(Answer(), text);
  }
}

TEST_F(CallerAuthenticatorTest, NothingIsFetchedForATokenThatIsNoGoodAnyway) {
  Make(CallerCertificates::kUnknown, true);
  const SigningKey unknown("ES256", "k2");
  for (const std::string& claims :
       {Claims("https://corp", -31), std::string("{}"),
        std::string(R"({"iss":"https://corp","sub":"s","aud":"them","exp":1900000000})")}) {
    EXPECT_TRUE(absl::StartsWith(WhoBy(unknown.Token(claims)), "UNAUTHENTICATED")) << claims;
  }
  EXPECT_TRUE(corp_->waiters.empty());
}

TEST_F(CallerAuthenticatorTest, CertificateNamesComeInOrder) {
  Make(CallerCertificates::kKnown, false);
  Presented presented;
  presented.has_certificate = true;
  presented.common_name = "Some Service";
  EXPECT_EQ(Who(presented), "subject:Some Service");
  EXPECT_EQ((*result_)->method, IdentityMethod::kCertificate);
  EXPECT_EQ((*result_)->subject, "");
  presented.dns_names = {"a.example", "b.example"};
  EXPECT_EQ(Who(presented), "dns:a.example dns:b.example");
  presented.uris = {"https://a.example", "spiffe://example.org/a"};
  EXPECT_EQ(Who(presented), "spiffe://example.org/a dns:a.example dns:b.example");
}

TEST_F(CallerAuthenticatorTest, CertificateWithoutAUsableNameIsNobody) {
  Make(CallerCertificates::kKnown, true);
  Presented presented;
  presented.has_certificate = true;
  const std::string none =
      "UNAUTHENTICATED: the client certificate has no name: give it a SPIFFE id (URI SAN), a DNS "
      "SAN or a common name";
  EXPECT_EQ(Who(presented), none);
  presented.uris = {"https://a.example", "SPIFFE://example.org/a"};
  EXPECT_EQ(Who(presented), none);
  const std::string odd =
      "UNAUTHENTICATED: the client certificate has a name that is not printable ASCII of at most "
      "512 characters, or more than 100 names";
  for (const std::string& name :
       {std::string("a\0.example", 10), std::string("a\nb"), std::string("\xC3\xBC"),
        std::string("a "), std::string(509, 'a')}) {
    presented.dns_names = {"good.example", name};
    EXPECT_EQ(Who(presented), odd) << name;
  }
  presented.dns_names = std::vector<std::string>(101, "a.example");
  EXPECT_EQ(Who(presented), odd);
  // One that was not shown by a certificate counts for nothing.
  presented.has_certificate = false;
  EXPECT_TRUE(absl::StrContains(Who(presented), "must know who calls"));
}

}  // namespace
}  // namespace smartcar_gateway
