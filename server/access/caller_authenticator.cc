// Implementation of CallerAuthenticator.
#include "server/access/caller_authenticator.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "server/access/certificate_identity.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kScheme = "bearer ";

}  // namespace

CallerAuthenticator::CallerAuthenticator(CallerCertificates certificates,
                                         std::unique_ptr<BearerTokens> tokens, const Clock& clock)
    : certificates_(certificates), tokens_(std::move(tokens)), clock_(clock) {}

void CallerAuthenticator::Authenticate(const Presented& presented, Done done) {
  const bool certificates = certificates_ == CallerCertificates::kKnown;
  if (!certificates && tokens_ == nullptr) {
    std::move(done)(Identity());
    return;
  }
  if (!presented.authorization.empty()) {
    CheckToken(presented, std::move(done));
    return;
  }
  if (certificates && presented.has_certificate) {
    const absl::Time now = clock_.Now();
    if (now < presented.not_before || now > presented.not_after) {
      std::move(done)(absl::UnauthenticatedError(
          "the client certificate has expired, or is not valid yet; connect with a new one"));
      return;
    }
    std::move(done)(IdentityOfCertificate(presented));
    return;
  }
  if (tokens_ == nullptr) {
    std::move(done)(absl::UnauthenticatedError(
        "this gateway must know who calls: connect with a client certificate"));
    return;
  }
  std::move(done)(absl::UnauthenticatedError(
      certificates ? "this gateway must know who calls: send metadata \"authorization: Bearer "
                     "TOKEN\" with a JWT, or connect with a client certificate"
                   : "this gateway must know who calls: send metadata \"authorization: Bearer "
                     "TOKEN\" with a JWT"));
}

void CallerAuthenticator::Stop() {
  if (tokens_ != nullptr) tokens_->Stop();
}

void CallerAuthenticator::CheckToken(const Presented& presented, Done done) {
  if (tokens_ == nullptr) {
    std::move(done)(absl::UnauthenticatedError(
        "this gateway takes no tokens: leave out the metadata \"authorization\"; callers are known "
        "by their client certificate"));
    return;
  }
  if (presented.authorization.size() != 1) {
    std::move(done)(
        absl::UnauthenticatedError("the call has the metadata \"authorization\" more than once"));
    return;
  }
  absl::string_view token = presented.authorization.front();
  if (!absl::StartsWithIgnoreCase(token, kScheme)) {
    std::move(done)(absl::UnauthenticatedError(
        "the metadata \"authorization\" must be \"Bearer TOKEN\" with a JWT"));
    return;
  }
  token.remove_prefix(kScheme.size());
  tokens_->Check(token, presented.deadline, presented.cancellation, std::move(done));
}

}  // namespace smartcar_gateway
