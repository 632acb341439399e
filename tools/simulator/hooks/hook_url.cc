// Taking a webhook's address apart.
#include "tools/simulator/hooks/hook_url.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace smartcar_simulator {

std::optional<HookUrl> ParseHookUrl(const std::string& url) {
  absl::string_view rest = url;
  HookUrl parsed;
  parsed.tls = absl::ConsumePrefix(&rest, "https://");
  if (!parsed.tls && !absl::ConsumePrefix(&rest, "http://")) return std::nullopt;
  for (const char c : rest) {
    if (c <= ' ' || c == '#' || c == '@' || c == 0x7f) return std::nullopt;
  }
  const size_t end = std::min(rest.find_first_of("/?"), rest.size());
  parsed.authority = std::string(rest.substr(0, end));
  parsed.target = std::string(rest.substr(end));
  if (!absl::StartsWith(parsed.target, "/")) parsed.target.insert(0, "/");
  absl::string_view host = parsed.authority;
  parsed.port = parsed.tls ? "443" : "80";
  const size_t colon = host.rfind(':');
  const size_t bracket = host.rfind(']');
  if (colon != host.npos && (bracket == host.npos || colon > bracket)) {
    uint32_t port = 0;
    parsed.port = std::string(host.substr(colon + 1));
    if (!absl::SimpleAtoi(parsed.port, &port) || port == 0 || port > 65535) return std::nullopt;
    host = host.substr(0, colon);
  }
  if (absl::ConsumePrefix(&host, "[") && !absl::ConsumeSuffix(&host, "]")) return std::nullopt;
  if (host.empty()) return std::nullopt;
  parsed.host = std::string(host);
  return parsed;
}

bool MayPostTo(const HookUrl& url, const std::vector<std::string>& also) {
  if (std::find(also.begin(), also.end(), url.host) != also.end()) return true;
  if (url.host == "localhost") return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(url.host, error);
  return !error && address.is_loopback();
}

}  // namespace smartcar_simulator
