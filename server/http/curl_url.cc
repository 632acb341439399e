// URL questions, answered by libcurl's own parser so that both see the same host.
#include "server/http/curl_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

class ParsedUrl {
 public:
  explicit ParsedUrl(const std::string& url)
      : url_(curl_url(), &curl_url_cleanup),
        valid_(curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK) {}

  bool valid() const { return valid_; }
  // Empty if the URL has no such part.
  std::string Part(CURLUPart part, unsigned int flags = 0) const {
    char* text = nullptr;
    if (!valid_ || curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return "";
    std::string copy(text);
    curl_free(text);
    return copy;
  }

 private:
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_;
  const bool valid_;
};

}  // namespace

std::string UrlHostAndPort(const std::string& url) {
  const ParsedUrl parsed(url);
  const std::string host = parsed.Part(CURLUPART_HOST);
  if (host.empty()) return "no valid URL";
  return absl::StrCat(host, ":", parsed.Part(CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

bool IsInsecureLoopbackUrl(const std::string& url) {
  if (!absl::StartsWithIgnoreCase(url, "http:")) return false;  // spares the parser
  const ParsedUrl parsed(url);
  const std::string host = parsed.Part(CURLUPART_HOST);
  in_addr address = {};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return (ntohl(address.s_addr) >> 24) == 127;
  return host == "[::1]" || absl::EqualsIgnoreCase(host, "localhost");
}

}  // namespace smartcar_gateway
