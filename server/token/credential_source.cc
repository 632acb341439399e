// Fixed credentials, and credentials whose secrets are in a file.
#include "server/token/credential_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxFileBytes = 64 * 1024;

bool HasControlCharacter(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_iscntrl(c); });
}

absl::Status CheckClientId(absl::string_view client_id) {
  if (client_id.empty()) {
    return absl::InvalidArgumentError(
        "the client id is empty: set client_id to the one shown in the Smartcar dashboard");
  }
  if (HasControlCharacter(client_id)) {
    return absl::InvalidArgumentError(
        "the client id has a control character, such as a line break, in it");
  }
  return absl::OkStatus();
}

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
    absl::StatusOr<Secret> content = Read();
    if (!content.ok()) return content.status();
    return Parse(*content);
  }

 private:
  absl::Status Problem(absl::string_view what) const {
    return absl::FailedPreconditionError(absl::StrCat("client secret file \"", path_, "\" ", what));
  }

  absl::Status SystemProblem(int error) const {
    if (error == ENOENT || error == ENOTDIR) {
      return absl::NotFoundError(absl::StrCat(
          "client secret file \"", path_,
          "\" does not exist: create it with one secret a line, or correct client_secret_file"));
    }
    if (error == EACCES || error == EPERM) {
      return absl::PermissionDeniedError(absl::StrCat(
          "client secret file \"", path_,
          "\" may not be read by the gateway: give its user read access to the file and its "
          "folders"));
    }
    return Problem(absl::StrCat("cannot be read: ", std::strerror(error)));
  }

  absl::StatusOr<Secret> Read() const {
    // O_NONBLOCK: opening a FIFO would wait for its writer.
    const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return SystemProblem(errno);
    auto close_fd = absl::MakeCleanup([fd] { close(fd); });
    struct stat info;
    if (fstat(fd, &info) != 0) return SystemProblem(errno);
    if (S_ISDIR(info.st_mode)) return Problem("is a directory: name the file in it");
    if (!S_ISREG(info.st_mode)) return Problem("is not a regular file");

    std::string bytes(kMaxFileBytes + 1, '\0');
    size_t size = 0;
    int error = 0;
    while (size < bytes.size()) {
      const ssize_t got = read(fd, &bytes[size], bytes.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error = errno;
      if (got <= 0) break;
      size += static_cast<size_t>(got);
    }
    bytes.resize(size);
    Secret content(std::move(bytes));
    if (error != 0) return SystemProblem(error);
    if (size > kMaxFileBytes) {
      return Problem("is larger than 64 KiB: it should hold one to three secrets, one a line");
    }
    return content;
  }

  absl::StatusOr<Credentials> Parse(const Secret& content) const {
    Credentials credentials;
    credentials.client_id = client_id_;
    absl::string_view rest = content.Reveal();
    absl::ConsumePrefix(&rest, "\xEF\xBB\xBF");  // some editors put this mark in front
    for (int number = 1; !rest.empty(); ++number) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      const absl::string_view line = absl::StripAsciiWhitespace(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty()) continue;
      if (HasControlCharacter(line)) {
        return Problem(
            "has a NUL or control character in it: it should be plain text, one secret "
            "a line");
      }
      if (credentials.secrets.size() == kMaxClientSecrets) {
        return Problem(
            "has more than three secrets: Smartcar allows three at once, so drop the "
            "oldest");
      }
      credentials.secrets.emplace_back(std::string(line));
      credentials.lines.push_back(number);
    }
    if (credentials.secrets.empty()) return Problem("is empty: write one secret a line into it");
    return credentials;
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
