// The header list of one request, as libcurl wants it.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_HEADERS_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_HEADERS_H_

#include <curl/curl.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Whether URL, header names, header values and token have only characters that may be there:
// nothing that could end a line and begin another.
bool RequestIsWellFormed(const HttpRequest& request);

// Keeps all lines in one block of memory that is reused from request to request and, because it
// holds the token, overwritten by Clear(). libcurl reads the list; it must stay until the transfer
// is over.
class CurlHeaders {
 public:
  ~CurlHeaders() { Clear(); }

  // The list for a well-formed request; valid until the next call.
  curl_slist* Build(const HttpRequest& request);
  void Clear();

 private:
  void AppendLine(absl::string_view name, absl::string_view separator, absl::string_view value);

  std::string lines_;  // each ends with a NUL
  std::vector<curl_slist> nodes_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_HEADERS_H_
