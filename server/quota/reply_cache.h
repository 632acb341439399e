// ReplyCache: kept answers, bounded by their memory.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_REPLY_CACHE_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_REPLY_CACHE_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/http/http_message.h"
#include "server/quota/read_key.h"

namespace smartcar_gateway {

// Keeps one answer for each key, the one asked for last; when there is no room, those go first that
// were unused for longest. Judges neither age nor status. Not thread-safe.
class ReplyCache {
 public:
  struct Entry {
    std::shared_ptr<const HttpResponse> response;
    absl::Time asked_at;  // when the call began that brought it
  };

  // With room for so many bytes, everything counted; 0 keeps nothing.
  explicit ReplyCache(uint64_t max_bytes) : max_bytes_(max_bytes) {}

  // Null if there is none. Valid until the next call of another method.
  const Entry* Find(const ReadKey& key);

  // Drops what is kept for the key if it is older, and keeps this, unless it is larger than all the
  // room.
  void Put(const ReadKey& key, Entry entry);

  void DropVehicle(const std::string& vehicle_id);
  void DropAll();

  uint64_t bytes() const { return bytes_; }
  size_t size() const { return slots_.size(); }

 private:
  struct Slot;
  // Ordered, so that what is kept of one vehicle stands together.
  using Slots = std::map<ReadKey, Slot>;
  struct Slot {
    Entry entry;
    uint64_t bytes = 0;
    std::list<Slots::iterator>::iterator use;
  };

  Slots::iterator Drop(Slots::iterator slot);

  const uint64_t max_bytes_;
  uint64_t bytes_ = 0;
  Slots slots_;
  std::list<Slots::iterator> uses_;  // the latest first
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_REPLY_CACHE_H_
