// How replies look on an HTTP/1.1 wire.
#include "tools/simulator/http/http1_reply.h"

#include <boost/beast/http/status.hpp>
#include <cstdio>
#include <ostream>  // Needed by Beast, which does not include it.

namespace smartcar_simulator {
namespace {

// Empty for what is not registered, such as Smartcar's 430.
std::string Reason(int status) {
  namespace http = boost::beast::http;
  const http::status known = http::int_to_status(static_cast<unsigned>(status));
  if (known == http::status::unknown) return "";
  const auto reason = http::obsolete_reason(known);
  return std::string(reason.data(), reason.size());
}

}  // namespace

std::string FormatHead(int status, const HeaderList& headers) {
  std::string head = "HTTP/1.1 " + std::to_string(status) + " " + Reason(status) + "\r\n";
  for (const auto& [name, value] : headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  head.append("\r\n");
  return head;
}

std::string FormatChunk(std::string_view data) {
  char size[20];
  std::snprintf(size, sizeof(size), "%zx\r\n", data.size());
  std::string chunk(size);
  chunk.append(data).append("\r\n");
  return chunk;
}

}  // namespace smartcar_simulator
