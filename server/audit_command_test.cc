// Tests of the command that verifies audit files: what it prints, and its exit codes.
#include "server/audit_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "server/audit/chain.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

class AuditCommandTest : public ::testing::Test {
 protected:
  AuditCommandTest() {
    std::string folder = ::testing::TempDir() + "/audit_XXXXXX";
    path_ = absl::StrCat(mkdtemp(folder.data()), "/audit.jsonl");
    for (int i = 0; i < 6; ++i) {
      const std::string line =
          absl::StrCat("{\"sequence\":\"", head_.sequence + 1, "\",\"previous_hash\":\"",
                       head_.hash, "\",\"time\":\"2026-11-24T10:00:0", i, "Z\"}");
      head_ = {head_.sequence + 1, LineHash(line)};
      std::ofstream(i < 4 ? path_ + ".1" : path_, std::ios::app) << line << "\n";
    }
  }

  int Verify(const std::string& files, const std::string& head = "") {
    CaptureStdout();
    CaptureStderr();
    const int code = VerifyAudit(files, head);
    output_ = GetCapturedStdout();
    errors_ = GetCapturedStderr();
    return code;
  }

  std::string path_;
  ChainHead head_;
  std::string output_;
  std::string errors_;
};

TEST_F(AuditCommandTest, AnIntactFileComesWithThoseBeforeItAndItsHead) {
  EXPECT_EQ(Verify(path_, ChainHeadText(head_)), 0);
  EXPECT_EQ(output_, absl::StrCat("OK: 6 lines in 2 files, 1 to 6, 2026-11-24T10:00:00Z to "
                                  "2026-11-24T10:00:05Z\nhead ",
                                  ChainHeadText(head_), "\n"));
}

TEST_F(AuditCommandTest, SeveralFilesAreThoseNamed) {
  EXPECT_EQ(Verify(absl::StrCat(path_, ".1,", path_)), 0);
  EXPECT_EQ(Verify(absl::StrCat(path_, ",", path_, ".1")), 3);
}

TEST_F(AuditCommandTest, MissingOlderFilesAreMentioned) {
  std::remove((path_ + ".1").c_str());
  EXPECT_EQ(Verify(path_), 0);
  EXPECT_THAT(output_, HasSubstr("OK: 2 lines in 1 file, 5 to 6"));
  EXPECT_THAT(output_, HasSubstr("lines before 5 are in older files"));
}

TEST_F(AuditCommandTest, ABrokenChainIsToldWhereAndIsThree) {
  std::ofstream(path_, std::ios::app) << "x";
  EXPECT_EQ(Verify(path_), 3);
  EXPECT_EQ(output_, absl::StrCat(path_,
                                  ":3: the last line is damaged: it has no line break (1 bytes)\n"
                                  "BROKEN: 7 lines read, the chain is not intact in 1 place\n"));
}

TEST_F(AuditCommandTest, LinesMissingAtTheEndShowByTheHead) {
  EXPECT_EQ(Verify(path_, absl::StrCat("7:", std::string(64, 'a'))), 3);
  EXPECT_THAT(output_, HasSubstr("lines were removed from the end"));
}

TEST_F(AuditCommandTest, WhatCannotBeReadAndAHeadThatIsNoneAreTwo) {
  EXPECT_EQ(Verify(path_ + ".none"), 2);
  EXPECT_THAT(errors_, HasSubstr("cannot be read: No such file or directory"));
  EXPECT_EQ(Verify(path_, "7"), 2);
  EXPECT_THAT(errors_, HasSubstr("SEQUENCE:HASH"));
  EXPECT_EQ(output_, "");
}

}  // namespace
}  // namespace smartcar_gateway
