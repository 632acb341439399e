// Smartcar's error taxonomy and the bodies that carry it.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ERRORS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ERRORS_H_

#include <string>

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// One refusal. `status` is the HTTP status; an empty `code` is shown as null.
struct ApiError {
  int status = 0;
  std::string type;
  std::string code;
  std::string detail;
};

// Status from the taxonomy; a type that is not in it is 500.
ApiError MakeError(const std::string& type, const std::string& code, const std::string& detail);

// Whether "status" in a body is "404" or 404.
enum class StatusForm { kText, kNumber };

// {"errors":[{…}]} as of April 2026.
Json ErrorBody(const ApiError& error, const std::string& request_id, StatusForm form);

// The lower-case form that platform layers of the early specifications used:
// {"errors":[{"status":"404","code":"not_found",…}]}.
Json GenericErrorBody(const ApiError& error, StatusForm form);

// 400: the request says something that the API does not take.
ApiError InvalidInput(const std::string& detail);

// "resolution.type" of the taxonomy; null where it has none.
Json ResolutionType(const std::string& type, const std::string& code);

// "CHARGING_PLUG_NOT_CONNECTED" → "Charging Plug Not Connected"
std::string TitleOf(const std::string& code);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ERRORS_H_
