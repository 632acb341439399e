// Readers of single JSON values, each of which says whether it could take all there is.
#include "server/smartcar/decode/json_read.h"

#include <cmath>

namespace smartcar_gateway {
namespace json {

absl::optional<Element> Find(const Object& object, std::string_view name) {
  absl::optional<Element> found;
  for (const auto& field : object) {
    if (field.key == name) found = field.value;
  }
  if (found.has_value() && found->is_null()) found.reset();
  return found;
}

absl::optional<Object> FindObject(const Object& object, std::string_view name) {
  const absl::optional<Element> found = Find(object, name);
  Object value;
  if (!found.has_value() || found->get(value) != simdjson::SUCCESS) return absl::nullopt;
  return value;
}

absl::optional<Array> FindArray(const Object& object, std::string_view name) {
  const absl::optional<Element> found = Find(object, name);
  Array value;
  if (!found.has_value() || found->get(value) != simdjson::SUCCESS) return absl::nullopt;
  return value;
}

std::string FindText(const Object& object, std::string_view name) {
  const absl::optional<Element> found = Find(object, name);
  return found.has_value() ? std::string(AsText(*found).value_or("")) : std::string();
}

absl::optional<double> AsNumber(const Element& value) {
  double number = 0;
  if (value.get(number) != simdjson::SUCCESS) return absl::nullopt;
  return number;
}

absl::optional<int64_t> AsInteger(const Element& value) {
  int64_t integer = 0;
  if (value.get(integer) == simdjson::SUCCESS) return integer;
  // From 2^53 on a double no longer tells neighbouring integers apart.
  constexpr double kExact = 9007199254740992.0;
  double number = 0;
  if (!value.is_double() || value.get(number) != simdjson::SUCCESS) return absl::nullopt;
  if (std::trunc(number) != number || std::abs(number) >= kExact) return absl::nullopt;
  return static_cast<int64_t>(number);
}

absl::optional<std::string_view> AsText(const Element& value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return absl::nullopt;
  return text;
}

}  // namespace json
}  // namespace smartcar_gateway
