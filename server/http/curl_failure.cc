// Implementation of ExplainFailure.
#include "server/http/curl_failure.h"

#include <cerrno>
#include <cstring>
#include <string>

namespace smartcar_gateway {
namespace {

std::string ConnectClause(long os_error) {  // NOLINT(runtime/int)
  switch (os_error) {
    case 0:
      return "cannot connect";
    case ECONNREFUSED:
      return "connection refused";
    case ETIMEDOUT:
      return "connecting timed out";
    case ENETUNREACH:
    case EHOSTUNREACH:
      return "no route to the host";
    case EMFILE:
    case ENFILE:
      return "out of file descriptors: raise the limit (ulimit -n)";
    default:
      return "cannot connect: error " + std::to_string(os_error);
  }
}

// The numbers are OpenSSL's and part of its stable interface.
std::string CertificateClause(long verify_result) {  // NOLINT(runtime/int)
  switch (verify_result) {
    case 0:
    case 1:  // never came to verifying the chain
      return "the server's certificate is not for this host";
    case 9:
      return "the server's certificate is not valid yet";
    case 10:
      return "the server's certificate has expired";
    case 18:
    case 19:
    case 20:
    case 21:
      return "the server's certificate is not signed by a trusted authority";
    default:
      return "the server's certificate is refused: verify error " + std::to_string(verify_result);
  }
}

std::string LostClause(CURLcode code) {
  switch (code) {
    case CURLE_PARTIAL_FILE:
      return "connection closed in the middle of the reply";
    case CURLE_GOT_NOTHING:
      return "connection closed without a reply";
    case CURLE_SEND_ERROR:
      return "connection lost while sending";
    case CURLE_RECV_ERROR:
      return "connection lost while waiting for the reply";
    case CURLE_HTTP2_STREAM:
      return "the server reset the HTTP/2 stream";
    case CURLE_HTTP2:
      return "HTTP/2 protocol error";
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return "the reply is not HTTP";
    default:
      return std::string("connection lost: libcurl error ") + std::to_string(code);
  }
}

}  // namespace

FailureMeaning ExplainFailure(const CurlFailure& failure) {
  if (failure.sent == Sent::kMaybe) {
    return {TransportError::kConnectionLost, LostClause(failure.code)};
  }
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {TransportError::kConnectFailed, "host name not resolved"};
    case CURLE_COULDNT_CONNECT:
      return {TransportError::kConnectFailed, ConnectClause(failure.os_error)};
    case CURLE_OPERATION_TIMEDOUT:
      return {TransportError::kConnectFailed, "connecting timed out"};
    case CURLE_URL_MALFORMAT:
      return {TransportError::kConnectFailed, "malformed URL"};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {TransportError::kConnectFailed, "only https:// URLs are allowed"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {TransportError::kTlsFailed, CertificateClause(failure.verify_result)};
    case CURLE_SSL_CONNECT_ERROR:
      return {TransportError::kTlsFailed, "TLS handshake failed"};
    case CURLE_SSL_CACERT_BADFILE:
      return {TransportError::kTlsFailed, "the file of trusted authorities cannot be used"};
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_USE_SSL_FAILED:
      return {TransportError::kTlsFailed, "TLS error " + std::to_string(failure.code)};
    default:
      return {TransportError::kConnectFailed,
              "cannot connect: libcurl error " + std::to_string(failure.code)};
  }
}

}  // namespace smartcar_gateway
