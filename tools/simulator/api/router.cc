// The table of endpoints and the checks in front of it.
#include "tools/simulator/api/router.h"

#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/simulator/api/commands.h"
#include "tools/simulator/api/connections.h"
#include "tools/simulator/api/early_access.h"
#include "tools/simulator/api/schedules.h"
#include "tools/simulator/api/signals.h"
#include "tools/simulator/api/token.h"
#include "tools/simulator/api/vehicles.h"

namespace smartcar_simulator {
namespace {

using EndpointHandler = std::function<Outcome(const Call&, Backend&)>;

struct Endpoint {
  const char* method;
  std::vector<std::string> pattern;  // "{name}" matches any one segment
  EndpointHandler handler;
};

std::vector<Endpoint> MakeEndpoints() {
  std::vector<Endpoint> endpoints;
  const auto add = [&endpoints](const char* method, const std::string& path,
                                EndpointHandler handler) {
    endpoints.push_back({method, absl::StrSplit(path, '/'), std::move(handler)});
  };
  const std::string vehicle = "v3/vehicles/{vehicleId}";
  add("GET", "v3/connections", ListConnections);
  add("GET", "v3/connections/{connectionId}", GetConnection);
  add("DELETE", "v3/connections/{connectionId}", DeleteConnection);
  add("DELETE", "v3/users/{userId}", DeleteUser);
  add("GET", vehicle, GetVehicle);
  add("GET", vehicle + "/signals", ListSignals);
  add("GET", vehicle + "/signals/{signalCode}", GetSignal);
  for (const CommandDefinition& command : AllCommands()) {
    add("POST", absl::StrCat(vehicle, "/commands/", command.path),
        [&command](const Call& call, Backend& backend) {
          return ExecuteCommand(command, call, backend);
        });
  }
  for (const char* type : {"daily", "weekly", "workweek"}) {
    add("POST", absl::StrCat(vehicle, "/charge-schedules/", type),
        [type](const Call& call, Backend& backend) {
          return CreateChargeSchedule(type, call, backend);
        });
  }
  add("DELETE", vehicle + "/charge-schedules/{scheduleId}", DeleteChargeSchedule);
  return endpoints;
}

const std::vector<Endpoint>& Endpoints() {
  static const auto& endpoints = *new std::vector<Endpoint>(MakeEndpoints());
  return endpoints;
}

bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments,
             std::map<std::string, std::string>* path) {
  if (pattern.size() != segments.size()) return false;
  path->clear();
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].front() == '{') {
      if (segments[i].empty()) return false;
      (*path)[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
    } else if (pattern[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

Reply ErrorReply(const ApiError& error, const Call& call, bool generic) {
  return JsonReply(error.status,
                   generic ? GenericErrorBody(error) : ErrorBody(error, call.request_id));
}

Reply RoutingError(const ApiError& error, const Call& call, const Backend& backend) {
  return ErrorReply(error, call, !backend.switches.routing_errors_use_taxonomy);
}

Reply NotFound(const Call& call, const Backend& backend) {
  return RoutingError(MakeError("RESOURCE_NOT_FOUND", "INVALID_PATH",
                                absl::StrCat("There is nothing at ", call.target.path, ".")),
                      call, backend);
}

Reply WrongMethod(const Call& call, const Backend& backend, const std::string& allowed) {
  ApiError error =
      MakeError("RESOURCE_NOT_FOUND", "INVALID_METHOD",
                absl::StrCat("This path takes ", allowed, ", not ", call.request->method, "."));
  error.status = 405;
  Reply reply = RoutingError(error, call, backend);
  reply.response.headers.emplace_back("allow", allowed);
  return reply;
}

bool IsAuthorized(const Call& call, const Backend& backend) {
  const std::string authorization = call.Header("authorization");
  constexpr size_t kSchemeLength = 7;
  return absl::StartsWithIgnoreCase(authorization, "bearer ") &&
         backend.tokens.IsValid(authorization.substr(kSchemeLength), backend.Now());
}

std::optional<Reply> CheckRate(const Call& call, Backend& backend) {
  if (!backend.switches.rate_limit || backend.limiter.Take(backend.Now())) return std::nullopt;
  Reply reply = ErrorReply(
      MakeError("RATE_LIMIT", "SMARTCAR_API", "The application has sent too many requests."), call,
      /*generic=*/false);
  if (backend.switches.rate_limit_retry_after) {
    const int64_t seconds =
        static_cast<int64_t>(std::ceil(absl::ToDoubleSeconds(backend.limiter.Wait())));
    reply.response.headers.emplace_back("retry-after", absl::StrCat(seconds));
  }
  return reply;
}

// Endpoints whose replies existed in the early access and changed since.
bool HasEarlyShape(const Call& call) { return call.request->method == "GET"; }

Reply RunEndpoint(const Endpoint& endpoint, const Call& call, Backend& backend) {
  Outcome outcome = endpoint.handler(call, backend);
  if (const ApiError* error = std::get_if<ApiError>(&outcome)) {
    return ErrorReply(*error, call, /*generic=*/false);
  }
  Reply reply = std::move(std::get<Reply>(outcome));
  if (backend.switches.early_access_json && HasEarlyShape(call)) {
    if (const std::optional<Json> body = ParseJson(reply.response.body)) {
      reply.response.body = Dump(ToEarlyAccess(*body, backend.base_url));
    }
  }
  return reply;
}

// "metric" and "imperial" are the only words; false for any other.
bool ReadUnitSystem(Call& call) {
  const std::string unit_system = call.Header("sc-unit-system");
  call.imperial = absl::EqualsIgnoreCase(unit_system, "imperial");
  return call.imperial || unit_system.empty() || absl::EqualsIgnoreCase(unit_system, "metric");
}

Reply AnswerVehicleApi(Call& call, Backend& backend) {
  if (!IsAuthorized(call, backend)) {
    Reply reply = RoutingError(
        MakeError("AUTHENTICATION", "UNAUTHORIZED", "The access token is missing or not valid."),
        call, backend);
    reply.response.headers.emplace_back("www-authenticate", "Bearer");
    return reply;
  }
  if (std::optional<Reply> limited = CheckRate(call, backend)) return *std::move(limited);
  if (!ReadUnitSystem(call)) {
    return ErrorReply(MakeError("VALIDATION", "INVALID_INPUT_FORMAT",
                                "SC-Unit-System must be metric or imperial."),
                      call, /*generic=*/false);
  }
  std::vector<std::string> allowed;
  for (const Endpoint& endpoint : Endpoints()) {
    if (!Matches(endpoint.pattern, call.target.segments, &call.path)) continue;
    if (call.request->method == endpoint.method) return RunEndpoint(endpoint, call, backend);
    allowed.push_back(endpoint.method);
  }
  if (allowed.empty()) return NotFound(call, backend);
  return WrongMethod(call, backend, absl::StrJoin(allowed, ", "));
}

Reply AnswerCall(Call& call, Backend& backend) {
  if (call.target.path == "/oauth2/token") {
    if (call.request->method != "POST") return WrongMethod(call, backend, "POST");
    return IssueToken(call, backend);
  }
  const bool vehicle_api = !call.target.segments.empty() && call.target.segments[0] == "v3";
  return vehicle_api ? AnswerVehicleApi(call, backend) : NotFound(call, backend);
}

}  // namespace

Reply Answer(const Request& request, Backend& backend) {
  Call call;
  call.request = &request;
  call.request_id = backend.ids.Uuid();
  Reply reply;
  if (std::optional<Target> target = ParseTarget(request.target)) {
    call.target = *std::move(target);
    reply = AnswerCall(call, backend);
  } else {
    reply = ErrorReply(
        MakeError("VALIDATION", "INVALID_INPUT_FORMAT", "The request target is not well-formed."),
        call, /*generic=*/false);
  }
  reply.response.headers.emplace_back("sc-request-id", call.request_id);
  reply.response.headers.emplace_back("sc-unit-system", call.imperial ? "imperial" : "metric");
  return reply;
}

}  // namespace smartcar_simulator
