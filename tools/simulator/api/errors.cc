// The taxonomy as a table, and the two shapes of error bodies.
#include "tools/simulator/api/errors.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace smartcar_simulator {
namespace {

struct TypeRow {
  const char* type;
  int status;
};

constexpr TypeRow kTypes[] = {
    {"AUTHENTICATION", 401}, {"PERMISSION", 403},
    {"VALIDATION", 400},     {"RESOURCE_NOT_FOUND", 404},
    {"COMPATIBILITY", 501},  {"CONNECTED_SERVICES_ACCOUNT", 400},
    {"VEHICLE_STATE", 409},  {"RATE_LIMIT", 429},
    {"BILLING", 430},        {"SERVER", 500},
    {"UPSTREAM", 502},       {"CONFLICT", 409},
};

struct ResolutionRow {
  const char* type;
  const char* code;  // null: every other code of the type
  const char* resolution;
};

constexpr ResolutionRow kResolutions[] = {
    {"PERMISSION", nullptr, "REAUTHENTICATE"},
    {"CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", "REAUTHENTICATE"},
    {"CONNECTED_SERVICES_ACCOUNT", "PERMISSION", "REAUTHENTICATE"},
    {"CONNECTED_SERVICES_ACCOUNT", "VIRTUAL_KEY_REQUIRED", "ACTION_REQUIRED"},
    {"COMPATIBILITY", "PLATFORM_NOT_CAPABLE", "REAUTHENTICATE"},
    {"VEHICLE_STATE", "UNKNOWN", "RETRY_LATER"},
    {"VEHICLE_STATE", "LOW_BATTERY", "RETRY_LATER"},
    {"VEHICLE_STATE", "DEVICE_PAIRING_REQUIRED", "REAUTHENTICATE"},
    {"RATE_LIMIT", nullptr, "RETRY_LATER"},
    {"BILLING", "ACCOUNT_SUSPENDED", "FINANCE"},
    {"BILLING", nullptr, "CONTACT_SUPPORT"},
    {"SERVER", "INTERNAL", "RETRY_LATER"},
    {"SERVER", nullptr, "CONTACT_SUPPORT"},
    {"UPSTREAM", nullptr, "RETRY_LATER"},
};

std::string Kebab(const std::string& words) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(words), {{"_", "-"}});
}

std::string DocumentationLink(const ApiError& error) {
  return absl::StrCat("https://smartcar.com/docs/errors/api-errors/", Kebab(error.type), "-errors#",
                      error.code.empty() ? "null" : Kebab(error.code));
}

Json StatusJson(const ApiError& error, StatusForm form) {
  return form == StatusForm::kNumber ? Json(error.status) : Json(absl::StrCat(error.status));
}

bool HasOwnerPage(const Json& resolution) {
  return resolution == "REAUTHENTICATE" || resolution == "ACTION_REQUIRED";
}

}  // namespace

ApiError MakeError(const std::string& type, const std::string& code, const std::string& detail) {
  int status = 500;
  for (const TypeRow& row : kTypes) {
    if (type == row.type) status = row.status;
  }
  if (type == "AUTHENTICATION" && code == "ACCESS_DENIED") status = 403;
  return {status, type, code, detail};
}

ApiError InvalidInput(const std::string& detail) {
  return MakeError("VALIDATION", "INVALID_INPUT_FORMAT", detail);
}

Json ResolutionType(const std::string& type, const std::string& code) {
  for (const ResolutionRow& row : kResolutions) {
    if (type == row.type && (row.code == nullptr || code == row.code)) return row.resolution;
  }
  return nullptr;
}

std::string TitleOf(const std::string& code) {
  std::vector<std::string> words = absl::StrSplit(code, '_');
  for (std::string& word : words) {
    absl::AsciiStrToLower(&word);
    if (!word.empty()) word[0] = absl::ascii_toupper(word[0]);
  }
  return absl::StrJoin(words, " ");
}

Json ErrorBody(const ApiError& error, const std::string& request_id, StatusForm form) {
  const Json resolution_type = ResolutionType(error.type, error.code);
  Json resolution = {{"type", resolution_type}};
  if (HasOwnerPage(resolution_type)) {
    resolution["url"] = "https://connect.smartcar.com/oauth/reauthenticate";
  }
  Json entry = Json::object();
  entry["status"] = StatusJson(error, form);
  entry["type"] = error.type;
  entry["code"] = error.code.empty() ? Json(nullptr) : Json(error.code);
  entry["title"] = TitleOf(error.code.empty() ? error.type : error.code);
  entry["detail"] = error.detail;
  entry["resolution"] = resolution;
  entry["suggestedUserMessage"] = absl::StrCat("This did not work: ", error.detail);
  entry["links"] = {{"about", DocumentationLink(error)}};
  entry["meta"] = {{"requestId", request_id}};
  Json body = Json::object();
  body["errors"] = Json::array({entry});
  return body;
}

Json GenericErrorBody(const ApiError& error, StatusForm form) {
  const char* code = "internal_error";
  if (error.status == 400) code = "bad_request";
  if (error.status == 401) code = "unauthorized";
  if (error.status == 403) code = "forbidden";
  if (error.status == 404) code = "not_found";
  if (error.status == 405) code = "method_not_allowed";
  if (error.status == 406) code = "not_acceptable";
  if (error.status == 409) code = "conflict";
  Json entry = Json::object();
  entry["status"] = StatusJson(error, form);
  entry["code"] = code;
  entry["title"] = TitleOf(absl::AsciiStrToUpper(code));
  entry["detail"] = error.detail;
  Json body = Json::object();
  body["errors"] = Json::array({entry});
  return body;
}

}  // namespace smartcar_simulator
