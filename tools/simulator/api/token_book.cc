// Issuing and checking tokens.
#include "tools/simulator/api/token_book.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

namespace {

constexpr size_t kMaxHistory = 10'000;

std::string MakeJwt(const std::string& client_id, absl::Time now, absl::Duration lifetime,
                    IdSource& ids) {
  const Json header = {{"alg", "RS256"}, {"kid", "sso_oidc_key_pair_simulator"}, {"typ", "JWT"}};
  const Json claims = {{"sub", client_id},
                       {"iat", absl::ToUnixSeconds(now)},
                       {"exp", absl::ToUnixSeconds(now + lifetime)},
                       {"jti", ids.Uuid()}};
  constexpr size_t kSignatureBytes = 256;
  return absl::StrCat(absl::WebSafeBase64Escape(Dump(header)), ".",
                      absl::WebSafeBase64Escape(Dump(claims)), ".",
                      absl::WebSafeBase64Escape(ids.RandomBytes(kSignatureBytes)));
}

std::string MakeOpaque(IdSource& ids) {
  constexpr size_t kBytes = 33;
  return absl::WebSafeBase64Escape(ids.RandomBytes(kBytes));
}

}  // namespace

std::string TokenBook::Issue(const std::string& client_id, TokenForm form, absl::Time now,
                             absl::Duration lifetime, IdSource& ids) {
  // Expired tokens are forgotten here, so that the book stays small in long runs.
  for (auto it = expiry_by_token_.begin(); it != expiry_by_token_.end();) {
    it = it->second <= now ? expiry_by_token_.erase(it) : std::next(it);
  }
  const std::string token =
      form == TokenForm::kJwt ? MakeJwt(client_id, now, lifetime, ids) : MakeOpaque(ids);
  expiry_by_token_[token] = now + lifetime;
  ++issued_;
  history_.push_back(token);
  if (history_.size() > kMaxHistory) history_.pop_front();
  return token;
}

bool TokenBook::IsValid(const std::string& token, absl::Time now) const {
  const auto it = expiry_by_token_.find(token);
  return it != expiry_by_token_.end() && now < it->second;
}

size_t TokenBook::RevokeAll() {
  const size_t count = expiry_by_token_.size();
  expiry_by_token_.clear();
  return count;
}

}  // namespace smartcar_simulator
