// Where two texts differ, for people.
#ifndef SMARTCAR_GATEWAY_TESTS_GOLDEN_TEXT_DIFF_H_
#define SMARTCAR_GATEWAY_TESTS_GOLDEN_TEXT_DIFF_H_

#include <string>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// The lines of both, with `-` before those only in `expected`, `+` before those only in `actual`
// and a space before those in both. Of a run of the last, only three lines next to a difference are
// shown. Empty if the texts are the same. Takes time and memory by the product of their lengths.
std::string DiffLines(absl::string_view expected, absl::string_view actual);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_GOLDEN_TEXT_DIFF_H_
