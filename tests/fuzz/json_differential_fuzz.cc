// Fuzz target: our reading of JSON (simdjson, the repair of text and numbers, the readers of
// members, Struct) against nlohmann's, which was written by others and shares no code with it.
//
// Where the two may differ, by the rules in server/smartcar/decode/README.md:
//  1. Deeper than 64 levels we refuse what nlohmann takes; an empty object or array is no level.
//  2. Bytes that are no UTF-8 inside strings, escaped surrogates without a partner, and numbers
//     beyond a double are refused by nlohmann; we take them, and read the same as nlohmann does
//     from the repaired text.
//  3. A NUL outside of strings ends the text for nlohmann; we refuse it, as RFC 8259 does.
// In all else each takes what the other takes, and reads the same: the last of members with one
// name, integers up to 64 bits exactly, and every other number as the same double.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/json_read.h"
#include "server/smartcar/decode/json_repair.h"
#include "server/smartcar/decode/json_struct.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

using google::protobuf::Value;
using Json = nlohmann::json;

constexpr int kBeyondDouble = 406;  // nlohmann's number for this error

struct OracleReading {
  Json json;      // discarded if it was refused
  int error = 0;  // nlohmann's number for why
};

OracleReading ReadWithOracle(const std::string& text) {
  OracleReading reading;
  try {
    reading.json = Json::parse(text);
  } catch (const Json::exception& error) {
    reading.json = Json(Json::value_t::discarded);
    reading.error = error.id;
  }
  return reading;
}

// Whether more than `levels` objects and arrays that are not empty are inside each other.
bool NestsDeeperThan(int levels, const Json& json) {
  if (!json.is_structured() || json.empty()) return false;
  if (levels == 0) return true;
  for (const Json& inner : json) {
    if (NestsDeeperThan(levels - 1, inner)) return true;
  }
  return false;
}

bool HasEscapedSurrogate(absl::string_view text) {
  for (size_t at = 0; at + 4 <= text.size(); ++at) {
    const char high = text[at + 3] | 0x20;
    if (text[at] == '\\' && text[at + 1] == 'u' && (text[at + 2] | 0x20) == 'd' &&
        ((high >= '8' && high <= '9') || (high >= 'a' && high <= 'f'))) {
      return true;
    }
  }
  return false;
}

bool IsUtf8(const std::string& text) {
  Findings findings;
  CheckText(text, &findings);
  return findings.broken().empty();
}

bool SameNumber(const json::Element& element, const Json& number) {
  if (number.is_number_unsigned() && element.is_uint64()) {
    return uint64_t(element) == number.get<uint64_t>();
  }
  if (number.is_number_integer()) return json::AsInteger(element) == number.get<int64_t>();
  return element.is_double() && json::AsNumber(element) == number.get<double>();
}

// By the readers that the decoders use.
bool SameElement(const json::Element& element, const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return element.is_null();
    case Json::value_t::boolean: {
      absl::optional<bool> flag;
      json::ReadBool(element, [&](bool value) { flag = value; });
      return flag == json.get<bool>();
    }
    case Json::value_t::string:
      return json::AsText(element) == std::string_view(json.get_ref<const std::string&>());
    case Json::value_t::array: {
      json::Array array;
      if (element.get(array) != simdjson::SUCCESS) return false;
      auto expected = json.begin();
      for (const json::Element& item : array) {
        if (expected == json.end() || !SameElement(item, *expected++)) return false;
      }
      return expected == json.end();
    }
    case Json::value_t::object: {
      json::Object object;
      if (element.get(object) != simdjson::SUCCESS) return false;
      size_t members = 0;
      bool same = true;
      json::ForEachMember(object, [&](std::string_view name, const json::Element& value) {
        ++members;
        const auto expected = json.find(std::string(name));
        same = same && expected != json.end() && SameElement(value, *expected);
      });
      for (const auto& [name, expected] : json.items()) {
        const auto found = json::Find(object, name);
        same = same && found.has_value() == !expected.is_null();
        // What is inside was compared above.
        if (same && expected.is_primitive() && found.has_value()) {
          same = SameElement(*found, expected);
        }
      }
      return same && members == json.size();
    }
    default:
      return json.is_number() && SameNumber(element, json);
  }
}

// By the conversion for what no typed field takes.
bool SameValue(const Value& value, const Json& json, int depth) {
  switch (json.type()) {
    case Json::value_t::null:
      return value.has_null_value();
    case Json::value_t::boolean:
      return value.has_bool_value() && value.bool_value() == json.get<bool>();
    case Json::value_t::string:
      return value.has_string_value() && value.string_value() == json.get_ref<const std::string&>();
    case Json::value_t::array:
    case Json::value_t::object:
      break;
    default:
      return value.has_number_value() && value.number_value() == json.get<double>();
  }
  if (depth >= kMaxStructDepth) {
    return value.has_string_value() && ReadWithOracle(value.string_value()).json == json;
  }
  if (json.is_array()) {
    if (!value.has_list_value() ||
        static_cast<size_t>(value.list_value().values_size()) != json.size()) {
      return false;
    }
    for (size_t i = 0; i < json.size(); ++i) {
      const Value& item = value.list_value().values(static_cast<int>(i));
      if (!SameValue(item, json[i], depth + 1)) return false;
    }
    return true;
  }
  if (!value.has_struct_value() || value.struct_value().fields().size() != json.size()) {
    return false;
  }
  for (const auto& [name, member] : json.items()) {
    const auto found = value.struct_value().fields().find(name);
    if (found == value.struct_value().fields().end() ||
        !SameValue(found->second, member, depth + 1)) {
      return false;
    }
  }
  return true;
}

void CheckRepair(const std::string& input, const std::string& repaired, Findings* findings) {
  findings->Expect(repaired.size() <= 3 * input.size() + 2,
                   "a repaired text is three times as long at most");
  findings->Expect(RepairJson(repaired) == repaired, "a repaired text needs no repair", repaired);
}

void JsonDifferential(const std::string& input, Findings* findings) {
  const std::string repaired = RepairJson(input);
  CheckRepair(input, repaired, findings);

  OracleReading oracle = ReadWithOracle(input);
  if (oracle.json.is_discarded() &&
      (oracle.error == kBeyondDouble || !IsUtf8(input) || HasEscapedSurrogate(input))) {
    oracle = ReadWithOracle(repaired);
  }
  const bool has_nul = input.find('\0') != std::string::npos;
  const bool expected =
      !oracle.json.is_discarded() && !has_nul && !NestsDeeperThan(kMaxJsonDepth, oracle.json);
  const auto root = ParseJson(input);
  findings->Expect(root.ok() == expected, "both parsers take the same texts",
                   root.ok() ? "taken, but should not be" : root.status().ToString());
  if (!root.ok()) {
    CheckRefusal(root.status(), findings);
    return;
  }
  if (!expected) return;
  findings->Expect(SameElement(*root, oracle.json), "both parsers read the same");
  Value value;
  SetValue(*root, &value);
  findings->Expect(SameValue(value, oracle.json, 0), "Struct holds the same",
                   value.ShortDebugString());
  CheckMessage(value, input.size(), findings);
}

const FuzzTargetRegistration registration("json_differential", JsonDifferential);

}  // namespace
}  // namespace smartcar_gateway
