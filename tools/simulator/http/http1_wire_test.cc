// Tests of the HTTP/1.x parser and of the wire form of replies.
#include <gtest/gtest.h>

#include <string>

#include "tools/simulator/http/http1_parser.h"
#include "tools/simulator/http/http1_reply.h"

namespace smartcar_simulator {
namespace {

using Result = Http1Parser::Result;

constexpr size_t kMaxBody = 100;

TEST(Http1ParserTest, ReadsRequestThatArrivesByteByByte) {
  const std::string text =
      "POST /oauth2/token?x=1 HTTP/1.1\r\nHost: iam.example\r\nX-Mixed-Case: One\r\n"
      "Content-Length: 5\r\n\r\nhello";
  Http1Parser parser(kMaxBody);
  std::string input;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    input += text[i];
    ASSERT_EQ(parser.Parse(input), Result::kNeedMore) << "after byte " << i;
  }
  input += text.back();
  ASSERT_EQ(parser.Parse(input), Result::kDone);
  EXPECT_TRUE(parser.keep_alive());
  const Request request = parser.Take();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/oauth2/token?x=1");
  EXPECT_EQ(request.authority, "iam.example");
  EXPECT_EQ(request.http_version, "1.1");
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(
      request.headers,
      (HeaderList{{"host", "iam.example"}, {"x-mixed-case", "One"}, {"content-length", "5"}}));
  EXPECT_EQ(input, "");
}

TEST(Http1ParserTest, LeavesTheNextRequestInTheInput) {
  Http1Parser parser(kMaxBody);
  std::string input = "GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.0\r\n\r\n";
  ASSERT_EQ(parser.Parse(input), Result::kDone);
  EXPECT_EQ(parser.Take().target, "/one");
  ASSERT_EQ(parser.Parse(input), Result::kDone);
  EXPECT_FALSE(parser.keep_alive());
  const Request second = parser.Take();
  EXPECT_EQ(second.target, "/two");
  EXPECT_EQ(second.http_version, "1.0");
}

TEST(Http1ParserTest, ReadsChunkedBody) {
  Http1Parser parser(kMaxBody);
  std::string input =
      "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";
  ASSERT_EQ(parser.Parse(input), Result::kDone);
  EXPECT_EQ(parser.Take().body, "abcdefg");
}

TEST(Http1ParserTest, KeepsUnknownMethodsAndRepeatedHeaders) {
  Http1Parser parser(kMaxBody);
  std::string input = "FROB / HTTP/1.1\r\nA: 1\r\nA: 2\r\n\r\n";
  ASSERT_EQ(parser.Parse(input), Result::kDone);
  const Request request = parser.Take();
  EXPECT_EQ(request.method, "FROB");
  EXPECT_EQ(request.headers, (HeaderList{{"a", "1"}, {"a", "2"}}));
}

TEST(Http1ParserTest, RefusesWithTheStatusThatSaysWhy) {
  const std::vector<std::pair<std::string, int>> cases = {
      {"\x16\x03garbage\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nno colon here\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x'), 413},
      {"GET / HTTP/1.1\r\nA: " + std::string(70000, 'x') + "\r\n\r\n", 431},
  };
  for (const auto& [text, status] : cases) {
    Http1Parser parser(kMaxBody);
    std::string input = text;
    EXPECT_EQ(parser.Parse(input), Result::kError) << text.substr(0, 60);
    EXPECT_EQ(parser.error_status(), status) << text.substr(0, 60);
  }
}

TEST(Http1ReplyTest, HeadHasStatusLineAndHeadersInOrder) {
  EXPECT_EQ(FormatHead(404, {{"b", "2"}, {"a", "1"}}),
            "HTTP/1.1 404 Not Found\r\nb: 2\r\na: 1\r\n\r\n");
}

TEST(Http1ReplyTest, UnregisteredStatusHasNoReason) {
  EXPECT_EQ(FormatHead(430, {}), "HTTP/1.1 430 \r\n\r\n");
}

TEST(Http1ReplyTest, ChunkCarriesItsSizeInHex) {
  EXPECT_EQ(FormatChunk(std::string(26, 'x')), "1a\r\n" + std::string(26, 'x') + "\r\n");
}

}  // namespace
}  // namespace smartcar_simulator
