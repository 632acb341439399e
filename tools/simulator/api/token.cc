// The token endpoint.
#include "tools/simulator/api/token.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace smartcar_simulator {
namespace {

Reply NotStored(Reply reply) {
  reply.response.headers.emplace_back("cache-control", "no-store");
  reply.response.headers.emplace_back("pragma", "no-cache");
  return reply;
}

// A refusal.
struct OAuthError {
  int status;
  const char* error;
  const char* description;
};

Reply RefusalReply(const OAuthError& refusal, const Backend& backend) {
  Json body = Json::object();
  body["error"] = refusal.error;
  if (!backend.switches.token_errors_terse) body["error_description"] = refusal.description;
  return NotStored(JsonReply(refusal.status, body));
}

struct Credentials {
  std::string id;
  std::string secret;
};

// The userid and password of a Basic header, both form-encoded as RFC 6749 section 2.3.1 says.
std::optional<Credentials> FromBasic(const std::string& authorization) {
  std::string decoded;
  if (!absl::StartsWithIgnoreCase(authorization, "basic ") ||
      !absl::Base64Unescape(absl::StripAsciiWhitespace(authorization.substr(6)), &decoded)) {
    return std::nullopt;
  }
  const size_t colon = decoded.find(':');
  if (colon == std::string::npos) return std::nullopt;
  // Parsing each half as the value of a form member decodes it.
  const auto id = ParseForm("v=" + decoded.substr(0, colon));
  const auto secret = ParseForm("v=" + decoded.substr(colon + 1));
  if (!id || !secret || id->size() != 1 || secret->size() != 1) return std::nullopt;
  return Credentials{id->front().second, secret->front().second};
}

std::optional<Parameters> FromJson(const std::string& text) {
  const std::optional<Json> body = ParseJson(text);
  if (!body || !body->is_object()) return std::nullopt;
  Parameters parameters;
  for (const auto& [name, value] : body->items()) {
    if (!value.is_string()) return std::nullopt;
    parameters.emplace_back(name, value.get<std::string>());
  }
  return parameters;
}

bool HasRepeated(const Parameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
    return std::count_if(parameters.begin(), parameters.end(),
                         [&](const auto& other) { return other.first == parameter.first; }) > 1;
  });
}

std::optional<Parameters> ReadParameters(const Call& call) {
  const std::string type = absl::AsciiStrToLower(absl::StripAsciiWhitespace(
      std::vector<std::string>(absl::StrSplit(call.Header("content-type"), ';')).front()));
  if (type == "application/x-www-form-urlencoded") return ParseForm(call.request->body);
  if (type == "application/json") return FromJson(call.request->body);
  return std::nullopt;
}

std::optional<OAuthError> CheckNames(const Parameters& parameters) {
  static const auto& known =
      *new std::set<std::string>{"grant_type", "client_id", "client_secret", "scope"};
  for (const auto& [name, value] : parameters) {
    if (known.count(name) == 0) {
      return OAuthError{400, "invalid_request", "There is an unknown parameter."};
    }
  }
  return std::nullopt;
}

std::optional<OAuthError> CheckGrant(const Parameters& parameters, const Switches& switches) {
  if (HasRepeated(parameters)) {
    return OAuthError{400, "invalid_request", "A parameter is given more than once."};
  }
  if (switches.strict) {
    if (std::optional<OAuthError> refusal = CheckNames(parameters)) return refusal;
  }
  const std::string* grant = FindParameter(parameters, "grant_type");
  if (grant == nullptr || grant->empty()) {
    return OAuthError{400, "invalid_request", "The parameter grant_type is missing."};
  }
  if (*grant != "client_credentials") {
    return OAuthError{400, "unsupported_grant_type", "Only client_credentials is supported."};
  }
  return std::nullopt;
}

std::optional<OAuthError> CheckCredentials(const Parameters& parameters,
                                           const std::string& authorization,
                                           const Backend& backend) {
  const std::string* id = FindParameter(parameters, "client_id");
  const std::string* secret = FindParameter(parameters, "client_secret");
  std::optional<Credentials> credentials;
  if (!authorization.empty()) {
    if (backend.switches.token_basic_refused) {
      return OAuthError{401, "invalid_client", "HTTP Basic is not accepted here."};
    }
    if (secret != nullptr) {
      return OAuthError{400, "invalid_request", "The credentials are given in two ways."};
    }
    credentials = FromBasic(authorization);
  } else if (id != nullptr && secret != nullptr) {
    credentials = Credentials{*id, *secret};
  } else {
    return OAuthError{400, "invalid_request", "client_id or client_secret is missing."};
  }
  const auto& secrets = backend.client_secrets;
  if (!credentials || credentials->id != backend.client_id ||
      std::find(secrets.begin(), secrets.end(), credentials->secret) == secrets.end()) {
    return OAuthError{401, "invalid_client", "Client authentication failed."};
  }
  return std::nullopt;
}

std::optional<OAuthError> CheckRequest(const Call& call, const Backend& backend) {
  const std::optional<Parameters> parameters = ReadParameters(call);
  if (!parameters) {
    return OAuthError{400, "invalid_request",
                      "The body must be a form or a JSON object of strings, and its content type "
                      "must say which."};
  }
  if (std::optional<OAuthError> refusal = CheckGrant(*parameters, backend.switches)) {
    return refusal;
  }
  return CheckCredentials(*parameters, call.Header("authorization"), backend);
}

}  // namespace

Reply IssueToken(const Call& call, Backend& backend) {
  const Switches& switches = backend.switches;
  if (const std::optional<OAuthError> refusal = CheckRequest(call, backend)) {
    Reply reply = RefusalReply(*refusal, backend);
    const bool by_basic = !call.Header("authorization").empty() && !switches.token_basic_refused;
    if (refusal->status == 401 && by_basic) {
      reply.response.headers.emplace_back("www-authenticate", "Basic realm=\"smartcar\"");
    }
    return reply;
  }
  const TokenForm form = switches.token_opaque ? TokenForm::kOpaque : TokenForm::kJwt;
  const std::string token = backend.tokens.Issue(backend.client_id, form, backend.Now(),
                                                 switches.token_lifetime, backend.ids);
  return NotStored(JsonReply(200, {{"access_token", token},
                                   {"token_type", switches.token_type_lower ? "bearer" : "Bearer"},
                                   {"expires_in", absl::ToInt64Seconds(switches.token_lifetime)}}));
}

}  // namespace smartcar_simulator
