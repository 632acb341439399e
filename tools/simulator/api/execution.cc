// Checks and replies that commands and charge schedules share.
#include "tools/simulator/api/execution.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace smartcar_simulator {

std::optional<ApiError> CheckPermission(const std::string& permission, const Access& access) {
  if (access.connection->permissions.count(permission) > 0) return std::nullopt;
  return MakeError("PERMISSION", "",
                   absl::StrCat("The owner has not granted ", permission, " for this vehicle."));
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
    if (backend.switches.failed_command == FailedCommand::kHttpError) {
      Reply reply = ErrorReply(error, call, backend);
      reply.duration = latency;
      return reply;
    }
    const bool failure = backend.switches.failed_command == FailedCommand::kStatusFailure;
    status["value"] = failure ? "FAILURE" : "ERROR";
    status["error"] = ErrorJson(error, call, backend)["errors"][0];
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
  const std::string id = backend.ids.Execution();
  resource["id"] = id;
  resource["type"] = type;
  resource["attributes"] = std::move(attributes);
  if (!links.is_null()) resource["links"] = links;
  const absl::Time executed = backend.Now();
  resource["meta"] = {{"executedAt", IsoTime(executed)},
                      {"completedAt", IsoTime(executed + latency)},
                      {"durationInSeconds", absl::ToInt64Seconds(latency)}};
  Json body = Json::object();
  body["data"] = std::move(resource);
  backend.executions.Add(call.path.at("vehicleId"), id, body);
  Reply reply = JsonReply(200, body);
  reply.duration = latency;
  return reply;
}

Outcome GetExecution(const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  const std::string& id = call.path.at("executionId");
  const Json* body = backend.executions.Find(access.vehicle->id, id);
  if (body == nullptr) {
    return MakeError("RESOURCE_NOT_FOUND", "EXECUTION_NOT_FOUND",
                     absl::StrCat("There is no execution ", id, "."));
  }
  return JsonReply(200, *body);
}

}  // namespace smartcar_simulator
