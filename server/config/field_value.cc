// Implementation of fields between text and message.
#include "server/config/field_value.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "server/base/proto_duration.h"
#include "server/config/address.h"
#include "server/config/spelling.h"
#include "server/config/text_value.h"
#include "smartcar/gateway/config/v1/field_rule.pb.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::EnumValueDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

const configv1::FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(configv1::rule);
}

bool IsDuration(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == google::protobuf::Duration::descriptor();
}

absl::Status OutOfRange(absl::string_view text, const configv1::FieldRule& rule) {
  std::string range;
  if (rule.has_min_value() && rule.has_max_value()) {
    range = absl::StrCat(rule.min_value(), " to ", rule.max_value());
  } else if (rule.has_min_value()) {
    range = absl::StrCat("at least ", rule.min_value());
  } else {
    range = absl::StrCat("at most ", rule.max_value());
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(text), " is out of range; it must be ", range));
}

// Parses with `parse`, and compares with the rule's range, which is read by `parse` too.
template <typename Parse>
auto ParseInRange(absl::string_view text, const configv1::FieldRule& rule, Parse parse)
    -> decltype(parse(text)) {
  auto value = parse(text);
  if (!value.ok()) return value;
  if (rule.has_min_value()) {
    const auto min = parse(rule.min_value());
    if (!min.ok()) return min;
    if (*value < *min) return OutOfRange(text, rule);
  }
  if (rule.has_max_value()) {
    const auto max = parse(rule.max_value());
    if (!max.ok()) return max;
    if (*value > *max) return OutOfRange(text, rule);
  }
  return value;
}

// The integer parsers, narrowed to 32 bits where the field is.
template <typename Narrow, typename Wide>
absl::StatusOr<Narrow> Narrowed(absl::string_view text, const absl::StatusOr<Wide>& wide) {
  if (!wide.ok()) return wide.status();
  if (*wide < std::numeric_limits<Narrow>::min() || *wide > std::numeric_limits<Narrow>::max()) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(text), " is too large a number"));
  }
  return static_cast<Narrow>(*wide);
}

absl::StatusOr<uint64_t> ParseCountOrBytes(absl::string_view text,
                                           const configv1::FieldRule& rule) {
  return rule.form() == configv1::FIELD_FORM_BYTES ? ParseBytes(text) : ParseUnsigned(text);
}

bool IsControl(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }

absl::StatusOr<std::string> ParseString(absl::string_view text, const configv1::FieldRule& rule) {
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    return absl::InvalidArgumentError(
        "has a line break or a control character in it; is a quotation mark missing?");
  }
  absl::Status status;
  switch (rule.form()) {
    case configv1::FIELD_FORM_LISTEN_ADDRESS:
      status = CheckListenAddress(text);
      break;
    case configv1::FIELD_FORM_URL:
      status = CheckHttpsUrl(text);
      break;
    case configv1::FIELD_FORM_BASE_URL:
      status = CheckHttpsUrl(text);
      while (status.ok() && absl::ConsumeSuffix(&text, "/")) {
      }
      break;
    case configv1::FIELD_FORM_WORD:
      if (text.empty()) {
        status = absl::InvalidArgumentError("must not be empty");
      } else if (!std::all_of(text.begin(), text.end(), [](char c) {
                   return absl::ascii_isgraph(static_cast<unsigned char>(c));
                 })) {
        status = absl::InvalidArgumentError("must be letters, digits and signs without spaces");
      }
      break;
    default:  // the others are free text; whether a file is there is asked later
      break;
  }
  if (!status.ok()) return status;
  return std::string(text);
}

std::string WordOf(const EnumValueDescriptor& value) {
  // LogLevel's values begin with LOG_LEVEL_.
  std::string prefix;
  for (char c : value.type()->name()) {
    if (!prefix.empty() && absl::ascii_isupper(c)) prefix.push_back('_');
    prefix.push_back(absl::ascii_toupper(c));
  }
  prefix.push_back('_');
  return absl::AsciiStrToLower(absl::StripPrefix(value.name(), prefix));
}

