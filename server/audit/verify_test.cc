// Tests of the verification: what it shows, where, and what it cannot show.
#include "server/audit/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VerifyTest : public AuditLogTest {
 protected:
  VerifyTest() {
    Open();
    for (int i = 0; i < 20; ++i) AppendStarted("r");
    Run();
    head_ = log_->Head();
    log_.reset();
    good_ = ReadFile(path_);
    lines_ = LinesOf(path_);
  }

  AuditVerdict Verify(absl::string_view bytes,
                      const absl::optional<ChainHead>& expected = absl::nullopt) {
    WriteFile(path_, bytes);
    return VerifyAuditFiles({path_}, expected).value();
  }
  AuditVerdict VerifyLines(const std::vector<std::string>& lines,
                           const absl::optional<ChainHead>& expected = absl::nullopt) {
    return Verify(absl::StrCat(absl::StrJoin(lines, "\n"), "\n"), expected);
  }
  std::string At(int line, absl::string_view problem) const {
    return absl::StrCat(path_, ":", line, ": ", problem);
  }

  std::string good_;
  std::vector<std::string> lines_;
  ChainHead head_;
};

TEST_F(VerifyTest, WhatWasWrittenIsIntact) {
  const AuditVerdict verdict = Verify(good_, head_);
  EXPECT_EQ(verdict.break_count, 0u);
  EXPECT_EQ(verdict.lines, 20u);
  EXPECT_EQ(verdict.first_sequence, 1u);
  EXPECT_EQ(verdict.head, head_);
  EXPECT_EQ(verdict.first_time, "2027-01-15T08:00:00Z");
  EXPECT_EQ(verdict.last_time, "2027-01-15T08:00:00Z");
}

// Of the last line nothing says what it was but the head.
TEST_F(VerifyTest, EveryChangedByteShows) {
  const size_t last_line = good_.size() - lines_.back().size() - 1;
  for (size_t i = 0; i < good_.size(); ++i) {
    std::string changed = good_;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto expected = i < last_line ? absl::nullopt : absl::make_optional(head_);
    EXPECT_GT(Verify(changed, expected).break_count, 0u) << i;
  }
}

TEST_F(VerifyTest, EveryLineBreakThatWasAddedOrRemovedShows) {
  for (size_t i = 0; i < good_.size(); ++i) {
    std::string changed = good_;
    if (changed[i] == '\n') {
      changed.erase(i, 1);
    } else {
      changed.insert(i, 1, '\n');
    }
    EXPECT_GT(Verify(changed).break_count, 0u) << i;
  }
}

TEST_F(VerifyTest, AChangedLineIsNamed) {
  std::vector<std::string> lines = lines_;
  const size_t at = lines[6].find("billing");
  lines[6][at] = 'B';
  EXPECT_THAT(VerifyLines(lines).breaks,
              ElementsAre(At(8, "line 8 is not linked to line 7: one of the two was changed")));
}

TEST_F(VerifyTest, EveryRemovedLineShows) {
  for (size_t i = 1; i + 1 < lines_.size(); ++i) {
    std::vector<std::string> lines = lines_;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(VerifyLines(lines).breaks,
                ElementsAre(At(static_cast<int>(i + 1),
                               absl::StrCat("line ", i + 1, " is missing before line ", i + 2))));
  }
  std::vector<std::string> lines = lines_;
  lines.erase(lines.begin() + 3, lines.begin() + 10);
  EXPECT_THAT(VerifyLines(lines).breaks,
              ElementsAre(At(4, "lines 4 to 10 are missing before line 11")));
}

TEST_F(VerifyTest, EverySwapAndEveryRepetitionShows) {
  for (size_t i = 0; i < lines_.size(); ++i) {
    for (size_t j = i + 1; j < lines_.size(); ++j) {
      std::vector<std::string> lines = lines_;
      std::swap(lines[i], lines[j]);
      EXPECT_GT(VerifyLines(lines).break_count, 0u) << i << " " << j;
    }
    std::vector<std::string> lines = lines_;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    const AuditVerdict verdict = VerifyLines(lines);
    ASSERT_EQ(verdict.break_count, 1u) << i;
    EXPECT_EQ(verdict.breaks[0].find(At(static_cast<int>(i) + 2, "line ")), 0u);
  }
}

TEST_F(VerifyTest, ARenumberedLineShows) {
  std::vector<std::string> lines = lines_;
  lines[4].replace(lines[4].find("\"5\""), 3, "\"7\"");
  EXPECT_EQ(VerifyLines(lines).breaks.front(), At(5, "is numbered 7 where it should be 5"));
  lines = lines_;
  lines[0].replace(lines[0].find("\"1\""), 3, "\"2\"");
  EXPECT_EQ(VerifyLines(lines).breaks.front(), At(1, "is numbered 2 where it should be 1"));
}

