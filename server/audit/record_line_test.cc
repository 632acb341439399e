// Tests of records as lines, with what strangers may write into them.
#include "server/audit/record_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/audit/bounded_text.h"
#include "server/audit/link_reader.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::util::JsonStringToMessage;
using ::smartcar::gateway::audit::v1::AuditRecord;

constexpr char kZeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

std::string Bounded(size_t max_bytes, std::string text) {
  BoundText(max_bytes, text);
  return text;
}

TEST(BoundTextTest, ValidTextStaysAsItIs) {
  for (const std::string text : {"", "plain",
                                 "Stra\xC3\x9F"
                                 "e",
                                 "\xE2\x82\xAC", "\xF0\x9F\x9A\x97", "\xEE\x80\x80",
                                 "\xF4\x8F\xBF\xBF", "line\nbreak\t\x01"}) {
    EXPECT_EQ(Bounded(100, text), text);
  }
  EXPECT_EQ(Bounded(3, "abc"), "abc");
}

TEST(BoundTextTest, BytesThatAreNoTextAreReplacedOneByOne) {
  const std::string no = "\xEF\xBF\xBD";
  EXPECT_EQ(Bounded(100,
                    "a\xFF"
                    "b"),
            "a" + no + "b");
  EXPECT_EQ(Bounded(100, "\xC3"), no);                             // ends too early
  EXPECT_EQ(Bounded(100, "\xC0\xAF"), no + no);                    // overlong slash
  EXPECT_EQ(Bounded(100, "\xE0\x80\xAF"), no + no + no);           // overlong slash
  EXPECT_EQ(Bounded(100, "\xED\xA0\x80"), no + no + no);           // surrogate
  EXPECT_EQ(Bounded(100, "\xF4\x90\x80\x80"), no + no + no + no);  // beyond Unicode
  EXPECT_EQ(Bounded(100, "\xF8\x88\x80\x80\x80"), no + no + no + no + no);
  EXPECT_EQ(Bounded(100, "\x80"), no);
}

TEST(BoundTextTest, LongTextIsCutBeforeACharacter) {
  EXPECT_EQ(Bounded(6, "abcdefg"), "abc\xE2\x80\xA6");
  EXPECT_EQ(Bounded(6, "ab\xE2\x82\xAC\xE2\x82\xAC"), "ab\xE2\x80\xA6");
  EXPECT_EQ(Bounded(1024, std::string(1 << 20, '\xFF')).size(), 1023u);
}

TEST(RecordLineTest, NamesAndOrderAreThoseOfTheProto) {
  AuditRecord record;
  record.set_sequence(7);
  record.set_previous_hash(kZeros);
  record.mutable_time()->set_seconds(1'800'000'000);
  record.set_event(smartcar::gateway::audit::v1::AUDIT_EVENT_COMMAND_ENDED);
  record.set_caller("billing");
  record.set_may_have_executed(false);
  EXPECT_EQ(RecordLine(record),
            std::string("{\"sequence\":\"7\",\"previous_hash\":\"") + kZeros +
                "\",\"time\":\"2027-01-15T08:00:00Z\",\"event\":\"AUDIT_EVENT_COMMAND_ENDED\","
                "\"caller\":\"billing\",\"may_have_executed\":false}");
}

// Every text field, also one that is added later: found by reflection.
TEST(RecordLineTest, WhateverIsInATextTheLineIsOneAndValidAndBounded) {
  const std::vector<std::string> hostile = {
      "two\nlines\r\n",
      std::string("nul\0inside", 10),
      "\"},{\"event\":\"AUDIT_EVENT_GATEWAY_STOPPED\"",
      "back\\slash\\",
      "\xFF\xFE\xC0\xAF",
      "\xE2\x80\xA8 line separator \xC2\x85",
      "</script><b>",
      "\x1b[2J\x7f\b",
      std::string(1 << 20, 'x'),
      std::string(1 << 20, '\x01'),
      std::string(1 << 20, '\xFF'),
  };
  LinkReader reader;
  for (const std::string& text : hostile) {
    AuditRecord record;
    const auto* descriptor = AuditRecord::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      if (descriptor->field(i)->type() == FieldDescriptor::TYPE_STRING) {
        record.GetReflection()->SetString(&record, descriptor->field(i), text);
      }
    }
    for (int i = 0; i < 500; ++i) {
      auto* target = record.add_targets();
      target->set_vehicle_id(text);
      target->set_user_id(text);
    }
    BoundRecord(record);
    record.set_sequence(1);
    record.set_previous_hash(kZeros);
    const std::string line = RecordLine(record);
    EXPECT_LT(line.size(), 200'000u);
    EXPECT_EQ(line.find_first_of(std::string("\n\r\0", 3)), std::string::npos);
    EXPECT_TRUE(reader.Read(line).ok()) << reader.Read(line).status();
    AuditRecord again;
    ASSERT_TRUE(JsonStringToMessage(line, &again).ok());
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(record, again));
    EXPECT_EQ(again.targets_size(), kMaxTargets);
    EXPECT_EQ(again.target_count(), 500u);
  }
}

TEST(RecordLineTest, AGreaterCountThanThatOfTheTargetsIsKept) {
  AuditRecord record;
  record.set_target_count(500);
  for (int i = 0; i < kMaxTargets + 1; ++i) record.add_targets();
  BoundRecord(record);
  EXPECT_EQ(record.target_count(), 500u);
}

TEST(LinkReaderTest, WhatIsNoRecordIsNotRead) {
  LinkReader reader;
  const std::string hash = std::string("\"previous_hash\":\"") + kZeros + "\"";
  EXPECT_TRUE(reader.Read("{\"sequence\":\"1\"," + hash + ",\"later\":{\"a\":[1]}}").ok());
  for (const std::string& line :
       {std::string(""), std::string("x"), std::string("[]"), std::string("1"),
        std::string(100, '\0'), "{" + hash + "}", "{\"sequence\":\"0\"," + hash + "}",
        "{\"sequence\":\"-1\"," + hash + "}", "{\"sequence\":\"1x\"," + hash + "}",
        std::string("{\"sequence\":\"1\"}"),
        std::string("{\"sequence\":\"1\",\"previous_hash\":\"00\"}"), "{\"sequence\":\"1\"," + hash,
        "{\"sequence\":\"1\"," + hash + "}}",
        "{\"sequence\":\"1\"," + hash + ",\"caller\":\"\xFF\"}"}) {
    EXPECT_FALSE(reader.Read(line).ok()) << line;
  }
}

}  // namespace
}  // namespace smartcar_gateway
