// Where two texts differ, for people.
#include "tests/golden/text_diff.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kContext = 3;

struct Line {
  char mark;
  absl::string_view text;
};

using Lines = std::vector<absl::string_view>;

// Both texts merged, with as many lines in common as can be.
std::vector<Line> Merge(const Lines& before, const Lines& after) {
  // common[i][j]: how many lines the rests from i and from j have in common.
  std::vector<std::vector<size_t>> common(before.size() + 1, std::vector<size_t>(after.size() + 1));
  for (size_t i = before.size(); i-- > 0;) {
    for (size_t j = after.size(); j-- > 0;) {
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1
                                           : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::vector<Line> merged;
  size_t i = 0;
  size_t j = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      merged.push_back({' ', before[i++]});
      ++j;
    } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
      merged.push_back({'-', before[i++]});
    } else {
      merged.push_back({'+', after[j++]});
    }
  }
  return merged;
}

bool IsNearDifference(const std::vector<Line>& lines, size_t at) {
  const size_t begin = at > kContext ? at - kContext : 0;
  const size_t end = std::min(lines.size(), at + kContext + 1);
  return std::any_of(lines.begin() + begin, lines.begin() + end,
                     [](const Line& line) { return line.mark != ' '; });
}

}  // namespace

std::string DiffLines(absl::string_view expected, absl::string_view actual) {
  if (expected == actual) return "";
  const std::vector<Line> lines =
      Merge(absl::StrSplit(expected, '\n'), absl::StrSplit(actual, '\n'));
  std::string diff;
  bool shown = true;
  for (size_t at = 0; at < lines.size(); ++at) {
    const bool near = IsNearDifference(lines, at);
    if (near) absl::StrAppend(&diff, std::string(1, lines[at].mark), lines[at].text, "\n");
    if (!near && shown) absl::StrAppend(&diff, "…\n");
    shown = near;
  }
  return diff;
}

}  // namespace smartcar_gateway
