// JSON objects of strangers, read strictly.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_STRICT_JSON_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_STRICT_JSON_H_

#include <simdjson.h>

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// The object, if `text` is one, nested no deeper than 32: valid UTF-8, every number finite, and no
// name in it twice (objects within it are not looked at). It lives in the parser.
absl::optional<simdjson::dom::object> ParseStrictObject(const std::string& text,
                                                        simdjson::dom::parser* parser);

// Whether a name is in it twice: what one reader ignores, another may obey.
bool HasRepeatedName(const simdjson::dom::object& object);

// Whether there is a member of that name, of whatever kind.
bool HasMember(const simdjson::dom::object& object, absl::string_view name);

// The member, if it is there and a string.
absl::optional<absl::string_view> StringMember(const simdjson::dom::object& object,
                                               absl::string_view name);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_STRICT_JSON_H_
