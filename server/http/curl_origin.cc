// Implementation of CurlOrigin.
#include "server/http/curl_origin.h"

#include <algorithm>

namespace smartcar_gateway {

absl::string_view OriginOfUrl(absl::string_view url) {
  const size_t scheme = url.find("://");
  const size_t host = scheme == url.npos ? 0 : scheme + 3;
  return url.substr(0, url.find_first_of("/?#", host));
}

absl::optional<uint64_t> CurlOrigin::Admit() {
  if (waiting_.empty() || inside_ >= Capacity()) return absl::nullopt;
  const uint64_t id = *waiting_.begin();
  waiting_.erase(waiting_.begin());
  ++inside_;
  return id;
}

void CurlOrigin::Unplace(int connection) {
  const auto it = streams_.find(connection);
  if (it != streams_.end() && --it->second == 0) streams_.erase(it);
}

size_t CurlOrigin::Capacity() const {
  if (!multiplexed_) return limits_.connections;
  const size_t full = std::min(streams_.size(), limits_.connections);
  // One more than there is room for: the one that opens the next connection.
  return full * limits_.streams_per_connection + (full < limits_.connections ? 1 : 0);
}

}  // namespace smartcar_gateway
