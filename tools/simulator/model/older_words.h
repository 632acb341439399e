// Signal bodies in the words of Smartcar's older documentation.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_OLDER_WORDS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_OLDER_WORDS_H_

#include <string>

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// The body with "percentage" for "percent", "kilometers" for "km" and so on. Watts become
// kilowatts, and so does their number. A word without an older one stays.
Json ToOlderWords(const Json& body);

// The list of closure-doors and closure-windows under "doors" and "windows" instead of "values".
Json ToNamedClosures(const std::string& code, const Json& body);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_OLDER_WORDS_H_
