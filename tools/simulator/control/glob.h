// Shell-like patterns for paths.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_GLOB_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_GLOB_H_

#include "absl/strings/string_view.h"

namespace smartcar_simulator {

// `*` matches any run of characters but '/', `**` any run at all, `?` one character but '/'.
// The whole text must match.
bool GlobMatches(absl::string_view pattern, absl::string_view text);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_GLOB_H_
