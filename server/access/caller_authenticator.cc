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
                                         std::unique_ptr<BearerTokens> tokens)
    : certificates_(certificates), tokens_(std::move(tokens)) {}

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
  tokens_->Check(token, presented.deadline, std::move(done));
}

}  // namespace smartcar_gateway
