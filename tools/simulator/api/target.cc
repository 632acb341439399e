// Percent-decoding and query parsing.
#include "tools/simulator/api/target.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace smartcar_simulator {
namespace {

enum class Plus { kIsPlus, kIsSpace };

std::optional<std::string> Decode(absl::string_view text, Plus plus) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::kIsSpace) {
      decoded.push_back(' ');
    } else if (text[i] != '%') {
      decoded.push_back(text[i]);
    } else {
      if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
          !absl::ascii_isxdigit(text[i + 2])) {
        return std::nullopt;
      }
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    }
  }
  return decoded;
}

}  // namespace

std::optional<Parameters> ParseForm(const std::string& text) {
  Parameters parameters;
  for (absl::string_view pair : absl::StrSplit(text, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    std::optional<std::string> name = Decode(parts.first, Plus::kIsSpace);
    std::optional<std::string> value = Decode(parts.second, Plus::kIsSpace);
    if (!name || !value) return std::nullopt;
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

std::optional<Target> ParseTarget(const std::string& target) {
  if (target.empty() || target[0] != '/') return std::nullopt;
  Target parsed;
  const size_t question = target.find('?');
  parsed.path = target.substr(0, question);
  for (absl::string_view segment : absl::StrSplit(absl::string_view(parsed.path).substr(1), '/')) {
    std::optional<std::string> decoded = Decode(segment, Plus::kIsPlus);
    if (!decoded) return std::nullopt;
    parsed.segments.push_back(*std::move(decoded));
  }
  if (question != std::string::npos) {
    std::optional<Parameters> query = ParseForm(target.substr(question + 1));
    if (!query) return std::nullopt;
    parsed.query = *std::move(query);
  }
  return parsed;
}

std::string PercentEncode(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(c);
    } else {
      encoded += absl::StrFormat("%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

const std::string* FindParameter(const Parameters& parameters, const std::string& name) {
  for (const auto& parameter : parameters) {
    if (parameter.first == name) return &parameter.second;
  }
  return nullptr;
}

}  // namespace smartcar_simulator
