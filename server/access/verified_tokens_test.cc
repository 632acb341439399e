// Tests of VerifiedTokens.
#include "server/access/verified_tokens.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

VerifiedTokens::Verified Someone(const std::string& subject) {
  VerifiedTokens::Verified verified;
  verified.issuer = 1;
  verified.keys_serial = 7;
  verified.identity.subject = subject;
  verified.from = kNow;
  verified.until = kNow + absl::Seconds(10);
  return verified;
}

TEST(VerifiedTokens, KnowsTheVeryTokenOnly) {
  VerifiedTokens tokens(10);
  tokens.Keep("a.b.c", Someone("s"));
  const auto found = tokens.Find("a.b.c", kNow);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->issuer, 1u);
  EXPECT_EQ(found->keys_serial, 7u);
  EXPECT_EQ(found->identity.subject, "s");
  for (const char* other : {"", "a.b.", "a.b.cc", "A.b.c"}) {
    EXPECT_FALSE(tokens.Find(other, kNow).has_value()) << other;
  }
}

TEST(VerifiedTokens, HoldsWithinItsTimesOnly) {
  VerifiedTokens tokens(10);
  tokens.Keep("t", Someone("s"));
  EXPECT_FALSE(tokens.Find("t", kNow - absl::Nanoseconds(1)).has_value());
  EXPECT_TRUE(tokens.Find("t", kNow + absl::Seconds(10) - absl::Nanoseconds(1)).has_value());
  EXPECT_FALSE(tokens.Find("t", kNow + absl::Seconds(10)).has_value());
}

TEST(VerifiedTokens, LaterFindingReplacesTheFormer) {
  VerifiedTokens tokens(10);
  tokens.Keep("t", Someone("before"));
  for (int i = 0; i < 6; ++i) tokens.Keep(absl::StrCat(i), Someone("others"));
  tokens.Keep("t", Someone("after"));
  EXPECT_EQ(tokens.Find("t", kNow)->identity.subject, "after");
}

TEST(VerifiedTokens, StaysBoundedAndKeepsWhatIsInUse) {
  VerifiedTokens tokens(100);
  tokens.Keep("in use", Someone("s"));
  for (int i = 0; i < 10'000; ++i) {
    tokens.Keep(absl::StrCat("once-", i), Someone("s"));
    EXPECT_TRUE(tokens.Find("in use", kNow).has_value()) << i;
    EXPECT_LE(tokens.size(), 102u);
  }
  EXPECT_FALSE(tokens.Find("once-0", kNow).has_value());
}

}  // namespace
}  // namespace smartcar_gateway
