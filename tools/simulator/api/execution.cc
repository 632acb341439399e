// Checks and replies that commands and charge schedules share.
#include "tools/simulator/api/execution.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace smartcar_simulator {

ApiError InvalidInput(const std::string& detail) {
  return MakeError("VALIDATION", "INVALID_INPUT_FORMAT", detail);
}

std::optional<ApiError> CheckPermission(const std::string& permission, const Access& access) {
  if (access.connection->permissions.count(permission) > 0) return std::nullopt;
  return MakeError("PERMISSION", "",
                   absl::StrCat("The owner has not granted ", permission, " for this vehicle."));
}

std::optional<ApiError> ReadAttributes(const Call& call, Json* attributes) {
  if (!absl::StartsWithIgnoreCase(call.Header("content-type"), "application/json")) {
    return InvalidInput("The body must be sent as application/json.");
  }
  const std::optional<Json> body = ParseJson(call.request->body);
  const Json* data = body ? Find(*body, "data") : nullptr;
  const Json* found = data == nullptr ? nullptr : Find(*data, "attributes");
  if (found == nullptr || !found->is_object()) {
    return InvalidInput("The body must be {\"data\":{\"attributes\":{…}}}.");
  }
  *attributes = *found;
  return std::nullopt;
}

std::optional<ApiError> CheckNoBody(const Call& call) {
  if (call.request->body.empty()) return std::nullopt;
  const std::optional<Json> body = ParseJson(call.request->body);
  if (body && body->is_object() && body->empty()) return std::nullopt;
  return InvalidInput("This command takes no body.");
}

std::optional<ApiError> CheckLocation(const Json& location) {
  const Json* latitude = Find(location, "latitude");
  const Json* longitude = Find(location, "longitude");
  if (latitude == nullptr || longitude == nullptr || location.size() != 2) {
    return InvalidInput("latitude and longitude are needed, and nothing else.");
  }
  const auto within = [](const Json& number, double limit) {
    return number.is_number() && number.get<double>() >= -limit && number.get<double>() <= limit;
  };
  if (!within(*latitude, 90) || !within(*longitude, 180)) {
    return InvalidInput("latitude must be from -90 to 90 and longitude from -180 to 180.");
  }
  return std::nullopt;
}

Reply ExecutionReply(const Call& call, Backend& backend, const char* type, Json attributes,
                     const Json& links, const std::optional<TaxonomyError>& refusal) {
  const absl::Duration latency = backend.switches.command_latency;
  Json status = {{"value", "SUCCESS"}};
  if (refusal) {
    const ApiError error = MakeError(refusal->type, refusal->code, refusal->detail);
    if (backend.switches.failed_command_is_http_error) {
      Reply reply = JsonReply(error.status, ErrorBody(error, call.request_id));
      reply.duration = latency;
      return reply;
    }
    status["value"] = "FAILURE";
    status["error"] = ErrorBody(error, call.request_id)["errors"][0];
  }
  attributes["status"] = std::move(status);
  attributes["executionMode"] = "sync";
  if (attributes.contains("parameters")) {
    // Smartcar shows the parameters last.
    Json parameters = attributes["parameters"];
    attributes.erase("parameters");
    attributes["parameters"] = std::move(parameters);
  }
  Json resource = Json::object();
  resource["id"] = backend.ids.Execution();
  resource["type"] = type;
  resource["attributes"] = std::move(attributes);
  if (!links.is_null()) resource["links"] = links;
  const absl::Time executed = backend.Now();
  resource["meta"] = {{"executedAt", IsoTime(executed)},
                      {"completedAt", IsoTime(executed + latency)},
                      {"durationInSeconds", absl::ToInt64Seconds(latency)}};
  Json body = Json::object();
  body["data"] = std::move(resource);
  Reply reply = JsonReply(200, body);
  reply.duration = latency;
  return reply;
}

}  // namespace smartcar_simulator
