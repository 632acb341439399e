// Implementation of the parser of tokens.
#include "server/access/jwt.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/access/base64url.h"
#include "server/access/strict_json.h"

namespace smartcar_gateway {
namespace {

using simdjson::dom::object;

constexpr size_t kMaxKeyIdBytes = 255;
// The end of the year 9999, after which timestamps have no common form.
constexpr double kMaxSeconds = 253402300799.0;

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status ReadHeader(const object& header, Jwt* jwt) {
  const absl::optional<absl::string_view> name = StringMember(header, "alg");
  const absl::optional<SignatureAlgorithm> algorithm =
      name.has_value() ? SignatureAlgorithmOf(*name) : absl::nullopt;
  if (!algorithm.has_value()) {
    return Refuse(
        "its algorithm (alg) is none of RS256, RS384, RS512, ES256, ES384, ES512 and EdDSA");
  }
  jwt->algorithm = *algorithm;
  // Extensions that change what the signature is over, or that must be understood.
  for (const char* extension : {"crit", "b64", "zip"}) {
    if (HasMember(header, extension)) {
      return Refuse(absl::StrCat("its header has \"", extension, "\", which is not supported"));
    }
  }
  if (HasMember(header, "kid")) {
    const absl::optional<absl::string_view> kid = StringMember(header, "kid");
    if (!kid.has_value() || kid->empty() || kid->size() > kMaxKeyIdBytes) {
      return Refuse(
          absl::StrCat("its key id (kid) is not a text of 1 to ", kMaxKeyIdBytes, " bytes"));
    }
    jwt->key_id = std::string(*kid);
  }
  return absl::OkStatus();
}

// A time that may be missing, in seconds since 1970, perhaps with a fraction.
absl::Status ReadTime(const object& claims, absl::string_view name,
                      absl::optional<absl::Time>* time) {
  if (!HasMember(claims, name)) return absl::OkStatus();
  double seconds = 0;
  const simdjson::dom::element value =
      claims.at_key(std::string_view(name.data(), name.size())).value_unsafe();
  if (value.get(seconds) != simdjson::SUCCESS || !(seconds >= 0) || !(seconds <= kMaxSeconds)) {
    return Refuse(absl::StrCat("its \"", name, "\" is not a number of seconds since 1970"));
  }
  *time = absl::UnixEpoch() + absl::Seconds(seconds);
  return absl::OkStatus();
}

absl::Status ReadTimes(const object& claims, Jwt* jwt) {
  absl::optional<absl::Time> expires, not_before, issued;
  for (const auto& status :
       {ReadTime(claims, "exp", &expires), ReadTime(claims, "nbf", &not_before),
        ReadTime(claims, "iat", &issued)}) {
    if (!status.ok()) return status;
  }
  if (!expires.has_value()) return Refuse("it never expires: it has no \"exp\"");
  jwt->expires = *expires;
  jwt->not_before =
      std::max(not_before.value_or(absl::InfinitePast()), issued.value_or(absl::InfinitePast()));
  return absl::OkStatus();
}

absl::Status ReadAudiences(const object& claims, Jwt* jwt) {
  const absl::Status refused = Refuse("its \"aud\" is neither a text nor a list of texts");
  if (const absl::optional<absl::string_view> one = StringMember(claims, "aud")) {
    jwt->audiences.emplace_back(*one);
    return absl::OkStatus();
  }
  simdjson::dom::array list;
  if (claims.at_key("aud").get(list) != simdjson::SUCCESS) return refused;
  for (const auto& item : list) {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS) return refused;
    jwt->audiences.emplace_back(text);
  }
  return absl::OkStatus();
}

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isprint(c); });
}

absl::Status ReadClaims(const object& claims, Jwt* jwt) {
  const absl::optional<absl::string_view> issuer = StringMember(claims, "iss");
  if (!issuer.has_value()) return Refuse("it does not say who issued it: \"iss\" is not a text");
  jwt->issuer = std::string(*issuer);
  const absl::optional<absl::string_view> subject = StringMember(claims, "sub");
  if (!subject.has_value() || subject->empty() || subject->size() > kMaxSubjectBytes ||
      !IsPrintable(*subject)) {
    return Refuse(absl::StrCat("its \"sub\" is not a text of 1 to ", kMaxSubjectBytes,
                               " printable ASCII characters"));
  }
  jwt->subject = std::string(*subject);
  const absl::Status times = ReadTimes(claims, jwt);
  if (!times.ok()) return times;
  return ReadAudiences(claims, jwt);
}

}  // namespace

absl::StatusOr<Jwt> ParseJwt(absl::string_view token) {
  if (token.size() > kMaxJwtBytes) {
    return Refuse(absl::StrCat("it is larger than ", kMaxJwtBytes, " bytes"));
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return Refuse("it is no signed JWT: it does not have three parts");
  const absl::optional<std::string> header_text = DecodeBase64Url(parts[0]);
  const absl::optional<std::string> claims_text = DecodeBase64Url(parts[1]);
  const absl::optional<std::string> signature = DecodeBase64Url(parts[2]);
  if (!header_text.has_value() || !claims_text.has_value() || !signature.has_value()) {
    return Refuse("it is no signed JWT: its parts are not base64url without padding");
  }
  Jwt jwt;
  simdjson::dom::parser parser;
  const absl::optional<object> header = ParseStrictObject(*header_text, &parser);
  if (!header.has_value()) {
    return Refuse("its header is not a JSON object with each name once");
  }
  absl::Status status = ReadHeader(*header, &jwt);
  if (!status.ok()) return status;
  if (signature->empty()) return Refuse("it is not signed");
  const size_t signature_bytes = SignatureBytes(jwt.algorithm);
  if (signature_bytes != 0 && signature->size() != signature_bytes) {
    return Refuse("its signature does not have the length that its algorithm wants");
  }
  const absl::optional<object> claims = ParseStrictObject(*claims_text, &parser);
  if (!claims.has_value()) {
    return Refuse("its claims are not a JSON object with each name once");
  }
  status = ReadClaims(*claims, &jwt);
  if (!status.ok()) return status;
  return jwt;
}

}  // namespace smartcar_gateway
