// Implementation of the verification.
#include "server/audit/verify.h"

#include <dirent.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "server/audit/line_reader.h"
#include "server/audit/link_reader.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxBreaksTold = 20;

std::string Lines(uint64_t first, uint64_t last) {
  return first == last ? absl::StrCat("line ", first, " is")
                       : absl::StrCat("lines ", first, " to ", last, " are");
}

// How a line does not follow the one before; empty if it does.
std::string NotLinked(const ChainHead& before, const LineLink& link) {
  const ChainHead start;
  if (link.sequence == before.sequence + 1 && link.previous_hash == before.hash) return "";
  if (link.previous_hash == before.hash) {
    return absl::StrCat("is numbered ", link.sequence, " where it should be ", before.sequence + 1);
  }
  if (link.previous_hash == start.hash) {
    return absl::StrCat("line ", link.sequence, " begins a new chain after line ",
                        ChainHeadText(before), "; verify what follows by itself");
  }
  if (link.sequence == before.sequence + 1) {
    return absl::StrCat("line ", link.sequence, " is not linked to line ", before.sequence,
                        ": one of the two was changed");
  }
  if (link.sequence > before.sequence) {
    return absl::StrCat(Lines(before.sequence + 1, link.sequence - 1), " missing before line ",
                        link.sequence);
  }
  return absl::StrCat("line ", link.sequence, " comes after line ", before.sequence,
                      ": lines were repeated, moved or added");
}

// The first line of all has nothing to follow, unless it is line 1.
std::string NotFirst(const LineLink& link) {
  const bool zeros = link.previous_hash == ChainHead().hash;
  if (zeros == (link.sequence == 1)) return "";
  return zeros ? absl::StrCat("is numbered ", link.sequence, " where it should be 1")
               : "line 1 was changed: nothing can be before it";
}

class Verifier {
 public:
  explicit Verifier(const absl::optional<ChainHead>& expected) : expected_(expected) {}

  absl::Status Read(const std::string& path) {
    const auto reader = LineReader::Open(path);
    if (!reader.ok()) return reader.status();
    for (uint64_t number = 1;; ++number) {
      const auto line = (*reader)->Next();
      if (!line.ok()) return line.status();
      if (!line->has_value()) return absl::OkStatus();
      ++verdict_.lines;
      const std::string problem = Check(**line);
      if (!problem.empty()) Break(absl::StrCat(path, ":", number, ": ", problem));
    }
  }

  AuditVerdict Finish() {
    if (expected_.has_value() && !met_) {
      const std::string wanted =
          absl::StrCat("line ", expected_->sequence, " of the expected head");
      if (expected_->sequence > verdict_.head.sequence) {
        Break(absl::StrCat("the chain ends with line ", verdict_.head.sequence, ", before ", wanted,
                           ": lines were removed from the end"));
      } else {
        Break(absl::StrCat(wanted, " is not here"));
      }
    }
    return std::move(verdict_);
  }

 private:
  std::string Check(const LineReader::Line& line) {
    if (!line.ended) {
      return absl::StrCat("the last line is damaged: it has no line break (", line.text.size(),
                          " bytes)");
    }
    const auto link = links_.Read(line.text);
    if (!link.ok()) return absl::StrCat("is no record: ", link.status().message());
    const bool first = verdict_.first_sequence == 0;
    std::string problem = first ? NotFirst(*link) : NotLinked(verdict_.head, *link);
    if (first) {
      verdict_.first_sequence = link->sequence;
      verdict_.first_time = link->time;
    }
    verdict_.last_time = link->time;
    verdict_.head = {link->sequence, LineHash(line.text)};
    if (expected_.has_value() && link->sequence == expected_->sequence && !met_) {
      met_ = true;
      if (verdict_.head != *expected_ && problem.empty()) {
        problem = absl::StrCat("line ", link->sequence, " is not that of the expected head");
      }
    }
    return problem;
  }

  void Break(std::string problem) {
    ++verdict_.break_count;
    if (verdict_.breaks.size() < kMaxBreaksTold) verdict_.breaks.push_back(std::move(problem));
  }

  const absl::optional<ChainHead> expected_;
  LinkReader links_;
  AuditVerdict verdict_;
  bool met_ = false;  // the line of the expected head was there
};

}  // namespace

std::vector<std::string> WithFilesPutAside(const std::string& file) {
  const size_t slash = file.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : file.substr(0, slash + 1);
  const std::string prefix =
      absl::StrCat(slash == std::string::npos ? file : file.substr(slash + 1), ".");
  std::vector<uint64_t> numbers;
  if (DIR* entries = opendir(folder.c_str()); entries != nullptr) {
    while (const dirent* entry = readdir(entries)) {
      absl::string_view name = entry->d_name;
      uint64_t number = 0;
      if (absl::ConsumePrefix(&name, prefix) && absl::SimpleAtoi(name, &number) &&
          absl::StrCat(number) == name) {
        numbers.push_back(number);
      }
    }
    closedir(entries);
  }
  std::sort(numbers.rbegin(), numbers.rend());
  std::vector<std::string> files;
  for (const uint64_t number : numbers) files.push_back(absl::StrCat(file, ".", number));
  files.push_back(file);
  return files;
}

absl::StatusOr<AuditVerdict> VerifyAuditFiles(const std::vector<std::string>& files,
                                              const absl::optional<ChainHead>& expected) {
  Verifier verifier(expected);
  for (const std::string& file : files) {
    const absl::Status read = verifier.Read(file);
    if (!read.ok()) return read;
  }
  return verifier.Finish();
}

}  // namespace smartcar_gateway
