// Fuzz target: a token and the JWK Set that it is checked with. The first line of the input is the
// token; if it begins with `{`, the first two lines are its header and its claims, which are
// encoded with a signature of the right length. The rest is the JWK Set.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/access/jwks.h"
#include "server/access/jwt.h"
#include "server/access/jwt_verifier.h"
#include "tests/fuzz/fuzz_target.h"

namespace smartcar_gateway {
namespace {

// With # for numbers.
constexpr absl::string_view kMessages[] = {
    "it does not say which of its issuer's keys it is signed with (kid)",
    "it does not say who issued it: \"iss\" is not a text",
    "it is larger than # bytes",
    "it is no signed JWT: it does not have three parts",
    "it is no signed JWT: its parts are not base#url without padding",
    "it is not signed",
    "it is signed with a key (kid) that its issuer does not publish",
    "it never expires: it has no \"exp\"",
    "its \"aud\" is neither a text nor a list of texts",
    "its \"exp\" is not a number of seconds since #",
    "its \"iat\" is not a number of seconds since #",
    "its \"nbf\" is not a number of seconds since #",
    "its \"sub\" is not a text of # to # printable ASCII characters",
    "its algorithm (alg) does not fit the key of its issuer",
    "its algorithm (alg) is none of RS#, RS#, RS#, ES#, ES#, ES# and EdDSA",
    "its claims are not a JSON object with each name once",
    "its header has \"b#\", which is not supported",
    "its header has \"crit\", which is not supported",
    "its header has \"zip\", which is not supported",
    "its header is not a JSON object with each name once",
    "its key id (kid) is not a text of # to # bytes",
    "its signature does not have the length that its algorithm wants",
    "its signature is wrong",
};

constexpr absl::string_view kSetMessages[] = {
    "it has more than # keys",
    "it has no key that tokens can be checked with",
    "it is larger than # bytes",
    "it is not a JWK Set: a JSON object with a list \"keys\"",
};

constexpr absl::string_view kWhyLeftOut[] = {
    "RSA keys must have # to # bits",
    "it is a private or secret key, which must not be published",
    "it is not a JSON object with each name once",
    "it is not for checking signatures (use, key_ops)",
    "its \"x\" does not have # bytes",
    "its algorithm (alg) is not supported or not of its type",
    "its coordinates do not have the length of its curve",
    "its curve is none of P-#, P-# and P-#",
    "its curve is not Ed#",
    "its id (kid) is not a text of # to # bytes",
    "its modulus or exponent is missing",
    "its modulus or exponent is none of RSA",
    "its numbers are no valid key",
    "its type (kty) is none of RSA, EC and OKP",
};

std::string Pattern(absl::string_view message) {
  std::string pattern;
  for (const char c : message) {
    if (!absl::ascii_isdigit(c)) {
      pattern.push_back(c);
    } else if (pattern.empty() || pattern.back() != '#') {
      pattern.push_back('#');
    }
  }
  return pattern;
}

template <size_t size>
void ExpectKnown(const absl::string_view (&known)[size], absl::string_view message,
                 Findings* findings) {
  findings->Expect(
      std::find(std::begin(known), std::end(known), Pattern(message)) != std::end(known),
      "a message is one of the known ones and quotes nothing", message);
}

std::pair<std::string, std::string> SplitLine(absl::string_view text) {
  return absl::StrSplit(text, absl::MaxSplits('\n', 1));
}

// The token and the JWK Set.
std::pair<std::string, std::string> Read(const std::string& input) {
  const std::pair<std::string, std::string> parts = SplitLine(input);
  if (!absl::StartsWith(parts.first, "{")) return parts;
  const std::pair<std::string, std::string> rest = SplitLine(parts.second);
  size_t size = 64;
  if (absl::StrContains(parts.first, "ES384")) size = 96;
  if (absl::StrContains(parts.first, "ES512")) size = 132;
  if (absl::StrContains(parts.first, "RS")) size = 256;
  return {absl::StrCat(absl::WebSafeBase64Escape(parts.first), ".",
                       absl::WebSafeBase64Escape(rest.first), ".",
                       absl::WebSafeBase64Escape(std::string(size, '\1'))),
          rest.second};
}

void CheckJwt(const Jwt& jwt, Findings* findings) {
  findings->Expect(!jwt.subject.empty() && jwt.subject.size() <= kMaxSubjectBytes &&
                       std::all_of(jwt.subject.begin(), jwt.subject.end(), absl::ascii_isprint),
                   "a subject is printable and bounded");
  findings->Expect(
      jwt.expires >= absl::UnixEpoch() && jwt.expires <= absl::FromUnixSeconds(253402300799),
      "a token expires at a time that makes sense", absl::FormatTime(jwt.expires));
}

void CheckSet(const absl::StatusOr<std::shared_ptr<const KeySet>>& keys, Findings* findings) {
  absl::string_view text = keys.ok() ? (*keys)->summary() : keys.status().message();
  const absl::string_view because = "left out, the last of them because ";
  const size_t at = text.find(because);
  if (at != absl::string_view::npos) {
    ExpectKnown(kWhyLeftOut, text.substr(at + because.size()), findings);
    text = text.substr(0, text.find_first_of(keys.ok() ? ";" : ":"));
  }
  if (!keys.ok()) ExpectKnown(kSetMessages, text, findings);
}

void JwtTarget(const std::string& input, Findings* findings) {
  const std::pair<std::string, std::string> parts = Read(input);
  const absl::StatusOr<std::shared_ptr<const KeySet>> keys = KeySet::Parse(parts.second);
  CheckSet(keys, findings);
  const absl::StatusOr<Jwt> jwt = ParseJwt(parts.first);
  if (!jwt.ok()) {
    ExpectKnown(kMessages, jwt.status().message(), findings);
    return;
  }
  CheckJwt(*jwt, findings);
  if (!keys.ok()) return;
  const absl::Status status = CheckSignature(parts.first, *jwt, **keys);
  if (!status.ok()) ExpectKnown(kMessages, status.message(), findings);
}

const FuzzTargetRegistration registration("jwt", JwtTarget);

}  // namespace
}  // namespace smartcar_gateway
