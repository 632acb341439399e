// Glob matching by plain recursion; patterns are short.
#include "tools/simulator/control/glob.h"

namespace smartcar_simulator {

bool GlobMatches(absl::string_view pattern, absl::string_view text) {
  while (!pattern.empty()) {
    if (pattern[0] == '*') {
      const bool deep = pattern.size() > 1 && pattern[1] == '*';
      pattern.remove_prefix(deep ? 2 : 1);
      for (size_t i = 0; i <= text.size(); ++i) {
        if (GlobMatches(pattern, text.substr(i))) return true;
        if (i < text.size() && text[i] == '/' && !deep) return false;
      }
      return false;
    }
    if (text.empty()) return false;
    if (pattern[0] == '?' ? text[0] == '/' : pattern[0] != text[0]) return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  return text.empty();
}

}  // namespace smartcar_simulator
