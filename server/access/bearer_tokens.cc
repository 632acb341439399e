// Implementation of BearerTokens.
#include "server/access/bearer_tokens.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {
namespace {

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("the bearer token was refused: ", why));
}

absl::Status NotNow(KeySource::Renewal renewal) {
  if (renewal == KeySource::Renewal::kLeft) return absl::CancelledError("the caller cancelled");
  if (renewal == KeySource::Renewal::kTooLate) {
    return absl::DeadlineExceededError(
        "the call's deadline came before the keys of its bearer token's issuer");
  }
  if (renewal == KeySource::Renewal::kTooMany) {
    return absl::UnavailableError(
        "too many calls wait for the keys of their bearer tokens' issuer; try again in a few "
        "seconds");
  }
  return absl::UnavailableError(
      "the keys of the bearer token's issuer cannot be had now; try again in a few seconds");
}

}  // namespace

BearerTokens::BearerTokens(std::vector<Issuer> issuers, const Clock& clock)
    : clock_(clock), issuers_(std::move(issuers)) {}

void BearerTokens::Stop() {
  for (const Issuer& issuer : issuers_) issuer.keys->Stop();
}

void BearerTokens::Check(absl::string_view token, absl::Time deadline,
                         const std::shared_ptr<Cancellation>& cancellation,
                         Authenticator::Done done) {
  const absl::optional<VerifiedTokens::Verified> known = verified_.Find(token, clock_.Now());
  if (known.has_value() &&
      issuers_[known->issuer].keys->Current()->serial() == known->keys_serial) {
    std::move(done)(known->identity);
    return;
  }
  absl::StatusOr<Jwt> jwt = ParseJwt(token);
  if (!jwt.ok()) {
    std::move(done)(Refused(jwt.status().message()));
    return;
  }
  const auto found = std::find_if(issuers_.begin(), issuers_.end(), [&](const Issuer& issuer) {
    return issuer.rules.issuer == jwt->issuer;
  });
  if (found == issuers_.end()) {
    std::move(done)(Refused("its issuer (iss) is not one that this gateway knows"));
    return;
  }
  const Issuer& issuer = *found;
  const size_t index = found - issuers_.begin();
  // Before anything is fetched for it.
  const absl::Status claims = CheckClaims(*jwt, issuer.rules, clock_.Now());
  if (!claims.ok()) {
    std::move(done)(Refused(claims.message()));
    return;
  }
  if (const std::shared_ptr<const KeySet> keys = issuer.keys->Current()) {
    const absl::Status status = Verify(token, *jwt, issuer, *keys);
    if (status.ok()) {
      std::move(done)(Keep(token, *jwt, index, *keys));
      return;
    }
    if (!absl::IsNotFound(status)) {
      std::move(done)(Refused(status.message()));
      return;
    }
  }
  issuer.keys->Renew(deadline, cancellation,
                     [this, token = std::string(token), jwt = *std::move(jwt), index,
                      done = std::move(done)](KeySource::Renewal renewal) mutable {
                       // Without the keys, `this` may be on its way out.
                       if (renewal != KeySource::Renewal::kDone) {
                         std::move(done)(NotNow(renewal));
                         return;
                       }
                       const std::shared_ptr<const KeySet> keys = issuers_[index].keys->Current();
                       const absl::Status status = Verify(token, jwt, issuers_[index], *keys);
                       if (!status.ok()) {
                         std::move(done)(Refused(status.message()));
                         return;
                       }
                       std::move(done)(Keep(token, jwt, index, *keys));
                     });
}

absl::Status BearerTokens::Verify(absl::string_view token, const Jwt& jwt, const Issuer& issuer,
                                  const KeySet& keys) const {
  // Anew, since waiting for the keys may have taken some time.
  const absl::Status claims = CheckClaims(jwt, issuer.rules, clock_.Now());
  return claims.ok() ? CheckSignature(token, jwt, keys) : claims;
}

Identity BearerTokens::Keep(absl::string_view token, const Jwt& jwt, size_t issuer,
                            const KeySet& keys) {
  VerifiedTokens::Verified verified;
  verified.issuer = issuer;
  verified.keys_serial = keys.serial();
  verified.identity.method = IdentityMethod::kToken;
  verified.identity.names = {absl::StrCat("jwt:", issuers_[issuer].name, ":", jwt.subject)};
  verified.identity.subject = jwt.subject;
  const absl::Duration skew = issuers_[issuer].rules.clock_skew;
  verified.from = jwt.not_before - skew;
  verified.until = jwt.expires + skew;
  Identity identity = verified.identity;
  verified_.Keep(token, std::move(verified));
  return identity;
}

}  // namespace smartcar_gateway
