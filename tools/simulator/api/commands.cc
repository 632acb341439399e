// The eight commands: checks in the order in which Smartcar is assumed to make them.
#include "tools/simulator/api/commands.h"

#include <utility>

#include "tools/simulator/api/body.h"
#include "tools/simulator/api/execution.h"
#include "tools/simulator/api/vehicles.h"

namespace smartcar_simulator {
namespace {

std::optional<ApiError> CheckParameters(const std::string& type, const Json& parameters) {
  if (type == "navigation-set-destination") return CheckLocation(parameters);
  const Json* percent = Find(parameters, "percent");
  if (percent == nullptr || parameters.size() != 1) {
    return InvalidInput("percent is needed, and nothing else.");
  }
  if (!percent->is_number_integer() || *percent < 50 || *percent > 100) {
    return InvalidInput("percent must be an integer from 50 to 100.");
  }
  return std::nullopt;
}

}  // namespace

Outcome ExecuteCommand(const CommandDefinition& command, const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  if (std::optional<ApiError> error = CheckPermission(command.permission, access)) return *error;
  Json attributes = {
      {"commandType", backend.switches.command_type_operation ? command.operation : command.type}};
  Json parameters = Json::object();
  if (command.has_body) {
    if (std::optional<ApiError> error = ReadAttributes(call, backend.switches, &parameters))
      return *error;
    if (std::optional<ApiError> error = CheckParameters(command.type, parameters)) return *error;
    attributes["parameters"] = parameters;
  } else if (std::optional<ApiError> error = CheckNoBody(call, backend.switches)) {
    return *error;
  }
  CarWriter writer(*access.vehicle, backend.Now(), backend.refresh());
  const std::optional<TaxonomyError> refusal =
      RunCommand(command.type, parameters, *access.vehicle, writer);
  return ExecutionReply(call, backend, "command-execution", std::move(attributes), Json(), refusal);
}

}  // namespace smartcar_simulator
