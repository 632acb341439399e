// Tests that any message can be read, completed and written, by one with a field of every type.
#include "server/config/yaml_reader.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/config/field_walk.h"
#include "server/config/yaml_writer.h"
#include "smartcar/gateway/config/v1/field_rule.pb.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::DescriptorPool;
using ::google::protobuf::DynamicMessageFactory;
using ::google::protobuf::FieldDescriptorProto;
using ::google::protobuf::FileDescriptorProto;
using ::google::protobuf::Message;

// The message `Every`, built here: field "i32" of type int32 and so on, all of them also repeated
// ("i32s"), and a message in it ("inner").
class YamlReader : public testing::Test {
 protected:
  YamlReader() : pool_(DescriptorPool::generated_pool()), factory_(&pool_) {
    factory_.SetDelegateToGeneratedFactory(true);
    // Links the descriptors that the file below imports.
    google::protobuf::Duration::descriptor();
    smartcar::gateway::config::v1::FieldRule::descriptor();
    FileDescriptorProto file;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
      name: "every.proto" package: "every" syntax: "proto3"
      dependency: "google/protobuf/duration.proto"
      enum_type {
        name: "PaintColor"
        value { name: "PAINT_COLOR_UNSPECIFIED" number: 0 }
        value { name: "PAINT_COLOR_DARK_RED" number: 1 }
        value { name: "PAINT_COLOR_BLUE" number: 2 }
      }
      message_type {
        name: "Inner"
        field {
          name: "number" number: 1 type: TYPE_UINT32 label: LABEL_OPTIONAL
          options { [smartcar.gateway.config.v1.rule] {
            default_value: "7" min_value: "1" max_value: "9" } }
        }
      }
      message_type { name: "Every" })",
                                                              &file));
    auto* every = file.mutable_message_type(1);
    const auto add = [every](const std::string& name, FieldDescriptorProto::Type type,
                             const std::string& type_name) {
      for (const bool repeated : {false, true}) {
        FieldDescriptorProto* field = every->add_field();
        field->set_name(repeated ? name + "s" : name);
        field->set_number(every->field_size());
        field->set_type(type);
        field->set_label(repeated ? FieldDescriptorProto::LABEL_REPEATED
                                  : FieldDescriptorProto::LABEL_OPTIONAL);
        if (!type_name.empty()) field->set_type_name(type_name);
      }
    };
    add("flag", FieldDescriptorProto::TYPE_BOOL, "");
    add("i32", FieldDescriptorProto::TYPE_INT32, "");
    add("i64", FieldDescriptorProto::TYPE_INT64, "");
    add("u32", FieldDescriptorProto::TYPE_UINT32, "");
    add("u64", FieldDescriptorProto::TYPE_UINT64, "");
    add("real", FieldDescriptorProto::TYPE_DOUBLE, "");
    add("text", FieldDescriptorProto::TYPE_STRING, "");
    add("color", FieldDescriptorProto::TYPE_ENUM, ".every.PaintColor");
    add("time", FieldDescriptorProto::TYPE_MESSAGE, ".google.protobuf.Duration");
    add("inner", FieldDescriptorProto::TYPE_MESSAGE, ".every.Inner");
    add("half", FieldDescriptorProto::TYPE_FLOAT, "");
    const google::protobuf::FileDescriptor* built = pool_.BuildFile(file);
    EXPECT_NE(built, nullptr);
    message_.reset(factory_.GetPrototype(built->FindMessageTypeByName("Every"))->New());
  }

  // Reads, and returns what is wrong.
  std::string Read(const std::string& yaml) {
    message_->Clear();
    origins_.clear();
    Violations violations;
    ReadYaml(yaml, message_.get(), &origins_, &violations);
    return std::string(violations.ToStatus("f").message());
  }

  DescriptorPool pool_;
  DynamicMessageFactory factory_;
  std::unique_ptr<Message> message_;
  Origins origins_;
};

