// The checks in front of every endpoint, and the headers of every reply.
#include "tools/simulator/api/router.h"

#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/simulator/api/early_access.h"
#include "tools/simulator/api/endpoints.h"
#include "tools/simulator/api/strict.h"
#include "tools/simulator/api/token.h"

namespace smartcar_simulator {
namespace {

Reply RoutingError(const ApiError& error, const Call& call, const Backend& backend) {
  if (!backend.switches.routing_errors_generic) return ErrorReply(error, call, backend);
  const bool number = backend.switches.error_status_number;
  return JsonReply(error.status,
                   GenericErrorBody(error, number ? StatusForm::kNumber : StatusForm::kText));
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
      backend);
  if (backend.switches.rate_limit_retry_after) {
    const int64_t seconds =
        static_cast<int64_t>(std::ceil(absl::ToDoubleSeconds(backend.limiter.Wait())));
    reply.response.headers.emplace_back("retry-after", absl::StrCat(seconds));
  }
  return reply;
}

// Endpoints whose replies existed in the early access and changed since.
bool HasEarlyShape(const Call& call) { return call.request->method == "GET"; }

Outcome RunEndpoint(const Endpoint& endpoint, const Call& call, Backend& backend) {
  if (backend.switches.strict) {
    if (std::optional<ApiError> error = CheckStrictly(endpoint, call)) return *error;
  }
  return endpoint.handler(call, backend);
}

Reply EndpointReply(const Endpoint& endpoint, const Call& call, Backend& backend) {
  Outcome outcome = RunEndpoint(endpoint, call, backend);
  if (const ApiError* error = std::get_if<ApiError>(&outcome)) {
    return ErrorReply(*error, call, backend);
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

// Nothing when the call may go on.
std::optional<Reply> CheckEntry(const Call& call, Backend& backend) {
  if (!IsAuthorized(call, backend)) {
    Reply reply = RoutingError(
        MakeError("AUTHENTICATION", "UNAUTHORIZED", "The access token is missing or not valid."),
        call, backend);
    reply.response.headers.emplace_back("www-authenticate", "Bearer");
    return reply;
  }
  return CheckRate(call, backend);
}

Reply AnswerApi(Call& call, Backend& backend) {
  Route route = FindRoute(call.request->method, call.target.segments, backend.switches);
  const bool open = route.endpoint != nullptr && route.endpoint->open;
  if (!open) {
    if (std::optional<Reply> refusal = CheckEntry(call, backend)) return *std::move(refusal);
  }
  if (!ReadUnitSystem(call)) {
    return ErrorReply(InvalidInput("SC-Unit-System must be metric or imperial."), call, backend);
  }
  if (route.endpoint == nullptr) {
    if (route.allowed.empty()) return NotFound(call, backend);
    return WrongMethod(call, backend, absl::StrJoin(route.allowed, ", "));
  }
  call.path = std::move(route.path);
  call.management = route.endpoint->management;
  return EndpointReply(*route.endpoint, call, backend);
}

Reply AnswerCall(Call& call, Backend& backend) {
  if (call.target.path == "/oauth2/token") {
    if (call.request->method != "POST") return WrongMethod(call, backend, "POST");
    return IssueToken(call, backend);
  }
  const bool api = !call.target.segments.empty() && call.target.segments[0] == "v3";
  return api ? AnswerApi(call, backend) : NotFound(call, backend);
}

// What the content type of a reply is when nobody disturbs it.
void SetContentType(const Switches& switches, Response& response) {
  if (!switches.content_type_plain) return;
  for (auto& [name, value] : response.headers) {
    if (name == "content-type") value = "application/json";
  }
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
    reply = ErrorReply(InvalidInput("The request target is not well-formed."), call, backend);
  }
  SetContentType(backend.switches, reply.response);
  reply.response.headers.emplace_back("sc-request-id", call.request_id);
  reply.response.headers.emplace_back("sc-unit-system", call.imperial ? "imperial" : "metric");
  return reply;
}

}  // namespace smartcar_simulator
