// Parsing of secrets, one a line.
#include "server/token/secret_lines.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {

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

absl::StatusOr<Credentials> ParseSecretLines(const std::string& client_id, const Secret& content) {
  Credentials credentials;
  credentials.client_id = client_id;
  absl::string_view rest = content.Reveal();
  absl::ConsumePrefix(&rest, "\xEF\xBB\xBF");  // some editors put this mark in front
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const absl::string_view line = absl::StripAsciiWhitespace(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    if (HasControlCharacter(line)) {
      return absl::FailedPreconditionError(
          "has a NUL or control character in it: it should be plain text, one secret a line");
    }
    if (credentials.secrets.size() == kMaxClientSecrets) {
      return absl::FailedPreconditionError(
          "has more than three secrets: Smartcar allows three at once, so drop the oldest");
    }
    credentials.secrets.emplace_back(std::string(line));
    credentials.lines.push_back(number);
  }
  if (credentials.secrets.empty()) return absl::FailedPreconditionError("is empty");
  return credentials;
}

}  // namespace smartcar_gateway
