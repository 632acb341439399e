// Names of HTTP methods.
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

}  // namespace smartcar_gateway
