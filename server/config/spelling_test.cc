// Tests of the guess at what was meant.
#include "server/config/spelling.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(Spelling, NearWordsAreFound) {
  const std::vector<std::string> keys = {"token_url", "client_id", "client_secret_file", "ca_file"};
  EXPECT_EQ(NearestWord("client_secret_fil", keys), "client_secret_file");
  EXPECT_EQ(NearestWord("clientId", keys), "client_id");
  EXPECT_EQ(NearestWord("client-id", keys), "client_id");
  EXPECT_EQ(NearestWord("cilent_id", keys), "client_id");
  EXPECT_EQ(NearestWord("TOKEN_URL", keys), "token_url");
  EXPECT_EQ(NearestWord("token_uri", keys), "token_url");
  EXPECT_EQ(NearestWord("warn", {"error", "warning", "off"}), "warning");
}

TEST(Spelling, NearestOfTwoWins) {
  EXPECT_EQ(NearestWord("abcdex", {"abcdyy", "abcdef"}), "abcdef");
}

TEST(Spelling, FarWordsAreNotGuessed) {
  EXPECT_EQ(NearestWord("banana", {"listen", "smartcar", "log"}), absl::nullopt);
  EXPECT_EQ(NearestWord("lo", {"off"}), absl::nullopt);
  EXPECT_EQ(NearestWord("", {"a"}), absl::nullopt);
  EXPECT_EQ(NearestWord(std::string(100000, 'a'), {"a"}), absl::nullopt);
  EXPECT_EQ(NearestWord("a", {}), absl::nullopt);
}

}  // namespace
}  // namespace smartcar_gateway
