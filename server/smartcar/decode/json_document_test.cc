// Tests of the written rules for what counts as JSON.
#include "server/smartcar/decode/json_document.h"

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using simdjson::dom::element;

// The parsed text, written again.
std::string Reprint(const std::string& text) {
  const auto root = ParseJson(text);
  return root.ok() ? simdjson::minify(*root) : std::string(root.status().message());
}

std::string ErrorOf(const std::string& text) {
  const auto root = ParseJson(text);
  return root.ok() ? "" : std::string(root.status().message());
}

std::string Nested(int levels, const std::string& innermost) {
  return std::string(levels, '[') + innermost + std::string(levels, ']');
}

TEST(JsonDocumentTest, ReadsTextWithAndWithoutSparePadding) {
  std::string padded = R"({"a":[1,2.5,"x",null,true]})";
  padded.reserve(padded.size() + simdjson::SIMDJSON_PADDING);
  std::string tight = padded;
  tight.shrink_to_fit();
  EXPECT_EQ(Reprint(padded), R"({"a":[1,2.5,"x",null,true]})");
  EXPECT_EQ(Reprint(tight), R"({"a":[1,2.5,"x",null,true]})");
}

TEST(JsonDocumentTest, RefusesWhatIsNoJsonWithoutQuotingIt) {
  EXPECT_EQ(ErrorOf(""), "the reply is empty");
  EXPECT_EQ(ErrorOf(" \n"), "the reply is empty");
  EXPECT_EQ(ErrorOf("<html><body>Bad Gateway secret</body></html>"), "the reply is not JSON");
  EXPECT_EQ(ErrorOf(R"({"a":1} trailing)"), "the reply is not JSON");
  EXPECT_EQ(ErrorOf(R"({"a":"unescaped)"
                    "\n\"}"),
            "the reply is not JSON");
  EXPECT_EQ(ParseJson("{").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(JsonDocumentTest, RefusesWordsThatAreNoNumbers) {
  for (const char* word : {"NaN", "Infinity", "-Infinity", "nan", "undefined", "01", "1.", ".5"}) {
    EXPECT_EQ(ErrorOf(std::string("{\"value\":") + word + "}"), "the reply is not JSON") << word;
  }
}

TEST(JsonDocumentTest, AcceptsSixtyFourLevelsAndNoMore) {
  EXPECT_EQ(ErrorOf(Nested(64, "1")), "");
  EXPECT_EQ(ErrorOf(Nested(65, "1")), "the reply nests deeper than 64 levels");
  EXPECT_EQ(ErrorOf(Nested(100000, "")), "the reply nests deeper than 64 levels");
}

TEST(JsonDocumentTest, KeepsTheDepthLimitAfterALargeReply) {
  EXPECT_EQ(ErrorOf("\"" + std::string(3 << 20, 'x') + "\""), "");
  EXPECT_EQ(ErrorOf(Nested(64, "1")), "");
  EXPECT_EQ(ErrorOf(Nested(65, "1")), "the reply nests deeper than 64 levels");
}

TEST(JsonDocumentTest, SkipsAByteOrderMark) {
  EXPECT_EQ(Reprint("\xef\xbb\xbf{\"a\":1}"), R"({"a":1})");
}

TEST(JsonDocumentTest, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(Reprint("{\"name\":\"M\xfcller\"}"), "{\"name\":\"M\xef\xbf\xbdller\"}");
  EXPECT_EQ(Reprint("[\"\xc0\xaf\"]"), "[\"\xef\xbf\xbd\xef\xbf\xbd\"]");
  EXPECT_EQ(Reprint("[\"\xed\xa0\x80\"]"), "[\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"]");
  EXPECT_EQ(Reprint("[\"\xf4\x90\x80\x80 \xe2\x82\xac\"]"),
            "[\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xe2\x82\xac\"]");
}

TEST(JsonDocumentTest, RefusesBytesThatAreNoUtf8OutsideStrings) {
  EXPECT_EQ(ErrorOf("{\"a\":1\xff}"), "the reply is not JSON");
}

TEST(JsonDocumentTest, ReplacesSurrogatesWithoutAPartner) {
  EXPECT_EQ(Reprint(R"(["\ud83d\ude97"])"), "[\"\xf0\x9f\x9a\x97\"]");
  EXPECT_EQ(Reprint(R"(["a\ud83db"])"),
            "[\"a\xef\xbf\xbd"
            "b\"]");
  EXPECT_EQ(Reprint(R"(["\ude97"])"), "[\"\xef\xbf\xbd\"]");
  EXPECT_EQ(Reprint(R"(["\ud83d\ud83d\ude97"])"), "[\"\xef\xbf\xbd\xf0\x9f\x9a\x97\"]");
  EXPECT_EQ(Reprint(R"(["\uD83D\u0041\\ud83d"])"),
            "[\"\xef\xbf\xbd"
            "A\\\\ud83d\"]");
  EXPECT_EQ(ErrorOf(R"(["\uZZZZ"])"), "the reply is not JSON");
}

TEST(JsonDocumentTest, TakesIntegersBeyond64BitsAsFloatingPoint) {
  const auto root = ParseJson("[18446744073709551616,-9223372036854775809,18446744073709551615]");
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(double(root->at(0)), 18446744073709551616.0);
  EXPECT_EQ(double(root->at(1)), -9223372036854775808.0);
  EXPECT_EQ(uint64_t(root->at(2)), 18446744073709551615u);
}

TEST(JsonDocumentTest, KeepsNumbersBeyondADoubleAsTheirDigits) {
  EXPECT_EQ(Reprint("[1e400,-2.5E+999,1e-400]"), R"(["1e400","-2.5E+999",0.0])");
  const std::string digits(400, '7');
  EXPECT_EQ(Reprint("{\"n\":" + digits + "}"), "{\"n\":\"" + digits + "\"}");
}

TEST(JsonDocumentTest, SurvivesTextThatIsCutOffInsideWhatIsRepaired) {
  const std::string text = "{\"a\":\"\xff\\ud83d\\n\xe2\x82\",\"b\":-1.5e400,\"c\":[1e400]}";
  ASSERT_TRUE(ParseJson(text).ok());
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(ParseJson(text.substr(0, length)).ok()) << length;
  }
}

}  // namespace
}  // namespace smartcar_gateway
