// MemoryGuard: which connections must go when the gateway holds too much memory.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_MEMORY_GUARD_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_MEMORY_GUARD_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace smartcar_gateway {

// gRPC 1.51 keeps streams that are opened and reset as long as more come (CVE-2023-44487), and
// header blocks as long as they do not end (CVE-2023-33953); neither counts as the memory that it
// limits. Whoever fills memory so sends a lot, so those who sent the most lately go: within the
// last looks, as far as memory was half full then. Pure: it holds the figures it is given. Not
// thread-safe.
class MemoryGuard {
 public:
  // Bytes received so far, by connection.
  using Traffic = std::map<int, uint64_t>;

  explicit MemoryGuard(size_t limit) : limit_(limit) {}

  // Below it Judge does nothing but forget, so that the traffic need not be found out.
  size_t calm_below() const { return limit_ / 2; }
  // The connections to end, at this use of memory. None for a few looks after some were ended: it
  // takes a moment until their memory is free.
  std::vector<int> Judge(size_t memory, const Traffic& traffic);

 private:
  const size_t limit_;
  std::deque<Traffic> looks_;  // the last ones since memory was half full, the oldest first
  int patience_ = 0;           // looks
};

// What the process holds, in bytes. Where that is more than `enough`, without what its allocator
// has to spare, which takes longer to find out.
size_t MemoryInUse(size_t enough);

// Of a TCP socket; 0 if it is none.
uint64_t BytesReceived(int connection);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_MEMORY_GUARD_H_
