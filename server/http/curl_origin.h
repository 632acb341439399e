// CurlOrigin: how many requests for one host may be with libcurl at a time.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_ORIGIN_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_ORIGIN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// The part of a URL that decides which connections can carry it: "https://host:port".
absl::string_view OriginOfUrl(absl::string_view url);

// The books of one scheme, host and port. Left alone, libcurl opens a connection for each request
// that finds the existing ones full or not yet up, so that a burst becomes a stampede of
// handshakes. Here a request enters libcurl only if a stream is free for it on a connection that is
// up, or if it is the one that opens the next connection; the rest waits, first come first served.
// To an HTTP/1.1 server, where a connection carries one request, only their number is bounded.
//
// A connection is known by its local port. Not thread-safe.
class CurlOrigin {
 public:
  struct Limits {
    size_t connections = 0;
    size_t streams_per_connection = 0;
  };

  CurlOrigin(Limits limits, bool multiplexed) : limits_(limits), multiplexed_(multiplexed) {}

  void Wait(uint64_t id) { waiting_.insert(id); }
  void StopWaiting(uint64_t id) { waiting_.erase(id); }
  const std::set<uint64_t>& waiting() const { return waiting_; }
  // The next request that may enter libcurl now; it then no longer waits but is inside.
  absl::optional<uint64_t> Admit();

  // A request inside is on that connection, or no longer on it.
  void Place(int connection) { ++streams_[connection]; }
  void Unplace(int connection);
  // A request left libcurl; it must have been unplaced.
  void Leave() { --inside_; }

  // Whether a connection is up and in use.
  bool connected() const { return !streams_.empty(); }
  bool in_use(int connection) const { return streams_.count(connection) != 0; }
  // What the server's replies show.
  void set_multiplexed(bool multiplexed) { multiplexed_ = multiplexed; }

 private:
  size_t Capacity() const;

  const Limits limits_;
  bool multiplexed_;
  size_t inside_ = 0;
  std::map<int, size_t> streams_;  // per connection in use
  std::set<uint64_t> waiting_;     // ids grow, so this is the order of arrival
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_ORIGIN_H_
