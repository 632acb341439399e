// Fixed credentials, and credentials whose secrets are in a file.
#include "server/token/credential_source.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/base/secret_file.h"
#include "server/token/secret_lines.h"

namespace smartcar_gateway {
namespace {

class FixedCredentials final : public CredentialSource {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
  absl::StatusOr<Credentials> Get() override { return credentials_; }

 private:
  const Credentials credentials_;
};

class FileCredentials final : public CredentialSource {
 public:
  FileCredentials(std::string client_id, std::string path)
      : client_id_(std::move(client_id)), path_(std::move(path)) {}

  absl::StatusOr<Credentials> Get() override {
    const absl::StatusOr<Secret> content = ReadSecretFile(path_, kMaxSecretBytes);
    if (absl::IsNotFound(content.status())) {
      return Problem(content.status(),
                     ": create it with one secret a line, or correct client_secret_file");
    }
    if (!content.ok()) return Problem(content.status());
    absl::StatusOr<Credentials> credentials = ParseSecretLines(client_id_, *content);
    if (!credentials.ok()) {
      return Problem(credentials.status(), "; write one to three secrets into it, one a line");
    }
    return credentials;
  }

 private:
  absl::Status Problem(const absl::Status& what, absl::string_view advice = "") const {
    return absl::Status(
        what.code(), absl::StrCat("client secret file \"", path_, "\" ", what.message(), advice));
  }

  const std::string client_id_;
  const std::string path_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CredentialSource>> MakeFixedCredentials(
    std::string client_id, std::vector<Secret> secrets) {
  const absl::Status id_status = CheckClientId(client_id);
  if (!id_status.ok()) return id_status;
  if (secrets.empty() || secrets.size() > kMaxClientSecrets) {
    return absl::InvalidArgumentError(
        absl::StrCat(secrets.size(), " client secrets given; it takes one to three"));
  }
  for (Secret& secret : secrets) {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(secret.Reveal());
    if (trimmed.empty()) return absl::InvalidArgumentError("a client secret is empty");
    if (HasControlCharacter(trimmed)) {
      return absl::InvalidArgumentError(
          "a client secret has a control character, such as a line break, in it");
    }
    secret = Secret(std::string(trimmed));
  }
  return std::make_unique<FixedCredentials>(
      Credentials{std::move(client_id), std::move(secrets), {}});
}

absl::StatusOr<std::unique_ptr<CredentialSource>> MakeFileCredentials(std::string client_id,
                                                                      std::string secret_file) {
  const absl::Status id_status = CheckClientId(client_id);
  if (!id_status.ok()) return id_status;
  if (secret_file.empty()) {
    return absl::InvalidArgumentError("client_secret_file is empty: name a file");
  }
  return std::make_unique<FileCredentials>(std::move(client_id), std::move(secret_file));
}

}  // namespace smartcar_gateway
