// Tests of the conversion to Struct, with protobuf's own JSON parser as the oracle.
#include "server/smartcar/decode/json_struct.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/json_document.h"

namespace smartcar_gateway {
namespace {

using google::protobuf::Value;

Value Convert(const std::string& text) {
  Value value;
  const auto root = ParseJson(text);
  EXPECT_TRUE(root.ok()) << text;
  if (root.ok()) SetValue(*root, &value);
  return value;
}

void ExpectLikeOracle(const std::string& text) {
  Value expected;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &expected).ok()) << text;
  EXPECT_EQ(Convert(text).DebugString(), expected.DebugString()) << text;
}

// Random JSON without members of the same name, which the oracle refuses.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  std::string Any(int depth) {
    switch (Below(depth > 0 ? 8 : 6)) {
      case 0:
        return "null";
      case 1:
        return Below(2) == 0 ? "true" : "false";
      case 2:
        return absl::StrCat(static_cast<int64_t>(random_()) - 2147483648);
      case 3:
        return absl::StrCat("-", Below(1000), ".", Below(1000000), "e", Below(40));
      case 4:
        return absl::StrCat(Below(100), ".", Below(100), "E-", Below(30));
      case 5:
        return Text();
      case 6:
        return List(depth - 1);
      default:
        return Members(depth - 1);
    }
  }

 private:
  unsigned Below(unsigned limit) { return random_() % limit; }

  std::string Text() {
    static const char* const kPieces[] = {"a",       "Zürich", "\\n",      "\\u0041",        "\\\"",
                                          "\\u00e4", "车",     "\\/ \\\\", "\\ud83d\\ude97", " "};
    std::string text = "\"";
    for (unsigned i = Below(6); i > 0; --i) absl::StrAppend(&text, kPieces[Below(10)]);
    return text + "\"";
  }

  std::string List(int depth) {
    std::string list = "[";
    for (unsigned i = Below(5); i > 0; --i) {
      absl::StrAppend(&list, Any(depth), i > 1 ? " , " : "");
    }
    return list + "]";
  }

  std::string Members(int depth) {
    std::string members = "{";
    for (unsigned i = Below(40); i > 0; --i) {
      absl::StrAppend(&members, "\"k", i, "\":", Any(depth - 1), i > 1 ? "," : "");
    }
    return members + "}";
  }

  std::mt19937 random_;
};

TEST(JsonStructTest, AgreesWithProtobufOnChosenValues) {
  for (const char* text : {"null",
                           "true",
                           "0",
                           "-0.0",
                           "1",
                           "-1",
                           "0.1",
                           "1e308",
                           "5e-324",
                           "9007199254740993",
                           "9223372036854775807",
                           "-9223372036854775808",
                           "18446744073709551615",
                           "\"\"",
                           "\"\\u0000\"",
                           "\"\\b\\f\\n\\r\\t\\/\"",
                           "[]",
                           "{}",
                           "[[],[[]],{}]",
                           "{\"\":{\"\":null}}",
                           R"({"a":{"b":[1,"2",false,null,{"c":[]}]},"d":1.5})"}) {
    ExpectLikeOracle(text);
  }
}

TEST(JsonStructTest, AgreesWithProtobufOnRandomValues) {
  for (unsigned seed = 0; seed < 400; ++seed) ExpectLikeOracle(RandomJson(seed).Any(5));
}

TEST(JsonStructTest, AgreesWithProtobufOnIntegersBeyond64Bits) {
  ExpectLikeOracle("[123456789012345678901234567890, -98765432109876543210]");
}

TEST(JsonStructTest, LastOfMembersWithTheSameNameCounts) {
  EXPECT_EQ(Convert(R"({"a":[1,2],"b":0,"a":{"c":3}})").DebugString(),
            Convert(R"({"b":0,"a":{"c":3}})").DebugString());
  EXPECT_EQ(Convert(R"({"a":[1],"a":[2]})").DebugString(), Convert(R"({"a":[2]})").DebugString());
}

std::string Nest(int levels, const std::string& open, const std::string& close) {
  std::string text = "1";
  for (int i = 0; i < levels; ++i) text = open + text + close;
  return text;
}

TEST(JsonStructTest, KeepsWhatIsNestedTooDeepAsItsJsonText) {
  Value value = Convert(Nest(30, "[", "]"));
  for (int level = 0; level < kMaxStructDepth; ++level) {
    ASSERT_EQ(value.list_value().values_size(), 1) << level;
    const Value inner = value.list_value().values(0);
    value = inner;
  }
  EXPECT_EQ(value.string_value(), Nest(30 - kMaxStructDepth, "[", "]"));
}

TEST(JsonStructTest, ResultOfTheDeepestJsonCanBeParsedByProtobuf) {
  const std::string wire = Convert(Nest(kMaxJsonDepth, "{\"a\":", "}")).SerializeAsString();
  Value parsed;
  // The default limit, less what the messages around a body take.
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(wire.data()),
                                               static_cast<int>(wire.size()));
  input.SetRecursionLimit(90);
  EXPECT_TRUE(parsed.ParseFromCodedStream(&input));
}

}  // namespace
}  // namespace smartcar_gateway
