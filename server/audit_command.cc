// Implementation of the command that verifies audit files.
#include "server/audit_command.h"

#include <cinttypes>
#include <cstdio>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "server/audit/chain.h"
#include "server/audit/verify.h"

// What no command line gives.
constexpr char kNotGiven[] = "\n";

ABSL_FLAG(std::string, verify_audit, kNotGiven, "verify audit files, the oldest first, and exit");
ABSL_FLAG(std::string, expect_head, kNotGiven,
          "with --verify_audit: SEQUENCE:HASH the files must contain");

namespace smartcar_gateway {
namespace {

constexpr int kUnreadable = 2;
constexpr int kBroken = 3;

void PrintIntact(const AuditVerdict& verdict, size_t files) {
  const char* const plural = files == 1 ? "" : "s";
  if (verdict.lines == 0) {
    std::printf("OK: no lines in %zu file%s\n", files, plural);
    return;
  }
  std::printf("OK: %" PRIu64 " lines in %zu file%s, %" PRIu64 " to %" PRIu64 ", %s to %s\n",
              verdict.lines, files, plural, verdict.first_sequence, verdict.head.sequence,
              verdict.first_time.c_str(), verdict.last_time.c_str());
  if (verdict.first_sequence > 1) {
    std::printf("lines before %" PRIu64 " are in older files\n", verdict.first_sequence);
  }
  std::printf("head %s\n", ChainHeadText(verdict.head).c_str());
}

int PrintBroken(const AuditVerdict& verdict) {
  for (const std::string& where : verdict.breaks) std::puts(where.c_str());
  if (verdict.break_count > verdict.breaks.size()) {
    std::printf("and %" PRIu64 " more\n", verdict.break_count - verdict.breaks.size());
  }
  std::printf("BROKEN: %" PRIu64 " lines read, the chain is not intact in %" PRIu64 " place%s\n",
              verdict.lines, verdict.break_count, verdict.break_count == 1 ? "" : "s");
  return kBroken;
}

}  // namespace

int VerifyAudit(const std::string& files, const std::string& expected_head) {
  const absl::optional<ChainHead> expected = ParseChainHead(expected_head);
  if (!expected_head.empty() && !expected.has_value()) {
    std::fprintf(stderr,
                 "smartcar_gateway: --expect_head takes SEQUENCE:HASH, as the gateway logs it when "
                 "it stops and --verify_audit prints it\n");
    return kUnreadable;
  }
  std::vector<std::string> paths = absl::StrSplit(files, ',');
  if (paths.size() == 1) paths = WithFilesPutAside(paths.front());
  const auto verdict = VerifyAuditFiles(paths, expected);
  if (!verdict.ok()) {
    std::fprintf(stderr, "smartcar_gateway: %s\n", std::string(verdict.status().message()).c_str());
    return kUnreadable;
  }
  if (verdict->break_count > 0) return PrintBroken(*verdict);
  PrintIntact(*verdict, paths.size());
  return 0;
}

bool AskedAboutAudit() {
  return absl::GetFlag(FLAGS_verify_audit) != kNotGiven ||
         absl::GetFlag(FLAGS_expect_head) != kNotGiven;
}

int AnswerAboutAudit() {
  const std::string files = absl::GetFlag(FLAGS_verify_audit);
  const std::string head = absl::GetFlag(FLAGS_expect_head);
  const char* problem = nullptr;
  if (files == kNotGiven) {
    problem = "--expect_head needs --verify_audit=FILE";
  } else if (files.empty()) {
    problem = "--verify_audit is empty; name a file";
  } else if (head.empty()) {
    problem = "--expect_head is empty; leave it out, or give it SEQUENCE:HASH";
  }
  if (problem != nullptr) {
    std::fprintf(stderr, "smartcar_gateway: %s\n", problem);
    return kUnreadable;
  }
  return VerifyAudit(files, head == kNotGiven ? "" : head);
}

}  // namespace smartcar_gateway
