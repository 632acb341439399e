// What a failed transfer means: a pure function over what libcurl reports.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_FAILURE_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_FAILURE_H_

#include <curl/curl.h>

#include <string>

#include "server/http/http_message.h"

namespace smartcar_gateway {

struct CurlFailure {
  CURLcode code = CURLE_OK;
  Sent sent = Sent::kNo;
  long os_error = 0;       // NOLINT(runtime/int): libcurl's type
  long verify_result = 0;  // NOLINT(runtime/int): OpenSSL's X509_V_…
};

struct FailureMeaning {
  TransportError error = TransportError::kConnectionLost;
  std::string clause;  // "connection refused"; names neither host nor anything of the request
};

// Deadlines, cancels, size limits and shutdown are the loop's own doing and do not come here, so a
// time-out can only be that of connecting. Once something may have been sent, the answer is always
// kConnectionLost: libcurl's attempt to connect again does not make the first sending undone.
FailureMeaning ExplainFailure(const CurlFailure& failure);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_FAILURE_H_
