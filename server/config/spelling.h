// What somebody meant who wrote a word that does not exist.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_SPELLING_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_SPELLING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// The candidate most like `word`, if one is like enough: case, `-` and `_` do not count, and one
// letter in three may be wrong, missing, too much or swapped with its neighbour. A beginning of
// three letters or more counts as like, too.
absl::optional<std::string> NearestWord(absl::string_view word,
                                        const std::vector<std::string>& candidates);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_SPELLING_H_
