// Reading faults from JSON; every wrong member is an error, so that a misspelt fault never passes
// for a fault that did nothing.
#include "tools/simulator/control/fault.h"

#include <functional>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace smartcar_simulator {
namespace {

// Reads one member's value; false when its type or value is wrong.
using Reader = std::function<bool(const Json& value)>;
using Readers = std::map<std::string, Reader>;

Reader Text(std::string* into) {
  return [into](const Json& value) {
    if (!value.is_string()) return false;
    *into = value.get<std::string>();
    return true;
  };
}

Reader Milliseconds(absl::Duration* into) {
  return [into](const Json& value) {
    if (!value.is_number() || value.get<double>() < 0) return false;
    *into = absl::Milliseconds(value.get<double>());
    return true;
  };
}

Reader Whole(int64_t* into, int64_t least) {
  return [into, least](const Json& value) {
    if (!value.is_number_integer() || value.get<int64_t>() < least) return false;
    *into = value.get<int64_t>();
    return true;
  };
}

Reader Size(std::optional<size_t>* into) {
  return [into](const Json& value) {
    constexpr int64_t kLargest = 64 << 20;
    if (!value.is_number_integer() || value.get<int64_t>() < 0 || value.get<int64_t>() > kLargest) {
      return false;
    }
    *into = value.get<size_t>();
    return true;
  };
}

// A string is sent as it is, anything else as JSON text.
Reader Body(std::optional<std::string>* into) {
  return [into](const Json& value) {
    *into = value.is_string() ? value.get<std::string>() : Dump(value);
    return true;
  };
}

Reader Headers(HeaderList* into) {
  return [into](const Json& value) {
    if (!value.is_object()) return false;
    for (const auto& [name, text] : value.items()) {
      if (!text.is_string()) return false;
      into->emplace_back(absl::AsciiStrToLower(name), text.get<std::string>());
    }
    return true;
  };
}

template <typename T>
Reader OneOf(std::map<std::string, T> words, T* into) {
  return [words = std::move(words), into](const Json& value) {
    const auto it = value.is_string() ? words.find(value.get<std::string>()) : words.end();
    if (it == words.end()) return false;
    *into = it->second;
    return true;
  };
}

bool ReadMembers(const Json& json, const std::string& where, const Readers& readers,
                 std::string* error) {
  if (!json.is_object()) {
    *error = absl::StrCat(where, " must be an object");
    return false;
  }
  for (const auto& [name, value] : json.items()) {
    const auto reader = readers.find(name);
    if (reader == readers.end()) {
      *error = absl::StrCat(where, " has no member ", name);
      return false;
    }
    if (!reader->second(value)) {
      if (error->empty()) *error = absl::StrCat(where, ".", name, " cannot be ", Dump(value));
      return false;
    }
  }
  return true;
}

bool ReadAccepted(const Json& json, Fault* fault, std::string* error) {
  fault->accepted.emplace();
  return ReadMembers(json, "accepted_202_then",
                     {{"delay_ms", Milliseconds(&fault->accepted->delay)},
                      {"hold", Text(&fault->accepted->hold)},
                      {"body", Body(&fault->accepted->body)}},
                     error);
}

Reader Status(std::optional<int>* into) {
  return [into](const Json& value) {
    if (!value.is_number_integer() || value < 200 || value > 599) return false;
    *into = value.get<int>();
    return true;
  };
}

Reader Flag(std::optional<bool>* into) {
  return [into](const Json& value) {
    if (!value.is_boolean()) return false;
    *into = value.get<bool>();
    return true;
  };
}

const std::map<std::string, BreakPoint>& BreakPoints() {
  static const auto& points =
      *new std::map<std::string, BreakPoint>{{"before", BreakPoint::kBefore},
                                             {"after", BreakPoint::kAfter},
                                             {"after_headers", BreakPoint::kAfterHeaders},
                                             {"mid_body", BreakPoint::kMidBody}};
  return points;
}

const std::map<std::string, BreakKind>& BreakKinds() {
  static const auto& kinds =
      *new std::map<std::string, BreakKind>{{"close", BreakKind::kClose},
                                            {"reset", BreakKind::kReset},
                                            {"stream_reset", BreakKind::kStreamReset},
                                            {"refuse_stream", BreakKind::kRefuseStream},
                                            {"goaway", BreakKind::kGoAway}};
  return kinds;
}

}  // namespace

std::optional<Fault> ParseFault(const Json& json, std::string* error) {
  error->clear();
  Fault fault;
  std::optional<bool> apply;
  const Readers readers = {
      {"match", [&](const Json& value) { return ParseMatch(value, &fault.match, error); }},
      {"times", [&](const Json& value) { return value != 0 && Whole(&fault.times, -1)(value); }},
      {"skip", Whole(&fault.skip, 0)},
      {"hold", Text(&fault.hold)},
      {"delay_ms", Milliseconds(&fault.delay)},
      {"apply", Flag(&apply)},
      {"hold_reply", Text(&fault.hold_reply)},
      {"status", Status(&fault.status)},
      {"headers", Headers(&fault.headers)},
      {"body", Body(&fault.body)},
      {"pad_body_to", Size(&fault.pad_body_to)},
      {"truncate_body_at", Size(&fault.truncate_body_at)},
      {"break", OneOf(BreakPoints(), &fault.break_point)},
      {"break_kind", OneOf(BreakKinds(), &fault.break_kind)},
      {"break_at", Size(&fault.break_at)},
      {"accepted_202_then", [&](const Json& value) { return ReadAccepted(value, &fault, error); }},
  };
  if (!ReadMembers(json, "fault", readers, error)) return std::nullopt;
  const bool replaces_reply = fault.status.has_value() || fault.body.has_value();
  fault.apply = apply.value_or(!replaces_reply);
  if (fault.break_point == BreakPoint::kBefore) fault.apply = false;
  if (fault.break_point != BreakPoint::kNone && fault.break_point != BreakPoint::kBefore &&
      !replaces_reply) {
    fault.apply = true;
  }
  if (!fault.apply && !replaces_reply && fault.break_point != BreakPoint::kBefore) {
    *error = "a fault that does not apply the request needs a status, a body or a break";
    return std::nullopt;
  }
  fault.source = json;
  return fault;
}

}  // namespace smartcar_simulator
