// Implementation of the checks of tokens.
#include "server/access/jwt_verifier.h"

#include <algorithm>

namespace smartcar_gateway {
namespace {

// A token without a key id must not make us try all of a hundred keys.
constexpr size_t kMaxKeysToTry = 4;

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

}  // namespace

absl::Status CheckClaims(const Jwt& jwt, const TokenRules& rules, absl::Time now) {
  if (jwt.issuer != rules.issuer) return Refuse("it is of another issuer (iss)");
  const bool for_us =
      std::any_of(jwt.audiences.begin(), jwt.audiences.end(), [&](const std::string& audience) {
        return std::find(rules.audiences.begin(), rules.audiences.end(), audience) !=
               rules.audiences.end();
      });
  if (!for_us) return Refuse("it is not for this gateway: no audience (aud) that it accepts");
  if (now >= jwt.expires + rules.clock_skew) return Refuse("it has expired (exp)");
  if (now < jwt.not_before - rules.clock_skew) return Refuse("it is not valid yet (nbf, iat)");
  return absl::OkStatus();
}

absl::Status CheckSignature(absl::string_view token, const Jwt& jwt, const KeySet& keys) {
  if (jwt.key_id.has_value() && !keys.Has(*jwt.key_id)) {
    return absl::NotFoundError("it is signed with a key (kid) that its issuer does not publish");
  }
  const std::vector<const KeySet::Key*> candidates = keys.CandidatesFor(jwt.algorithm, jwt.key_id);
  if (candidates.empty()) return Refuse("its algorithm (alg) does not fit the key of its issuer");
  if (candidates.size() > kMaxKeysToTry) {
    return Refuse("it does not say which of its issuer's keys it is signed with (kid)");
  }
  const bool is_signed = std::any_of(candidates.begin(), candidates.end(),
                                     [&](const auto* key) { return key->key->Signed(token); });
  return is_signed ? absl::OkStatus() : Refuse("its signature is wrong");
}

}  // namespace smartcar_gateway
