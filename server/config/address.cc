// Implementation of the checks of addresses.
#include "server/config/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxHostLength = 253;
constexpr size_t kMaxLabelLength = 63;

bool IsIpv4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool IsIpv6(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool IsLabel(absl::string_view label) {
  if (label.empty() || label.size() > kMaxLabelLength) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

// An IPv4 address or a name.
bool IsHost(absl::string_view host) {
  if (host.empty() || host.size() > kMaxHostLength) return false;
  const bool numeric = host.find_first_not_of("0123456789.") == absl::string_view::npos;
  if (numeric) return IsIpv4(std::string(host));
  for (absl::string_view label : absl::StrSplit(host, '.')) {
    if (!IsLabel(label)) return false;
  }
  return true;
}

bool IsPort(absl::string_view port, int smallest) {
  int number = 0;
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == absl::string_view::npos;
  return digits && absl::SimpleAtoi(port, &number) && number >= smallest && number <= 65535;
}

// `host`, `host:port` or `[IPv6]` with or without port, taken apart.
struct Authority {
  std::string host;
  bool bracketed = false;
  absl::optional<std::string> port;
};

absl::optional<Authority> SplitAuthority(absl::string_view text) {
  Authority authority;
  absl::string_view rest;
  if (absl::ConsumePrefix(&text, "[")) {
    const size_t end = text.find(']');
    if (end == absl::string_view::npos) return absl::nullopt;
    authority.host = std::string(text.substr(0, end));
    authority.bracketed = true;
    rest = text.substr(end + 1);
  } else {
    const size_t end = std::min(text.find(':'), text.size());
    authority.host = std::string(text.substr(0, end));
    rest = text.substr(end);
  }
  if (rest.empty()) return authority;
  if (!absl::ConsumePrefix(&rest, ":")) return absl::nullopt;
  authority.port = std::string(rest);
  return authority;
}

bool HasLegalHost(const Authority& authority) {
  return authority.bracketed ? IsIpv6(authority.host) : IsHost(authority.host);
}

bool IsLegalPath(absl::string_view path) {
  for (size_t i = 0; i < path.size(); ++i) {
    const unsigned char c = path[i];
    if (c == '%') {
      if (i + 2 >= path.size() || !absl::ascii_isxdigit(path[i + 1]) ||
          !absl::ascii_isxdigit(path[i + 2])) {
        return false;
      }
    } else if (!absl::ascii_isalnum(c) && !absl::StrContains("-._~!$&'()*+,;=:@/", path[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::Status CheckHttpsUrl(absl::string_view url) {
  if (url.empty()) return absl::InvalidArgumentError("must not be empty");
  if (absl::StartsWithIgnoreCase(url, "http://")) {
    return absl::InvalidArgumentError(
        "must begin with https://: secrets and tokens never travel unencrypted");
  }
  if (!absl::StartsWith(url, "https://")) {
    return absl::InvalidArgumentError(
        "must be a whole URL such as https://vehicle.api.smartcar.com/v3");
  }
  absl::string_view rest = absl::StripPrefix(url, "https://");
  if (rest.find_first_of("?#") != absl::string_view::npos) {
    return absl::InvalidArgumentError("must have no query (?) and no fragment (#)");
  }
  const size_t path = std::min(rest.find('/'), rest.size());
  const absl::string_view host = rest.substr(0, path);
  if (absl::StrContains(host, '@')) {
    return absl::InvalidArgumentError("must hold no user name or password before the host");
  }
  const absl::optional<Authority> authority = SplitAuthority(host);
  if (!authority.has_value() || !HasLegalHost(*authority)) {
    return absl::InvalidArgumentError("has no legal host after https://");
  }
  if (authority->port.has_value() && !IsPort(*authority->port, 1)) {
    return absl::InvalidArgumentError("has no legal port after the host; it must be 1 to 65535");
  }
  if (!IsLegalPath(rest.substr(path))) {
    return absl::InvalidArgumentError(
        "has a character in its path that must be percent-encoded, such as a space");
  }
  return absl::OkStatus();
}

absl::Status CheckListenAddress(absl::string_view address) {
  if (!absl::StartsWith(address, "[") && IsIpv6(std::string(address))) {
    return absl::InvalidArgumentError(
        "must have an IPv6 address in brackets and a port, such as [::1]:50051");
  }
  const absl::optional<Authority> authority = SplitAuthority(address);
  if (!authority.has_value() || !authority->port.has_value()) {
    return absl::InvalidArgumentError("must be host:port, such as 127.0.0.1:50051 or [::1]:50051");
  }
  if (authority->host.empty()) {
    return absl::InvalidArgumentError(
        "has no host; write 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses");
  }
  if (!HasLegalHost(*authority)) {
    return absl::InvalidArgumentError(
        "has no legal host; write an IPv4 address, an IPv6 address in brackets, or a name");
  }
  if (!IsPort(*authority->port, 0)) {
    return absl::InvalidArgumentError("has no legal port; it must be 0 to 65535");
  }
  return absl::OkStatus();
}

bool IsLoopbackAddress(absl::string_view address) {
  const absl::optional<Authority> authority = SplitAuthority(address);
  if (!authority.has_value()) return false;
  if (authority->bracketed) {
    in6_addr ip;
    return inet_pton(AF_INET6, authority->host.c_str(), &ip) == 1 && IN6_IS_ADDR_LOOPBACK(&ip);
  }
  return absl::EqualsIgnoreCase(authority->host, "localhost") ||
         (IsIpv4(authority->host) && absl::StartsWith(authority->host, "127."));
}

}  // namespace smartcar_gateway
