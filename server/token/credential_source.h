// CredentialSource: who we are to Smartcar, a client id and its secrets.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_CREDENTIAL_SOURCE_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_CREDENTIAL_SOURCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/secret.h"

namespace smartcar_gateway {

// Smartcar lets an application have this many secrets at once, so that one can be replaced while
// another still works.
constexpr size_t kMaxClientSecrets = 3;

struct Credentials {
  std::string client_id;
  std::vector<Secret> secrets;  // one to three, in order of preference
  std::vector<int> lines;       // where each stands in its file, from 1; empty if in none
};

// Thread-safe. Asked before every fetch of a token, on an executor's thread: an implementation may
// read a small local file but must not wait for anything.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  // What holds now. An error says what is wrong and what to do about it; it may name a file, never
  // anything that is in it.
  virtual absl::StatusOr<Credentials> Get() = 0;
};

// Always the same ones, e.g. from the environment. White space around a secret is dropped: it comes
// from copying or from `echo`. INVALID_ARGUMENT unless there are a client id and one to three
// secrets, all of them free of control characters.
absl::StatusOr<std::unique_ptr<CredentialSource>> MakeFixedCredentials(std::string client_id,
                                                                       std::vector<Secret> secrets);

// The secrets in a file, one a line; blank lines do not count. Read anew by each Get(), so a
// rotated file is used from the next fetch on. The file need not exist yet when this is called:
// INVALID_ARGUMENT is about the client id and an empty path only. Get() answers NOT_FOUND,
// PERMISSION_DENIED, or FAILED_PRECONDITION for contents or a kind of file that cannot be right.
absl::StatusOr<std::unique_ptr<CredentialSource>> MakeFileCredentials(std::string client_id,
                                                                      std::string secret_file);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_CREDENTIAL_SOURCE_H_
