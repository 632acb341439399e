// Implementation of NearestWord.
#include "server/config/spelling.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace smartcar_gateway {
namespace {

// Longer words are not looked at: the comparison takes time and memory of the square.
constexpr size_t kMaxWordLength = 64;

std::string Simplified(absl::string_view word) {
  std::string result;
  for (char c : word) {
    if (c != '-' && c != '_') result.push_back(absl::ascii_tolower(c));
  }
  return result;
}

// Letters wrong, missing, too many, or swapped with their neighbour.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      table[i][j] =
          std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

absl::optional<std::string> NearestWord(absl::string_view word,
                                        const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kMaxWordLength) return absl::nullopt;
  const std::string simple = Simplified(word);
  absl::optional<std::string> nearest;
  size_t smallest = 0;
  for (const std::string& candidate : candidates) {
    const std::string other = Simplified(candidate);
    const bool beginning = simple.size() >= 3 && absl::StartsWith(other, simple);
    const size_t distance = beginning ? 1 : Distance(simple, other);
    if (distance > std::max(simple.size(), other.size()) / 3) continue;
    if (!nearest.has_value() || distance < smallest) {
      nearest = candidate;
      smallest = distance;
    }
  }
  return nearest;
}

}  // namespace smartcar_gateway
