// Implementation of ReplyCache.
#include "server/quota/reply_cache.h"

#include <utility>

namespace smartcar_gateway {
namespace {

// What an entry costs beside its texts: nodes, control block, the allocator's share.
constexpr uint64_t kOverhead = 512;
constexpr uint64_t kHeaderOverhead = sizeof(HttpHeader);

uint64_t BytesOf(const ReadKey& key, const HttpResponse& response) {
  uint64_t bytes = kOverhead + key.vehicle_id.size() + key.text.size() + response.body.capacity();
  for (const HttpHeader& header : response.headers) {
    bytes += kHeaderOverhead + header.name.size() + header.value.size();
  }
  return bytes;
}

}  // namespace

const ReplyCache::Entry* ReplyCache::Find(const ReadKey& key) {
  const auto slot = slots_.find(key);
  if (slot == slots_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, slot->second.use);
  return &slot->second.entry;
}

void ReplyCache::Put(const ReadKey& key, Entry entry) {
  const auto old = slots_.find(key);
  if (old != slots_.end()) {
    if (old->second.entry.asked_at > entry.asked_at) return;
    Drop(old);
  }
  const uint64_t bytes = BytesOf(key, *entry.response);
  if (bytes > max_bytes_) return;
  while (bytes_ + bytes > max_bytes_) Drop(uses_.back());
  const auto slot = slots_.try_emplace(key).first;
  uses_.push_front(slot);
  slot->second = {std::move(entry), bytes, uses_.begin()};
  bytes_ += bytes;
}

void ReplyCache::DropVehicle(const std::string& vehicle_id) {
  auto slot = slots_.lower_bound({vehicle_id, ""});
  while (slot != slots_.end() && slot->first.vehicle_id == vehicle_id) slot = Drop(slot);
}

void ReplyCache::DropAll() {
  slots_.clear();
  uses_.clear();
  bytes_ = 0;
}

ReplyCache::Slots::iterator ReplyCache::Drop(Slots::iterator slot) {
  bytes_ -= slot->second.bytes;
  uses_.erase(slot->second.use);
  return slots_.erase(slot);
}

}  // namespace smartcar_gateway