TEST_F(VerifyTest, LinesRemovedFromTheStartAreOlderFilesAndWithTheEndOnlyTheHeadTells) {
  const std::vector<std::string> later(lines_.begin() + 5, lines_.end());
  const AuditVerdict start = VerifyLines(later, head_);
  EXPECT_EQ(start.break_count, 0u);
  EXPECT_EQ(start.first_sequence, 6u);

  const std::vector<std::string> earlier(lines_.begin(), lines_.end() - 5);
  EXPECT_EQ(VerifyLines(earlier).break_count, 0u);
  EXPECT_THAT(VerifyLines(earlier, head_).breaks,
              ElementsAre("the chain ends with line 15, before line 20 of the expected head: lines "
                          "were removed from the end"));
  EXPECT_THAT(Verify("", head_).breaks, ElementsAre(HasSubstr("ends with line 0")));
}

TEST_F(VerifyTest, TheExpectedHeadMayBeAnyLine) {
  ChainHead earlier{7, LineHash(lines_[6])};
  EXPECT_EQ(Verify(good_, earlier).break_count, 0u);
  earlier.hash[0] = earlier.hash[0] == '0' ? '1' : '0';
  EXPECT_THAT(Verify(good_, earlier).breaks,
              ElementsAre(At(7, "line 7 is not that of the expected head")));
  const std::vector<std::string> later(lines_.begin() + 10, lines_.end());
  EXPECT_THAT(VerifyLines(later, earlier).breaks,
              ElementsAre("line 7 of the expected head is not here"));
}

TEST_F(VerifyTest, ADamagedEndAndWhatIsNoRecordAreNamed) {
  EXPECT_THAT(Verify(good_ + "{\"seq").breaks,
              ElementsAre(At(21, "the last line is damaged: it has no line break (5 bytes)")));
  std::vector<std::string> lines = lines_;
  lines[9] = "not JSON";
  EXPECT_THAT(VerifyLines(lines).breaks, ElementsAre(At(10, "is no record: it is not JSON"),
                                                     At(11, "line 10 is missing before line 11")));
}

TEST_F(VerifyTest, ALineOfManyMegabytesIsOneBreak) {
  std::vector<std::string> lines = lines_;
  lines.insert(lines.begin() + 10, std::string(5'000'000, 'x'));
  EXPECT_THAT(VerifyLines(lines).breaks,
              ElementsAre(At(11, "is no record: it is longer than 1048576 bytes")));
  lines[10] = std::string(1 << 20, 'x');
  EXPECT_THAT(VerifyLines(lines).breaks, ElementsAre(At(11, "is no record: it is not JSON")));
}

TEST_F(VerifyTest, ANewChainInTheMiddleIsNamed) {
  EXPECT_THAT(
      Verify(good_ + good_).breaks,
      ElementsAre(At(21, absl::StrCat("line 1 begins a new chain after line ", ChainHeadText(head_),
                                      "; verify what follows by itself"))));
}

TEST_F(VerifyTest, OfManyBreaksTheFirstAreToldAndAllCounted) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "x\n";
  const AuditVerdict verdict = Verify(many);
  EXPECT_EQ(verdict.break_count, 1000u);
  EXPECT_EQ(verdict.breaks.size(), 20u);
}

TEST_F(VerifyTest, FilesPutAsideComeOldestFirstAndGapsDoNotMatter) {
  for (const char* const name : {".1", ".2", ".10", ".04", ".x", ".damaged-1", ".lock"}) {
    WriteFile(path_ + name, "");
  }
  EXPECT_THAT(WithFilesPutAside(path_),
              ElementsAre(path_ + ".10", path_ + ".2", path_ + ".1", path_));
}

TEST_F(VerifyTest, AFileThatCannotBeReadIsNamed) {
  const auto verdict = VerifyAuditFiles({path_, folder_ + "/none"}, absl::nullopt);
  EXPECT_EQ(verdict.status().message(),
            folder_ + "/none cannot be read: No such file or directory");
  EXPECT_FALSE(VerifyAuditFiles({folder_}, absl::nullopt).ok());
}

TEST(ChainHeadTest, IsReadAsItIsWritten) {
  const ChainHead head{42, LineHash("x")};
  EXPECT_EQ(ParseChainHead(ChainHeadText(head)), head);
  for (const std::string text : {"", "42", "42:", "42:00", "x:", ":"}) {
    EXPECT_FALSE(ParseChainHead(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseChainHead("-1:" + head.hash).has_value());
  EXPECT_FALSE(ParseChainHead("42:" + std::string(64, 'A')).has_value());
}

}  // namespace
}  // namespace smartcar_gateway
