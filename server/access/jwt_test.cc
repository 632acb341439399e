// Tests of the parser of tokens: what is not plain is refused, and nothing of it is repeated.
#include "server/access/jwt.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"

namespace smartcar_gateway {
namespace {

constexpr char kHeader[] = R"({"alg":"ES256","kid":"k1"})";
constexpr char kClaims[] =
    R"({"iss":"https://issuer.example","sub":"user-1","aud":"us","exp":1800000100})";

// As long as a signature of ES256.
std::string TokenOf(absl::string_view header, absl::string_view claims,
                    const std::string& signature = std::string(64, 's')) {
  return absl::StrCat(Base64Url(header), ".", Base64Url(claims), ".", Base64Url(signature));
}

std::string Why(absl::string_view token) {
  const absl::StatusOr<Jwt> jwt = ParseJwt(token);
  if (jwt.ok()) return "(accepted)";
  EXPECT_EQ(jwt.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(jwt.status().message());
}

std::string WhyHeader(absl::string_view header) { return Why(TokenOf(header, kClaims)); }
std::string WhyClaims(absl::string_view claims) { return Why(TokenOf(kHeader, claims)); }

// The good claims with one member of them replaced.
std::string WhyWith(absl::string_view member, absl::string_view replacement) {
  const std::string claims = absl::StrReplaceAll(kClaims, {{member, replacement}});
  EXPECT_NE(claims, kClaims);
  return WhyClaims(claims);
}

TEST(Jwt, SaysWhatItSays) {
  const absl::StatusOr<Jwt> jwt = ParseJwt(TokenOf(
      kHeader,
      R"({"iss":"i","sub":"s","aud":["a","b"],"exp":1800000100.5,"nbf":5,"iat":1800000000,"x":{}})"));
  ASSERT_TRUE(jwt.ok()) << jwt.status();
  EXPECT_EQ(jwt->algorithm, SignatureAlgorithm::kEs256);
  EXPECT_EQ(jwt->key_id, "k1");
  EXPECT_EQ(jwt->issuer, "i");
  EXPECT_EQ(jwt->subject, "s");
  EXPECT_EQ(jwt->audiences, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(jwt->expires, absl::FromUnixMillis(1800000100500));
  EXPECT_EQ(jwt->not_before, absl::FromUnixSeconds(1800000000));
  EXPECT_FALSE(ParseJwt(TokenOf(R"({"alg":"ES256"})", kClaims))->key_id.has_value());
}

TEST(Jwt, OtherAlgorithmsAreRefusedHoweverTheyAreSpelt) {
  for (const char* alg : {"none",    "None",  "NONE",     "nOnE",         "none ",     "",
                          " ",       "HS256", "HS384",    "HS512",        "PS256",     "PS512",
                          "ES256K",  "es256", "rs256",    "RS256 ",       "RS1",       "EDDSA",
                          "Ed25519", "dir",   "RSA-OAEP", "ES256\\u0000", "\\u006eone"}) {
    EXPECT_EQ(WhyHeader(absl::StrCat(R"({"alg":")", alg, R"("})")),
              "its algorithm (alg) is none of RS256, RS384, RS512, ES256, ES384, ES512 and EdDSA")
        << alg;
  }
  for (const char* header : {"{}", R"({"alg":null})", R"({"alg":0})", R"({"alg":["ES256"]})",
                             R"({"Alg":"ES256"})", R"({"alg":true})"}) {
    EXPECT_TRUE(absl::StartsWith(WhyHeader(header), "its algorithm (alg)")) << header;
  }
  // Without a signature, too.
  EXPECT_TRUE(absl::StartsWith(Why(TokenOf(R"({"alg":"none"})", kClaims, "")), "its algorithm"));
}

TEST(Jwt, UnsignedIsRefused) {
  EXPECT_EQ(Why(TokenOf(kHeader, kClaims, "")), "it is not signed");
  EXPECT_EQ(Why(TokenOf(R"({"alg":"RS256"})", kClaims, "")), "it is not signed");
}

TEST(Jwt, SignatureOfAnotherLengthIsRefused) {
  for (const size_t size : {1, 63, 65, 70, 71, 72, 96, 128}) {
    EXPECT_EQ(Why(TokenOf(kHeader, kClaims, std::string(size, 's'))),
              "its signature does not have the length that its algorithm wants")
        << size;
  }
}

TEST(Jwt, PartsMustBeThree) {
  const std::string token = TokenOf(kHeader, kClaims);
  for (const std::string& other :
       {std::string(), std::string("."), std::string(".."), token + ".", token + ".AAAA",
        token + ".AAAA.AAAA", token.substr(0, token.rfind('.')), "." + token}) {
    EXPECT_NE(Why(other), "(accepted)") << other;
  }
  EXPECT_EQ(Why("a.b"), "it is no signed JWT: it does not have three parts");
  EXPECT_EQ(Why("a.b.c.d.e"), "it is no signed JWT: it does not have three parts");
}

TEST(Jwt, Base64IsTakenInOneFormOnly) {
  const std::string header = Base64Url(kHeader);
  const std::string rest = absl::StrCat(".", Base64Url(kClaims), ".");
  const std::string signature = Base64Url(std::string(64, '\xFF'));  // ends with "_w"
  ASSERT_EQ(Why(header + rest + signature), "(accepted)");
  const std::string spare_bits = signature.substr(0, signature.size() - 1) + "x";
  for (const std::string& bad :
       {header + rest + signature + "==", header + rest + signature + "\n",
        header + rest + signature + " ", " " + header + rest + signature,
        header + "\t" + rest + signature, header + rest + spare_bits,
        header + rest + absl::StrReplaceAll(signature, {{"_", "/"}}),
        header + rest + signature + std::string(1, '\0'), "\xC3\xBC" + header + rest + signature}) {
    EXPECT_EQ(Why(bad), "it is no signed JWT: its parts are not base64url without padding") << bad;
  }
}

TEST(Jwt, LargeOneIsRefusedUnread) {
  EXPECT_EQ(Why(std::string(64 << 10, 'A')), "it is larger than 16384 bytes");
  EXPECT_EQ(Why(TokenOf(kHeader, std::string(13000, 'x'))), "it is larger than 16384 bytes");
}

TEST(Jwt, HeaderMustBeAnObjectWithEachNameOnce) {
  const std::string why = "its header is not a JSON object with each name once";
  for (const char* header :
       {"", "[]", "\"ES256\"", "null", "{", R"({"alg":"ES256"}})", R"({"alg":"ES256"} {})",
        R"({"alg":"ES256","alg":"none"})", R"({"alg":"none","alg":"ES256"})",
        R"({"alg":"ES256","\u0061lg":"none"})", R"({"alg":"ES256","x":1e400})",
        "{\"alg\":\"ES256\",\"x\":\"\xFF\"}", "\xEF\xBB\xBF\xEF\xBB\xBF{\"alg\":\"ES256\"}"}) {
    EXPECT_EQ(WhyHeader(header), why) << header;
  }
  EXPECT_EQ(WhyHeader(absl::StrCat(R"({"alg":"ES256","x":)", std::string(100, '['),
                                   std::string(100, ']'), "}")),
            why);
}

TEST(Jwt, ExtensionsThatMustBeUnderstoodAreRefused) {
  for (const char* name : {"crit", "b64", "zip"}) {
    EXPECT_EQ(WhyHeader(absl::StrCat(R"({"alg":"ES256",")", name, R"(":null})")),
              absl::StrCat("its header has \"", name, "\", which is not supported"));
  }
}

TEST(Jwt, KeysAndUrlsInTheHeaderAreNoErrorAndOfNoUse) {
  EXPECT_EQ(WhyHeader(R"({"alg":"ES256","jwk":{"kty":"oct","k":"AA"},"jku":"https://evil.example",)"
                      R"("x5u":"https://evil.example","x5c":["AAAA"]})"),
            "(accepted)");
}

TEST(Jwt, KeyIdMustBeAText) {
  for (const std::string& kid : {std::string("1"), std::string("null"), std::string("\"\""),
                                 absl::StrCat("\"", std::string(256, 'k'), "\"")}) {
    EXPECT_EQ(WhyHeader(absl::StrCat(R"({"alg":"ES256","kid":)", kid, "}")),
              "its key id (kid) is not a text of 1 to 255 bytes");
  }
}

TEST(Jwt, ClaimsMustBeAnObjectWithEachNameOnce) {
  for (const std::string& claims :
       {std::string(), std::string("[]"), std::string("1"), std::string("{"),
        absl::StrReplaceAll(kClaims, {{"}", ",\"sub\":\"user-2\"}"}}),
        absl::StrReplaceAll(kClaims, {{"user-1", "\xFF"}})}) {
    EXPECT_EQ(WhyClaims(claims), "its claims are not a JSON object with each name once") << claims;
  }
}

TEST(Jwt, ManyNamesTakeNoLongTime) {
  std::string claims = "{";
  for (int i = 0; i < 1200; ++i) absl::StrAppend(&claims, i > 0 ? "," : "", "\"", i, "\":1");
  EXPECT_EQ(WhyClaims(claims + "}"), "it does not say who issued it: \"iss\" is not a text");
}

TEST(Jwt, TimesThatAreNoTimesAreRefused) {
  const char* bad[] = {"\"1800000100\"",      "-1", "-0.5",         "null",  "true",
                       "[1800000100]",        "{}", "253402300800", "1e300", "9223372036854775807",
                       "18446744073709551615"};
  for (const char* value : bad) {
    EXPECT_EQ(WhyWith("1800000100", value), "its \"exp\" is not a number of seconds since 1970")
        << value;
    EXPECT_EQ(WhyWith("}", absl::StrCat(",\"nbf\":", value, "}")),
              "its \"nbf\" is not a number of seconds since 1970")
        << value;
    EXPECT_EQ(WhyWith("}", absl::StrCat(",\"iat\":", value, "}")),
              "its \"iat\" is not a number of seconds since 1970")
        << value;
  }
  for (const char* value : {"1e400", "NaN", "Infinity", "0x10", "01", "99999999999999999999999"}) {
    EXPECT_EQ(WhyWith("1800000100", value), "its claims are not a JSON object with each name once")
        << value;
  }
  EXPECT_EQ(WhyWith(",\"exp\":1800000100", ""), "it never expires: it has no \"exp\"");
}

TEST(Jwt, SubjectMustBePrintableAndBounded) {
  const std::string why = "its \"sub\" is not a text of 1 to 255 printable ASCII characters";
  for (const std::string& subject :
       {std::string("\"\""), std::string("1"), std::string("null"), std::string(R"("a\nb")"),
        std::string(R"("a\u0000b")"), std::string(R"("\u007f")"), std::string("\"\xC3\xBC\""),
        absl::StrCat("\"", std::string(256, 's'), "\"")}) {
    EXPECT_EQ(WhyWith("\"user-1\"", subject), why) << subject;
  }
  EXPECT_EQ(WhyWith("\"sub\":\"user-1\",", ""), why);
  EXPECT_EQ(WhyWith("user-1", std::string(255, 's')), "(accepted)");
}

TEST(Jwt, IssuerAndAudienceMustBeTexts) {
  EXPECT_EQ(WhyWith("\"https://issuer.example\"", "[\"https://issuer.example\"]"),
            "it does not say who issued it: \"iss\" is not a text");
  for (const char* audience : {"1", "null", "{}", "[1]", "[\"us\",null]", "[[\"us\"]]"}) {
    EXPECT_EQ(WhyWith("\"us\"", audience), "its \"aud\" is neither a text nor a list of texts")
        << audience;
  }
  EXPECT_EQ(WhyWith("\"aud\":\"us\",", ""), "its \"aud\" is neither a text nor a list of texts");
}

}  // namespace
}  // namespace smartcar_gateway
