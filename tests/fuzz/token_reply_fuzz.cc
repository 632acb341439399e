// Fuzz target: the answer of the token endpoint. The first line of the input is the HTTP status,
// then perhaps a space and a Retry-After; the rest is the body.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/token/token_reply.h"
#include "tests/fuzz/fuzz_target.h"

namespace smartcar_gateway {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr absl::Duration kLongestPause = absl::Hours(24 * 366);

// With # for numbers, and without the OAuth error code in parentheses.
constexpr absl::string_view kMessages[] = {
    "HTTP # without a JSON object; is the token URL the right one?",
    "HTTP # without an OAuth error; is the token URL the right one?",
    "the token endpoint answered HTTP #",
    "the token endpoint answered with a redirect (HTTP #), which is never followed; is the token "
    "URL the right one?",
    "the token endpoint answered with an unexpected HTTP #",
    "the token endpoint issued a token of over # bytes",
    "the token endpoint issued a token that cannot be sent in a header",
    "the token endpoint issued a token that is not a Bearer",
    "the token endpoint issued a token without a usable lifetime",
    "the token endpoint refused the client credentials: HTTP #",
    "the token endpoint's answer has no access_token",
};

// `message` as kMessages has it.
std::string Pattern(absl::string_view message) {
  const size_t code = message.rfind(" (");
  if (code != absl::string_view::npos && message.back() == ')') {
    const absl::string_view word = message.substr(code + 2, message.size() - code - 3);
    const bool is_code = std::all_of(word.begin(), word.end(),
                                     [](char c) { return absl::ascii_islower(c) || c == '_'; });
    if (is_code && word.size() <= 40) message = message.substr(0, code);
  }
  std::string pattern;
  for (const char c : message) {
    if (!absl::ascii_isdigit(c)) {
      pattern.push_back(c);
    } else if (pattern.empty() || pattern.back() != '#') {
      pattern.push_back('#');
    }
  }
  return pattern;
}

HttpResult ReplyFrom(const std::string& input) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(input, absl::MaxSplits('\n', 1));
  const std::pair<std::string, std::string> head =
      absl::StrSplit(parts.first, absl::MaxSplits(' ', 1));
  HttpResult result;
  // As of a transport, which knows no other statuses.
  if (!absl::SimpleAtoi(head.first, &result.response.status) || result.response.status < 100 ||
      result.response.status > 999) {
    result.response.status = 200;
  }
  if (!head.second.empty()) result.response.headers.push_back({"retry-after", head.second});
  result.response.body = parts.second;
  return result;
}

void CheckToken(const FetchOutcome& outcome, Findings* findings) {
  findings->Expect(outcome.message.empty(), "a token comes without a message", outcome.message);
  findings->Expect(outcome.token != nullptr && !outcome.token->empty(), "a token is there");
  if (outcome.token == nullptr) return;
  const absl::string_view token = outcome.token->Reveal();
  findings->Expect(token.size() <= kMaxTokenBytes, "a token is bounded");
  findings->Expect(std::all_of(token.begin(), token.end(), absl::ascii_isgraph),
                   "a token is a header value");
  findings->Expect(outcome.lifetime >= absl::Seconds(1) && outcome.lifetime <= kMaxTokenLifetime,
                   "a lifetime makes sense", absl::FormatDuration(outcome.lifetime));
}

void TokenReply(const std::string& input, Findings* findings) {
  const FetchOutcome outcome = ParseTokenReply(ReplyFrom(input), kNow);
  findings->Expect(
      outcome.retry_after >= absl::ZeroDuration() && outcome.retry_after <= kLongestPause,
      "a pause makes sense", absl::FormatDuration(outcome.retry_after));
  if (outcome.kind == FetchOutcome::Kind::kToken) {
    CheckToken(outcome, findings);
    return;
  }
  findings->Expect(outcome.token == nullptr, "a refusal has no token");
  const std::string pattern = Pattern(outcome.message);
  findings->Expect(
      std::find(std::begin(kMessages), std::end(kMessages), pattern) != std::end(kMessages),
      "a message is one of the known ones (kMessages) and quotes nothing", outcome.message);
}

const FuzzTargetRegistration registration("token_reply", TokenReply);

}  // namespace
}  // namespace smartcar_gateway
