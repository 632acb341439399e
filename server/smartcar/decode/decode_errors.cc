// What an error reply of Smartcar says, whatever form it takes.
#include "server/smartcar/decode/decode_errors.h"

#include "absl/strings/numbers.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/json_read.h"
#include "server/smartcar/decode/resolution.h"

namespace smartcar_gateway {
namespace {

using json::Array;
using json::Element;
using json::Object;

// The first of these members that is a text with anything in it.
template <typename... Names>
std::string FirstText(const Object& object, Names... names) {
  std::string text;
  ((text = text.empty() ? json::FindText(object, names) : std::move(text)), ...);
  return text;
}

// A number, or a string of digits; 0 if it is no HTTP status.
int FindStatus(const Object& error, std::string_view name) {
  const auto value = json::Find(error, name);
  if (!value.has_value()) return 0;
  int64_t status = 0;
  if (const auto text = json::AsText(*value)) {
    if (!absl::SimpleAtoi(json::View(*text), &status)) return 0;
  } else {
    status = json::AsInteger(*value).value_or(0);
  }
  return status >= 100 && status <= 599 ? static_cast<int>(status) : 0;
}

void ReadFields(const Array& entries, UpstreamError* error) {
  for (const Element& entry : entries) {
    Object field;
    if (entry.get(field) != simdjson::SUCCESS) continue;
    error->fields.emplace_back(json::FindText(field, "field"), json::FindText(field, "message"));
  }
}

// Where to read about the error: `links.about` as a text or as an object with `href`, or `docURL`.
std::string FindAboutUrl(const Object& error) {
  if (const auto links = json::FindObject(error, "links")) {
    std::string url = json::FindText(*links, "about");
    if (const auto about = json::FindObject(*links, "about")) url = json::FindText(*about, "href");
    if (!url.empty()) return url;
  }
  return json::FindText(error, "docURL");
}

// An error of any generation; their members do not contradict each other.
UpstreamError ReadError(const Object& object) {
  UpstreamError error;
  error.status = FindStatus(object, "status");
  if (error.status == 0) error.status = FindStatus(object, "statusCode");
  error.type = json::FindText(object, "type");
  error.code = json::FindText(object, "code");
  error.title = json::FindText(object, "title");
  error.detail = FirstText(object, "detail", "description", "message");
  if (const auto detail = json::FindArray(object, "detail")) ReadFields(*detail, &error);
  Resolution resolution = ReadResolution(object);
  error.resolution_type = std::move(resolution.type);
  error.resolution_url = std::move(resolution.url);
  error.suggested_user_message = json::FindText(object, "suggestedUserMessage");
  error.about_url = FindAboutUrl(object);
  if (const auto meta = json::FindObject(object, "meta")) {
    error.request_id = json::FindText(*meta, "requestId");
  }
  if (error.request_id.empty()) error.request_id = json::FindText(object, "requestId");
  return error;
}

// `{"errors": […]}`.
absl::optional<Object> FirstOfErrors(const Object& reply) {
  const auto errors = json::FindArray(reply, "errors");
  if (!errors.has_value()) return json::FindObject(reply, "errors");
  for (const Element& entry : *errors) {
    Object error;
    if (entry.get(error) == simdjson::SUCCESS) return error;
  }
  return absl::nullopt;
}

// `{"data": {"attributes": {"status": {"error": {…}}}}}`, also without `data`.
absl::optional<Object> ErrorOfExecution(const Object& reply) {
  const Object resource = json::FindObject(reply, "data").value_or(reply);
  const auto attributes = json::FindObject(resource, "attributes");
  // A signal with an error is a good answer.
  if (!attributes.has_value() || json::FindText(resource, "type") == "signal") return absl::nullopt;
  const auto status = json::FindObject(*attributes, "status");
  if (!status.has_value()) return absl::nullopt;
  return json::FindObject(*status, "error");
}

// Whether the reply is the error itself. A resource has a `type`, too.
bool IsFlatError(const Object& reply) {
  if (json::Find(reply, "data") || json::Find(reply, "attributes")) return false;
  return FindStatus(reply, "statusCode") != 0 || !json::FindText(reply, "code").empty() ||
         (!json::FindText(reply, "type").empty() &&
          !FirstText(reply, "description", "detail").empty());
}

}  // namespace

absl::optional<UpstreamError> DecodeUpstreamError(const std::string& body) {
  const auto root = ParseJson(body);
  Object reply;
  if (!root.ok() || root->get(reply) != simdjson::SUCCESS) return absl::nullopt;
  if (const auto error = FirstOfErrors(reply)) return ReadError(*error);
  if (const auto error = json::FindObject(reply, "error")) return ReadError(*error);
  if (std::string word = json::FindText(reply, "error"); !word.empty()) {
    UpstreamError error = ReadError(reply);
    error.code = std::move(word);
    error.detail = FirstText(reply, "error_description", "detail", "description", "message");
    return error;
  }
  if (const auto error = ErrorOfExecution(reply)) return ReadError(*error);
  if (IsFlatError(reply)) return ReadError(reply);
  return absl::nullopt;
}

}  // namespace smartcar_gateway
