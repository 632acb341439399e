// Readers of single JSON values, each of which says whether it could take all there is.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_READ_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_READ_H_

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/smartcar/decode/timestamps.h"
#include "server/smartcar/decode/units.h"

namespace smartcar_gateway {
namespace json {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

inline absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// ---- Looking into objects. Of members with the same name the last counts, everywhere. ----

// The member of that name, unless it is missing or null.
absl::optional<Element> Find(const Object& object, std::string_view name);
// The same, if it is of that kind.
absl::optional<Object> FindObject(const Object& object, std::string_view name);
absl::optional<Array> FindArray(const Object& object, std::string_view name);
// The same as text; empty if it is missing or no string.
std::string FindText(const Object& object, std::string_view name);

// Calls `visit(name, element)` for each member.
template <typename Visit>
void ForEachMember(const Object& object, Visit visit) {
  constexpr size_t kSmall = 24;  // up to here comparing each with each is cheaper than hashing
  const auto end = object.end();
  if (object.size() <= kSmall) {
    for (auto at = object.begin(); at != end; ++at) {
      const std::string_view name = at.key();
      auto later = at;
      for (++later; later != end && later.key() != name; ++later) {
      }
      if (later == end) visit(name, at.value());
    }
    return;
  }
  absl::flat_hash_map<std::string_view, size_t> last;
  size_t index = 0;
  for (auto at = object.begin(); at != end; ++at) last[at.key()] = index++;
  index = 0;
  for (auto at = object.begin(); at != end; ++at) {
    if (last[at.key()] == index++) visit(at.key(), at.value());
  }
}

// ---- Values as they are. Nullopt for null and for any other kind. ----

absl::optional<double> AsNumber(const Element& value);
// A number without a fraction, also one written with a point, that 64 bits hold.
absl::optional<int64_t> AsInteger(const Element& value);
absl::optional<std::string_view> AsText(const Element& value);

// ---- Readers. True: taken whole, or null, which is "unknown" and sets nothing. False: there is
// something that the field cannot take, and the caller keeps the member as it came. ----

// Calls `set(double)`.
template <typename Set>
bool ReadNumber(const Element& value, Set set) {
  const absl::optional<double> number = AsNumber(value);
  if (!number.has_value()) return value.is_null();
  set(*number);
  return true;
}

// Calls `set(int64_t)`.
template <typename Set>
bool ReadInteger(const Element& value, Set set) {
  const absl::optional<int64_t> number = AsInteger(value);
  if (!number.has_value()) return value.is_null();
  set(*number);
  return true;
}

// Calls `set(int32_t)`.
template <typename Set>
bool ReadInt32(const Element& value, Set set) {
  const absl::optional<int64_t> number = AsInteger(value);
  if (!number.has_value()) return value.is_null();
  if (*number != static_cast<int32_t>(*number)) return false;
  set(static_cast<int32_t>(*number));
  return true;
}

// Calls `set(bool)`.
template <typename Set>
bool ReadBool(const Element& value, Set set) {
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) return value.is_null();
  set(flag);
  return true;
}

// Calls `set(std::string)`.
template <typename Set>
bool ReadText(const Element& value, Set set) {
  const absl::optional<std::string_view> text = AsText(value);
  if (!text.has_value()) return value.is_null();
  set(std::string(*text));
  return true;
}

// The same for an id, which may also come as an integer.
template <typename Set>
bool ReadId(const Element& value, Set set) {
  if (value.is_int64()) {
    set(std::to_string(int64_t(value)));
    return true;
  }
  return ReadText(value, set);
}

// A word for an enum value, compared in any case.
template <typename Enum>
struct Word {
  absl::string_view text;
  Enum value;
};

// The value of `word`, or the one numbered 0, which stands for a word we do not know.
template <typename Enum, size_t kSize>
Enum EnumFromWord(const Word<Enum> (&words)[kSize], std::string_view word) {
  for (const Word<Enum>& known : words) {
    if (absl::EqualsIgnoreCase(known.text, View(word))) return known.value;
  }
  return static_cast<Enum>(0);
}

// Calls `set(Enum, std::string word)`: a word we do not know is taken whole, too.
template <typename Enum, size_t kSize, typename Set>
bool ReadWord(const Element& value, const Word<Enum> (&words)[kSize], Set set) {
  const absl::optional<std::string_view> word = AsText(value);
  if (!word.has_value()) return value.is_null();
  set(EnumFromWord(words, *word), std::string(*word));
  return true;
}

// The unit of a message with the fields `unit` and `unit_text`.
template <typename Message>
bool ReadUnit(const Element& value, Message* message) {
  return ReadText(value, [&](std::string word) {
    message->set_unit(UnitFromWord(word));
    message->set_unit_text(std::move(word));
  });
}

// A time in either form of timestamps.h. The number 0 is taken as null. `mutable_field()` is called
// only for a time that can be.
template <typename MutableField>
bool ReadTime(const Element& value, MutableField mutable_field) {
  google::protobuf::Timestamp time;
  const bool is_time = [&] {
    if (const auto text = AsText(value)) return TimestampFromIso8601(View(*text), &time);
    if (const auto millis = AsInteger(value)) return TimestampFromMillis(*millis, &time);
    return false;
  }();
  if (is_time) {
    *mutable_field() = time;
    return true;
  }
  return value.is_null() || AsInteger(value) == absl::optional<int64_t>(0);
}

// How a message takes one member of its object; true as above. A name it does not know is false.
template <typename Message>
using MemberReader = bool (*)(std::string_view name, const Element& value, Message* message);

// An object into a message that `mutable_message()` makes.
template <typename Message, typename MutableMessage>
bool ReadMessage(const Element& value, MemberReader<Message> member,
                 MutableMessage mutable_message) {
  Object object;
  if (value.get(object) != simdjson::SUCCESS) return value.is_null();
  Message* const message = mutable_message();
  bool whole = true;
  ForEachMember(object, [&](std::string_view name, const Element& element) {
    whole &= member(name, element, message);
  });
  return whole;
}

// An array of objects. What is no object in it is left out and makes the answer false; so does a
// second list for the same field, which comes when both of its names are used.
template <typename Message>
bool ReadMessages(const Element& value, MemberReader<Message> member,
                  google::protobuf::RepeatedPtrField<Message>* messages) {
  Array array;
  if (value.get(array) != simdjson::SUCCESS) return value.is_null();
  if (!messages->empty()) return false;
  bool whole = true;
  for (const Element& element : array) {
    if (element.is_object()) {
      whole &= ReadMessage<Message>(element, member, [&] { return messages->Add(); });
    } else {
      whole = false;
    }
  }
  return whole;
}

// An array of strings; calls `add(std::string_view)`. What is no string in it is left out and makes
// the answer false.
template <typename Add>
bool ReadTexts(const Element& value, Add add) {
  Array array;
  if (value.get(array) != simdjson::SUCCESS) return value.is_null();
  bool whole = true;
  for (const Element& element : array) {
    if (const auto text = AsText(element)) {
      add(*text);
    } else {
      whole = false;
    }
  }
  return whole;
}

}  // namespace json
}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_READ_H_
