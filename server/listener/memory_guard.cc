// Judging by traffic, and where its figures come from.
#include "server/listener/memory_guard.h"

#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace smartcar_gateway {
namespace {

// Looks for which nobody goes after somebody went.
constexpr int kLooksToFree = 5;
// How many looks are "lately": some seconds, in which memory can be filled.
constexpr size_t kLooksBack = 10;

}  // namespace

std::vector<int> MemoryGuard::Judge(size_t memory, const Traffic& traffic) {
  if (memory < calm_below()) {
    looks_.clear();
    patience_ = 0;
    return {};
  }
  looks_.push_back(traffic);
  if (looks_.size() > kLooksBack) looks_.pop_front();
  const Traffic& lately = looks_.front();
  if (patience_ > 0) --patience_;
  if (memory < limit_ || patience_ > 0) return {};
  Traffic since;
  uint64_t most = 0;
  for (const auto& [connection, received] : traffic) {
    const auto before = lately.find(connection);
    // Less than before: the number is another connection's now.
    const bool known = before != lately.end() && before->second <= received;
    since[connection] = known ? received - before->second : received;
    most = std::max(most, since[connection]);
  }
  std::vector<int> worst;
  for (const auto& [connection, received] : since) {
    if (received > 0 && received >= most / 2) worst.push_back(connection);
  }
  if (!worst.empty()) patience_ = kLooksToFree;
  return worst;
}

size_t MemoryInUse(size_t enough) {
  size_t pages = 0;
  size_t resident = 0;
  if (FILE* statm = std::fopen("/proc/self/statm", "re"); statm != nullptr) {
    if (std::fscanf(statm, "%zu %zu", &pages, &resident) != 2) resident = 0;
    std::fclose(statm);
  }
  const size_t total = resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  if (total <= enough) return total;
  // Freed memory is not given back to the system at once.
  const struct mallinfo2 heap = mallinfo2();
  return std::min(total, heap.uordblks + heap.hblkhd);
}

uint64_t BytesReceived(int connection) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  if (getsockopt(connection, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_bytes_received;
}

}  // namespace smartcar_gateway
