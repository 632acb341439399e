// Tests of KeySet: which keys of a JWK Set are taken.
#include "server/access/jwks.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"

namespace smartcar_gateway {
namespace {

const SigningKey& EcKey() {
  static const auto& key = *new SigningKey("ES256", "ec");
  return key;
}

const SigningKey& RsaKey() {
  static const auto& key = *new SigningKey("RS256", "rsa");
  return key;
}

std::string Summary(const std::string& json) {
  const auto keys = KeySet::Parse(json);
  if (keys.ok()) return (*keys)->summary();
  EXPECT_EQ(keys.status().code(), absl::StatusCode::kInvalidArgument);
  return absl::StrCat("refused: ", keys.status().message());
}

// What becomes of a key beside a good one.
std::string WhyLeftOut(const std::string& jwk) {
  const std::string summary = Summary(JwkSet({EcKey().Jwk(), jwk}));
  const std::string start = "1 key; 1 left out, the last of them because ";
  if (!absl::StartsWith(summary, start)) return summary;
  return summary.substr(start.size());
}

TEST(KeySet, TakesEachKindOfKey) {
  const auto keys = KeySet::Parse(JwkSetOf({RsaKey(), EcKey(), SigningKey("ES384", "e3"),
                                            SigningKey("ES512", "e5"), SigningKey("EdDSA", "ed")}));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ((*keys)->summary(), "5 keys");
  EXPECT_TRUE((*keys)->Has("ed"));
  EXPECT_FALSE((*keys)->Has("Ed"));
  EXPECT_FALSE((*keys)->Has(""));
}

TEST(KeySet, OffersAKeyOnlyToTheAlgorithmItIsFor) {
  const auto keys = *KeySet::Parse(
      JwkSet({RsaKey().Jwk(R"("alg":"RS512")"), EcKey().Jwk(), SigningKey("EdDSA").Jwk()}));
  using A = SignatureAlgorithm;
  EXPECT_EQ(keys->CandidatesFor(A::kRs512, std::string("rsa")).size(), 1u);
  EXPECT_EQ(keys->CandidatesFor(A::kRs256, std::string("rsa")).size(), 0u);
  EXPECT_EQ(keys->CandidatesFor(A::kEs256, std::string("rsa")).size(), 0u);
  EXPECT_EQ(keys->CandidatesFor(A::kEs256, absl::nullopt).size(), 1u);
  EXPECT_EQ(keys->CandidatesFor(A::kEs384, absl::nullopt).size(), 0u);
  EXPECT_EQ(keys->CandidatesFor(A::kEdDsa, absl::nullopt).size(), 1u);
  EXPECT_EQ(keys->CandidatesFor(A::kEdDsa, std::string("ec")).size(), 0u);
}

TEST(KeySet, WeakAndHugeRsaKeysAreLeftOut) {
  EXPECT_EQ(WhyLeftOut(SigningKey("RS256", "weak", 1024).Jwk()),
            "RSA keys must have 2048 to 8192 bits");
  const std::string huge = Base64Url(std::string(8193 / 8 + 1, '\xFF'));
  EXPECT_EQ(WhyLeftOut(absl::StrCat(R"({"kty":"RSA","e":"AQAB","n":")", huge, "\"}")),
            "RSA keys must have 2048 to 8192 bits");
  // Zeros in front do not count.
  const std::string padded = Base64Url(std::string(200, '\0') + std::string(128, '\xFF'));
  EXPECT_EQ(WhyLeftOut(absl::StrCat(R"({"kty":"RSA","e":"AQAB","n":")", padded, "\"}")),
            "RSA keys must have 2048 to 8192 bits");
  for (const char* exponent : {"AQ", "AA", "Ag", "AQABAQABAQABAQABAQAB"}) {
    EXPECT_EQ(WhyLeftOut(absl::StrReplaceAll(
                  RsaKey().Jwk(), {{R"("e":"AQAB")", absl::StrCat(R"("e":")", exponent, "\"")}})),
              "its modulus or exponent is none of RSA")
        << exponent;
  }
}

TEST(KeySet, KeysForOtherPurposesAreLeftOut) {
  const std::string why = "it is not for checking signatures (use, key_ops)";
  for (const char* more : {R"("use":"enc")", R"("use":null)", R"("key_ops":["sign"])",
                           R"("key_ops":[])", R"("key_ops":"verify")"}) {
    EXPECT_EQ(WhyLeftOut(RsaKey().Jwk(more)), why) << more;
  }
  EXPECT_EQ(WhyLeftOut(RsaKey().Jwk(R"("use":"sig","key_ops":["verify"],"alg":"RS256")")),
            "2 keys");
  for (const char* more :
       {R"("alg":"RSA-OAEP")", R"("alg":"PS256")", R"("alg":"ES256")", R"("alg":null)"}) {
    EXPECT_EQ(WhyLeftOut(RsaKey().Jwk(more)),
              "its algorithm (alg) is not supported or not of its type")
        << more;
  }
}