absl::StatusOr<int> ParseEnum(absl::string_view text, const EnumDescriptor& type) {
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (value.number() != 0 && WordOf(value) == text) return value.number();
  }
  const std::vector<std::string> words = EnumWords(type);
  const absl::optional<std::string> nearest = NearestWord(text, words);
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(text), " is none of ", absl::StrJoin(words, ", "),
                   nearest.has_value() ? absl::StrCat("; did you mean ", *nearest, "?") : ""));
}

// Puts a parsed value where it belongs.
template <typename Value, typename Set, typename Add>
absl::Status Store(absl::StatusOr<Value> value, const FieldDescriptor& field, Message* message,
                   Set set, Add add) {
  if (!value.ok()) return value.status();
  const Reflection& reflection = *message->GetReflection();
  const auto store = field.is_repeated() ? add : set;
  (reflection.*store)(message, &field, *std::move(value));
  return absl::OkStatus();
}

}  // namespace

bool HoldsFields(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsDuration(field);
}

std::vector<std::string> EnumWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) words.push_back(WordOf(*type.value(i)));
  }
  return words;
}

absl::Status SetFieldFromText(const FieldDescriptor& field, absl::string_view text,
                              Message* message) {
  const configv1::FieldRule& rule = RuleOf(field);
  const auto bytes = [&rule](absl::string_view t) { return ParseCountOrBytes(t, rule); };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return Store(ParseBool(text), field, message, &Reflection::SetBool, &Reflection::AddBool);
    case FieldDescriptor::CPPTYPE_INT32:
      return Store(Narrowed<int32_t>(text, ParseInRange(text, rule, ParseSigned)), field, message,
                   &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return Store(ParseInRange(text, rule, ParseSigned), field, message, &Reflection::SetInt64,
                   &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return Store(Narrowed<uint32_t>(text, ParseInRange(text, rule, bytes)), field, message,
                   &Reflection::SetUInt32, &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Store(ParseInRange(text, rule, bytes), field, message, &Reflection::SetUInt64,
                   &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Store(ParseInRange(text, rule, ParseDouble), field, message, &Reflection::SetDouble,
                   &Reflection::AddDouble);
    case FieldDescriptor::CPPTYPE_ENUM:
      return Store(ParseEnum(text, *field.enum_type()), field, message, &Reflection::SetEnumValue,
                   &Reflection::AddEnumValue);
    case FieldDescriptor::CPPTYPE_STRING:
      return Store(ParseString(text, rule), field, message, &Reflection::SetString,
                   &Reflection::AddString);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (!IsDuration(field)) break;
      const auto value = ParseInRange(text, rule, ParseDuration);
      if (!value.ok()) return value.status();
      const Reflection& reflection = *message->GetReflection();
      Message* duration = field.is_repeated() ? reflection.AddMessage(message, &field)
                                              : reflection.MutableMessage(message, &field);
      ToProtoDuration(*value, static_cast<google::protobuf::Duration*>(duration));
      return absl::OkStatus();
    }
    default:
      break;
  }
  return absl::InvalidArgumentError("is of a type that cannot be written as text");
}

std::string FieldToText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& r = *message.GetReflection();
  const bool repeated = field.is_repeated();
  const bool bytes = RuleOf(field).form() == configv1::FIELD_FORM_BYTES;
  const auto unsigned_text = [bytes](uint64_t value) {
    return bytes ? FormatBytes(value) : absl::StrCat(value);
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return (repeated ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(repeated ? r.GetRepeatedInt32(message, &field, index)
                                   : r.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(repeated ? r.GetRepeatedInt64(message, &field, index)
                                   : r.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return unsigned_text(repeated ? r.GetRepeatedUInt32(message, &field, index)
                                    : r.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return unsigned_text(repeated ? r.GetRepeatedUInt64(message, &field, index)
                                    : r.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return FormatDouble(repeated ? r.GetRepeatedDouble(message, &field, index)
                                   : r.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return WordOf(repeated ? *r.GetRepeatedEnum(message, &field, index)
                             : *r.GetEnum(message, &field));
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? r.GetRepeatedString(message, &field, index) : r.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsDuration(field)) {
        const Message& duration =
            repeated ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field);
        return absl::FormatDuration(
            FromProtoDuration(static_cast<const google::protobuf::Duration&>(duration)));
      }
      break;
    default:
      break;
  }
  return "";
}

}  // namespace smartcar_gateway
