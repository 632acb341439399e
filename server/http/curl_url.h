// What must be known of a URL besides what libcurl does with it.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_URL_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_URL_H_

#include <string>

namespace smartcar_gateway {

// "host:port" for error texts; "no valid URL" if there is none. Never the path, query or user.
std::string UrlHostAndPort(const std::string& url);

// Whether it is an http:// (not https://) URL whose host is localhost, in 127.0.0.0/8, or ::1.
bool IsInsecureLoopbackUrl(const std::string& url);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_URL_H_
