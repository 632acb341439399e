// Implementation of Violations.
#include "server/config/violations.h"

#include <algorithm>
#include <climits>
#include <cstddef>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_gateway {
namespace {

std::string Where(const Origin& origin, absl::string_view file) {
  if (origin.line > 0) return absl::StrCat(file, ":", origin.line, ":", origin.column, ": ");
  if (!origin.variable.empty()) return absl::StrCat("environment variable ", origin.variable, ": ");
  return "";
}

}  // namespace

Origin PlaceOf(const Origins& origins, std::string path) {
  for (;;) {
    const auto it = origins.find(path);
    if (it != origins.end()) return it->second;
    const size_t end = path.find_last_of(".[");
    if (end == std::string::npos) return {};
    path.resize(end);
  }
}

void Violations::Add(Origin origin, std::string path, std::string text) {
  paths_.insert(path);
  violations_.push_back({std::move(origin), std::move(path), std::move(text)});
}

bool Violations::Has(absl::string_view path) const { return paths_.find(path) != paths_.end(); }

absl::Status Violations::ToStatus(absl::string_view file) const {
  if (violations_.empty()) return absl::OkStatus();
  std::vector<Violation> sorted = violations_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Violation& a, const Violation& b) {
    const auto place = [](const Origin& origin) {
      return std::make_tuple(origin.line > 0 ? origin.line : INT_MAX, origin.column);
    };
    return place(a.origin) < place(b.origin);
  });
  std::vector<std::string> lines;
  lines.reserve(sorted.size());
  for (const Violation& violation : sorted) {
    lines.push_back(absl::StrCat(Where(violation.origin, file), violation.path,
                                 violation.path.empty() ? "" : ": ", violation.text));
  }
  return absl::InvalidArgumentError(absl::StrJoin(lines, "\n"));
}

}  // namespace smartcar_gateway
