// The access tokens that are valid now.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_BOOK_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_BOOK_H_

#include <deque>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "tools/simulator/ids.h"

namespace smartcar_simulator {

enum class TokenForm { kJwt, kOpaque };

// Tokens look like RS256 JWTs, as the real ones do, or like nothing at all; nothing in them can be
// verified. Several may be valid at once. One thread.
class TokenBook {
 public:
  std::string Issue(const std::string& client_id, TokenForm form, absl::Time now,
                    absl::Duration lifetime, IdSource& ids);
  bool IsValid(const std::string& token, absl::Time now) const;

  // False when the token is not known.
  bool Revoke(const std::string& token) { return expiry_by_token_.erase(token) > 0; }
  size_t RevokeAll();

  size_t issued() const { return issued_; }
  // All tokens ever issued, oldest first; of a great many the newest.
  const std::deque<std::string>& history() const { return history_; }

 private:
  std::map<std::string, absl::Time> expiry_by_token_;
  std::deque<std::string> history_;
  size_t issued_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_BOOK_H_
