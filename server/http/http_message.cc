// Names of methods, copies of responses.
#include "server/http/http_message.h"

namespace smartcar_gateway {

absl::string_view HttpMethodName(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet:
      return "GET";
    case HttpMethod::kPost:
      return "POST";
    case HttpMethod::kDelete:
      return "DELETE";
  }
  return "";
}

HttpResponse Copy(const HttpResponse& response) {
  constexpr size_t kPadding = 64;
  HttpResponse copy;
  copy.status = response.status;
  copy.headers = response.headers;
  copy.body.reserve(response.body.size() + kPadding);
  copy.body = response.body;
  copy.age = response.age;
  return copy;
}

}  // namespace smartcar_gateway
