// Tests of the difference between two texts.
#include "tests/golden/text_diff.h"

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(TextDiffTest, SameTextsDoNotDiffer) {
  EXPECT_EQ(DiffLines("", ""), "");
  EXPECT_EQ(DiffLines("a\nb\n", "a\nb\n"), "");
}

TEST(TextDiffTest, MarksLinesOfEitherText) {
  EXPECT_EQ(DiffLines("a\nb\nc", "a\nx\nc"), " a\n-b\n+x\n c\n");
  EXPECT_EQ(DiffLines("a\nc", "a\nb\nc"), " a\n+b\n c\n");
  EXPECT_EQ(DiffLines("a\nb\nc", "a\nc"), " a\n-b\n c\n");
  EXPECT_EQ(DiffLines("", "a"), "-\n+a\n");
}

TEST(TextDiffTest, LeavesOutWhatIsFarFromADifference) {
  EXPECT_EQ(DiffLines("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nx\n6\n7\n8\n9"),
            "…\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n…\n");
}

TEST(TextDiffTest, SeesAMissingLineBreakAtTheEnd) { EXPECT_EQ(DiffLines("a\n", "a"), " a\n-\n"); }

}  // namespace
}  // namespace smartcar_gateway