TEST_F(YamlReader, EveryTypeIsReadAndWrittenBack) {
  const std::string yaml = R"(flag: true
flags:
  - true
  - false
i32: -2147483648
i32s:
  - 1
  - -2
i64: -9223372036854775808
i64s:
  - 3
u32: 4294967295
u32s:
  - 4
u64: 18446744073709551615
u64s:
  - 5
real: 0.1
reals:
  - 1e+300
text: "a \"quoted\" text: ö"
texts:
  - "b"
  - "~"
color: dark_red
colors:
  - blue
  - dark_red
time: 1.5s
times:
  - 1h30m
  - 10ms
inner:
  number: 3
inners:
  - number: 4
  - number: 5
)";
  EXPECT_EQ(Read(yaml), "");
  EXPECT_EQ(WriteYaml(*message_), yaml);
  EXPECT_EQ(origins_["inners[1].number"].line, 37);
  EXPECT_EQ(origins_["inners[1].number"].column, 13);
}

TEST_F(YamlReader, EveryBadValueHasItsPlaceAndPath) {
  EXPECT_EQ(Read("flag: yes\n"
                 "i32: 2147483648\n"
                 "u32s: [1, 4294967296, x]\n"
                 "color: unspecified\n"
                 "colors: [Blue]\n"
                 "texts: a\n"
                 "inner: [1]\n"
                 "inners:\n"
                 "  - number: 0\n"
                 "  - number: 10\n"
                 "  - numbr: 1\n"
                 "  - 5\n"
                 "half: 0.5\n"
                 "text: {a: 1}\n"),
            "f:1:7: flag: \"yes\" is neither true nor false\n"
            "f:2:6: i32: \"2147483648\" is too large a number\n"
            "f:3:11: u32s[1]: \"4294967296\" is too large a number\n"
            "f:3:23: u32s[2]: \"x\" is not a whole number\n"
            "f:4:8: color: \"unspecified\" is none of dark_red, blue\n"
            "f:5:10: colors[0]: \"Blue\" is none of dark_red, blue; did you mean blue?\n"
            "f:6:8: texts: must be a list: each item in a line of its own after \"- \"\n"
            "f:7:8: inner: must hold further keys (number), each in a line of its own, indented\n"
            "f:9:13: inners[0].number: \"0\" is out of range; it must be 1 to 9\n"
            "f:10:13: inners[1].number: \"10\" is out of range; it must be 1 to 9\n"
            "f:11:5: inners[2].numbr: unknown key; did you mean number?\n"
            "f:12:5: inners[3]: must hold further keys (number), each in a line of its own, "
            "indented\n"
            "f:13:7: half: is of a type that cannot be written as text\n"
            "f:14:7: text: must be a single value, not a list or further keys");
}

TEST_F(YamlReader, DefaultsReachMessagesAndItemsOfLists) {
  EXPECT_EQ(Read("inners:\n  - {}\n  -\n  - number: 2\n"), "");
  Violations violations;
  ApplyDefaults(message_.get(), &violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(WriteYaml(*message_),
            "inner:\n  number: 7\ninners:\n  - number: 7\n  - number: 7\n  - number: 2\n");
}

TEST_F(YamlReader, StringsAreVisitedWithTheirPaths) {
  EXPECT_EQ(Read("text: a\ntexts: [b, c]\n"), "");
  std::string seen;
  VisitStrings(*message_, [&seen](const std::string& path, const google::protobuf::FieldDescriptor&,
                                  const std::string& value) {
    absl::StrAppend(&seen, path, "=", value, " ");
  });
  EXPECT_EQ(seen, "text=a texts[0]=b texts[1]=c ");
}

TEST_F(YamlReader, AliasesAndQuotesReadAsTheirValues) {
  EXPECT_EQ(Read("i32: &n 5\ni64: *n\nu32: \"6\"\ntext: 7\n"), "");
  EXPECT_EQ(WriteYaml(*message_), "i32: 5\ni64: 5\nu32: 6\ntext: \"7\"\n");
}

}  // namespace
}  // namespace smartcar_gateway