TEST(KeySet, PrivateAndSymmetricKeysAreLeftOut) {
  const std::string why = "it is a private or secret key, which must not be published";
  EXPECT_EQ(WhyLeftOut(EcKey().Jwk(R"("d":"AAAA")")), why);
  EXPECT_EQ(WhyLeftOut(RsaKey().Jwk(R"("p":"AAAA")")), why);
  EXPECT_EQ(WhyLeftOut(R"({"kty":"oct","kid":"h","k":"c2VjcmV0"})"), why);
}

TEST(KeySet, UnknownAndBrokenKeysAreLeftOut) {
  EXPECT_EQ(WhyLeftOut(R"({"kty":"AKP"})"), "its type (kty) is none of RSA, EC and OKP");
  EXPECT_EQ(WhyLeftOut("[]"), "it is not a JSON object with each name once");
  EXPECT_EQ(WhyLeftOut(EcKey().Jwk(R"("kty":"RSA")")),
            "it is not a JSON object with each name once");
  EXPECT_EQ(WhyLeftOut(absl::StrReplaceAll(EcKey().Jwk(), {{"P-256", "secp256k1"}})),
            "its curve is none of P-256, P-384 and P-521");
  EXPECT_EQ(WhyLeftOut(absl::StrReplaceAll(EcKey().Jwk(), {{"P-256", "P-384"}})),
            "its coordinates do not have the length of its curve");
  EXPECT_EQ(WhyLeftOut(R"({"kty":"OKP","crv":"X25519","x":"AAAA"})"), "its curve is not Ed25519");
  EXPECT_EQ(WhyLeftOut(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})"),
            "its \"x\" does not have 32 bytes");
  EXPECT_EQ(WhyLeftOut(R"({"kty":"RSA","e":"AQAB","n":"not base64"})"),
            "its modulus or exponent is missing");
  EXPECT_EQ(WhyLeftOut(R"({"kty":"EC","crv":"P-256","x":")" + Base64Url(std::string(32, 'a')) +
                       R"(","y":")" + Base64Url(std::string(32, 'b')) + R"("})"),
            "its numbers are no valid key");
  EXPECT_EQ(WhyLeftOut(R"({"kid":"","kty":"OKP","crv":"Ed25519","x":")" +
                       Base64Url(std::string(32, 'a')) + "\"}"),
            "its id (kid) is not a text of 1 to 255 bytes");
}

TEST(KeySet, SetWithoutAUsableKeyIsAnError) {
  EXPECT_EQ(Summary(R"({"keys":[]})"), "refused: it has no key that tokens can be checked with");
  EXPECT_EQ(Summary(R"({"keys":[{"kty":"AKP"}]})"),
            "refused: it has no key that tokens can be checked with: 1 left out, the last of them "
            "because its type (kty) is none of RSA, EC and OKP");
}

TEST(KeySet, WhatIsNoJwkSetIsAnError) {
  for (const std::string& json :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys":{}})"),
        std::string("<html>"), EcKey().Jwk(), EcKey().PublicPem(), JwkSetOf({EcKey()}) + "x",
        std::string(R"({"keys":[],"keys":[]})")}) {
    EXPECT_EQ(Summary(json), "refused: it is not a JWK Set: a JSON object with a list \"keys\"")
        << json;
  }
  EXPECT_EQ(Summary(std::string(kMaxJwksBytes + 1, ' ')),
            "refused: it is larger than 1048576 bytes");
  EXPECT_EQ(Summary(JwkSet(std::vector<std::string>(101, EcKey().Jwk()))),
            "refused: it has more than 100 keys");
  EXPECT_EQ(Summary(JwkSet(std::vector<std::string>(100, EcKey().Jwk()))), "100 keys");
}

TEST(KeySet, OrderAndDecorationDoNotMakeAnotherSet) {
  const auto one = *KeySet::Parse(JwkSet({EcKey().Jwk(), RsaKey().Jwk()}));
  const auto same = *KeySet::Parse(JwkSet({RsaKey().Jwk(R"("use":"sig")"), EcKey().Jwk()}));
  const auto less = *KeySet::Parse(JwkSet({EcKey().Jwk()}));
  const auto other = *KeySet::Parse(JwkSet({EcKey().Jwk(), RsaKey().Jwk(R"("alg":"RS256")")}));
  EXPECT_TRUE(one->SameAs(*same));
  EXPECT_FALSE(one->SameAs(*less));
  EXPECT_FALSE(one->SameAs(*other));
  EXPECT_NE(one->serial(), same->serial());
}

}  // namespace
}  // namespace smartcar_gateway
