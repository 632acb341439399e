// Tests of the checks of tokens: which claims and signatures are good.
#include "server/access/jwt_verifier.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"

namespace smartcar_gateway {
namespace {

constexpr char kClaims[] = R"({"iss":"i","sub":"s","aud":"us","exp":1800000100})";

// What becomes of a token.
std::string Verdict(const std::string& token, const KeySet& keys) {
  const absl::StatusOr<Jwt> jwt = ParseJwt(token);
  if (!jwt.ok()) return std::string(jwt.status().message());
  const absl::Status status = CheckSignature(token, *jwt, keys);
  return status.ok() ? "good" : std::string(status.message());
}

std::shared_ptr<const KeySet> KeysOf(const std::vector<SigningKey>& keys) {
  return *KeySet::Parse(JwkSetOf(keys));
}

// Keys are slow to make.
const SigningKey& Key(const std::string& algorithm) {
  static auto& keys = *new std::map<std::string, SigningKey>();
  const auto found = keys.find(algorithm);
  if (found != keys.end()) return found->second;
  return keys.emplace(algorithm, SigningKey(algorithm, "k")).first->second;
}

class EachAlgorithm : public testing::TestWithParam<std::string> {
 protected:
  const SigningKey& key() const { return Key(GetParam()); }
};

TEST_P(EachAlgorithm, GoodTokenIsGood) {
  EXPECT_EQ(Verdict(key().Token(kClaims), *KeysOf({key()})), "good");
}

TEST_P(EachAlgorithm, OtherClaimsOrHeaderThanSignedAreRefused) {
  const auto keys = KeysOf({key()});
  const std::string token = key().Token(kClaims);
  const std::string signature = token.substr(token.rfind('.'));
  const std::string header = token.substr(0, token.find('.'));
  EXPECT_EQ(Verdict(absl::StrCat(header, ".",
                                 Base64Url(R"({"iss":"i","sub":"t","aud":"us",)"
                                           R"("exp":1800000100})"),
                                 signature),
                    *keys),
            "its signature is wrong");
  EXPECT_EQ(
      Verdict(absl::StrCat(Base64Url(absl::StrCat(R"({"kid":"k","alg":")", GetParam(), "\"}")), ".",
                           Base64Url(kClaims), signature),
              *keys),
      "its signature is wrong");
}

TEST_P(EachAlgorithm, AnyBitOfTheSignatureCounts) {
  const auto keys = KeysOf({key()});
  const std::string input =
      absl::StrCat(Base64Url(absl::StrCat(R"({"alg":")", GetParam(), R"(","kid":"k"})")), ".",
                   Base64Url(kClaims));
  const std::string signature = key().Sign(input);
  ASSERT_EQ(Verdict(absl::StrCat(input, ".", Base64Url(signature)), *keys), "good");
  for (const size_t at : {size_t{0}, signature.size() / 2, signature.size() - 1}) {
    std::string other = signature;
    other[at] ^= 1;
    EXPECT_EQ(Verdict(absl::StrCat(input, ".", Base64Url(other)), *keys), "its signature is wrong");
  }
  for (const std::string& other :
       {signature.substr(1), signature.substr(0, signature.size() - 1), signature + "x",
        "x" + signature, std::string(signature.size(), '\0'), signature + signature}) {
    EXPECT_NE(Verdict(absl::StrCat(input, ".", Base64Url(other)), *keys), "good");
  }
}

TEST_P(EachAlgorithm, KeyOfAnotherIssuerIsRefused) {
  const SigningKey other(GetParam(), "k");
  EXPECT_EQ(Verdict(other.Token(kClaims), *KeysOf({key()})), "its signature is wrong");
}

TEST_P(EachAlgorithm, KeyInTheHeaderIsNotUsed) {
  const SigningKey mine(GetParam(), "k");
  const auto keys = KeysOf({key()});
  for (const std::string& member :
       {absl::StrCat(R"("jwk":)", mine.Jwk()), std::string(R"("jku":"https://127.0.0.1:1/jwks")"),
        std::string(R"("x5u":"https://127.0.0.1:1/x")"), std::string(R"("x5c":["AAAA"])")}) {
    for (const char* kid : {"", R"(,"kid":"k")"}) {
      EXPECT_EQ(
          Verdict(mine.TokenWithHeader(
                      absl::StrCat(R"({"alg":")", GetParam(), "\",", member, kid, "}"), kClaims),
                  *keys),
          "its signature is wrong")
          << member;
      EXPECT_EQ(
          Verdict(key().TokenWithHeader(
                      absl::StrCat(R"({"alg":")", GetParam(), "\",", member, kid, "}"), kClaims),
                  *keys),
          "good")
          << member;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(CheckSignature, EachAlgorithm,
                         testing::Values("RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
                                         "EdDSA"),
                         [](const auto& info) { return info.param; });

TEST(CheckSignature, PublicKeyIsNoSecretOfAnHmac) {
  const SigningKey& key = Key("RS256");
  const auto keys = KeysOf({key});
  for (const std::string& secret : {key.PublicPem(), key.Jwk(), std::string()}) {
    for (const char* alg : {"HS256", "HS384", "HS512"}) {
      EXPECT_EQ(
          Verdict(HmacToken(secret, absl::StrCat(R"({"alg":")", alg, R"(","kid":"k"})"), kClaims),
                  *keys),
          "its algorithm (alg) is none of RS256, RS384, RS512, ES256, ES384, ES512 and "
          "EdDSA");
    }
    EXPECT_NE(Verdict(HmacToken(secret, R"({"alg":"RS256","kid":"k"})", kClaims), *keys), "good");
  }
}

TEST(CheckSignature, AlgorithmMustFitTheKey) {
  const std::string why = "its algorithm (alg) does not fit the key of its issuer";
  for (const char* of_key : {"RS256", "ES256", "ES384", "EdDSA"}) {
    const auto keys = KeysOf({Key(of_key)});
    for (const char* of_token : {"RS256", "ES256", "ES384", "EdDSA"}) {
      EXPECT_EQ(Verdict(Key(of_token).Token(kClaims), *keys),
                std::string(of_key) == of_token ? "good" : why)
          << of_key << " " << of_token;
    }
  }
}

TEST(CheckSignature, CurveMustFitTheAlgorithm) {
  // A signature by P-384 called ES256, as long as one of P-256.
  const SigningKey& key = Key("ES384");
  const std::string input =
      absl::StrCat(Base64Url(R"({"alg":"ES256","kid":"k"})"), ".", Base64Url(kClaims));
  EXPECT_EQ(
      Verdict(absl::StrCat(input, ".", Base64Url(key.Sign(input).substr(0, 64))), *KeysOf({key})),
      "its algorithm (alg) does not fit the key of its issuer");
}

TEST(CheckSignature, DerSignatureIsRefused) {
  const SigningKey& key = Key("ES256");
  const std::string input =
      absl::StrCat(Base64Url(R"({"alg":"ES256","kid":"k"})"), ".", Base64Url(kClaims));
  EXPECT_EQ(Verdict(absl::StrCat(input, ".", Base64Url(key.SignAsOpenSsl(input))), *KeysOf({key})),
            "its signature does not have the length that its algorithm wants");
}

TEST(CheckSignature, UnknownKeyIsTold) {
  const SigningKey key("ES256", "other");
  const std::string token = key.Token(kClaims);
  EXPECT_EQ(CheckSignature(token, *ParseJwt(token), *KeysOf({Key("ES256")})).code(),
            absl::StatusCode::kNotFound);
}

TEST(CheckSignature, WithoutKeyIdEveryFittingKeyIsTried) {
  const SigningKey first("ES256", "a"), second("ES256"), third("ES256", "c");
  const auto keys = KeysOf({first, Key("RS256"), second, third});
  for (const SigningKey& key : {first, second, third}) {
    EXPECT_EQ(Verdict(key.TokenWithHeader(R"({"alg":"ES256"})", kClaims), *keys), "good");
  }
  const auto many = KeysOf({first, second, third, SigningKey("ES256"), SigningKey("ES256")});
  EXPECT_EQ(Verdict(first.TokenWithHeader(R"({"alg":"ES256"})", kClaims), *many),
            "it does not say which of its issuer's keys it is signed with (kid)");
  EXPECT_EQ(Verdict(first.Token(kClaims), *many), "good");
}

// The examples of RFC 7515 (A.2, A.3) and RFC 8037 (A.4), whose payloads are none of ours.
TEST(CheckSignature, AgreesWithTheExamplesOfTheStandards) {
  const std::string claims =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ";
  struct Example {
    SignatureAlgorithm algorithm;
    std::string jwk;
    std::string token;
  };
  const Example examples[] = {
      {SignatureAlgorithm::kRs256,
       R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4q)"
       R"(PCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0)"
       R"(LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo)"
       R"(5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyu)"
       R"(XpoQ","e":"AQAB"})",
       "eyJhbGciOiJSUzI1NiJ9." + claims +
           ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O"
           "8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
           "nZLgrnbyTyWzO75vRK5h6xBArLIARNPv"
           "kSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
           "eOkHWEsqtFZESc6BfI7noOPqvhJ1phC"
           "nvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"},
      {SignatureAlgorithm::kEs256,
       R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
       R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
       "eyJhbGciOiJFUzI1NiJ9." + claims +
           ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1"
           "Q"},
      {SignatureAlgorithm::kEdDsa,
       R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
       "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcv"
       "Mg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"},
  };
  for (const Example& example : examples) {
    const auto keys = KeySet::Parse(JwkSet({example.jwk}));
    ASSERT_TRUE(keys.ok()) << keys.status();
    Jwt jwt;
    jwt.algorithm = example.algorithm;
    EXPECT_EQ(CheckSignature(example.token, jwt, **keys), absl::OkStatus());
    std::string other = example.token;
    other[other.size() - 8] = other[other.size() - 8] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(CheckSignature(other, jwt, **keys).ok());
  }
}

TEST(CheckClaims, BoundsOfTimeAreExact) {
  TokenRules rules;
  rules.issuer = "i";
  rules.audiences = {"us", "them"};
  rules.clock_skew = absl::Seconds(30);
  Jwt jwt;
  jwt.issuer = "i";
  jwt.audiences = {"others", "them"};
  jwt.not_before = absl::FromUnixSeconds(1000);
  jwt.expires = absl::FromUnixSeconds(2000);
  const auto verdict = [&](int seconds) {
    const absl::Status status = CheckClaims(jwt, rules, absl::FromUnixSeconds(seconds));
    return status.ok() ? "good" : std::string(status.message());
  };
  EXPECT_EQ(verdict(969), "it is not valid yet (nbf, iat)");
  EXPECT_EQ(verdict(970), "good");
  EXPECT_EQ(verdict(2029), "good");
  EXPECT_EQ(verdict(2030), "it has expired (exp)");
  rules.clock_skew = absl::ZeroDuration();
  EXPECT_EQ(verdict(999), "it is not valid yet (nbf, iat)");
  EXPECT_EQ(verdict(2000), "it has expired (exp)");
}

TEST(CheckClaims, IssuerAndAudienceMustBeExact) {
  TokenRules rules;
  rules.issuer = "https://issuer.example";
  rules.audiences = {"us"};
  const absl::Time now = absl::FromUnixSeconds(1000);
  Jwt jwt;
  jwt.expires = absl::FromUnixSeconds(2000);
  jwt.audiences = {"us"};
  for (const char* issuer : {"", "https://issuer.example/", "https://Issuer.example", "https"}) {
    jwt.issuer = issuer;
    EXPECT_EQ(CheckClaims(jwt, rules, now).message(), "it is of another issuer (iss)");
  }
  jwt.issuer = rules.issuer;
  EXPECT_EQ(CheckClaims(jwt, rules, now), absl::OkStatus());
  for (const std::vector<std::string>& audiences :
       {std::vector<std::string>{}, {""}, {"US"}, {"us "}, {"u", "s"}}) {
    jwt.audiences = audiences;
    EXPECT_EQ(CheckClaims(jwt, rules, now).message(),
              "it is not for this gateway: no audience (aud) that it accepts");
  }
}

}  // namespace
}  // namespace smartcar_gateway
