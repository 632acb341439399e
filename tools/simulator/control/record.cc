// Recording requests within bounds.
#include "tools/simulator/control/record.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace smartcar_simulator {

size_t Record::SizeOf(const Entry& entry) {
  size_t size = sizeof(Entry) + entry.request.target.size() + entry.request.body.size();
  for (const auto& [name, value] : entry.request.headers) size += name.size() + value.size() + 64;
  return size;
}

uint64_t Record::Add(const Request& request, absl::Time now, uint64_t fault_id) {
  Entry entry;
  entry.sequence = ++last_sequence_;
  entry.time = now;
  entry.request = request;
  entry.fault_id = fault_id;
  bytes_ += SizeOf(entry);
  entries_.push_back(std::move(entry));
  while (!entries_.empty() && (entries_.size() > limit_ || bytes_ > kMaxBytes)) {
    bytes_ -= SizeOf(entries_.front());
    entries_.pop_front();
    ++dropped_;
  }
  return last_sequence_;
}

Record::Entry* Record::Find(uint64_t sequence) {
  // Sequence numbers in the deque have no gaps.
  if (entries_.empty() || sequence < entries_.front().sequence ||
      sequence > entries_.back().sequence) {
    return nullptr;
  }
  return &entries_[sequence - entries_.front().sequence];
}

void Record::SetApplied(uint64_t sequence) {
  if (Entry* entry = Find(sequence)) entry->applied = true;
}

void Record::SetReply(uint64_t sequence, int status) {
  if (Entry* entry = Find(sequence)) entry->status = status;
}

void Record::SetOutcome(uint64_t sequence, const char* outcome) {
  if (Entry* entry = Find(sequence)) entry->outcome = outcome;
}

void Record::SetPeerGone(uint64_t sequence) {
  if (Entry* entry = Find(sequence)) entry->peer_gone = true;
}

Json Record::ToJson(const Entry& entry) {
  const Request& request = entry.request;
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers) {
    headers[name] = headers.contains(name)
                        ? absl::StrCat(headers[name].get<std::string>(), ", ", value)
                        : value;
  }
  Json json = Json::object();
  json["sequence"] = entry.sequence;
  json["time"] = IsoTime(entry.time);
  json["method"] = request.method;
  json["target"] = request.target;
  json["path"] = std::string(PathOf(request));
  json["authority"] = request.authority;
  json["http_version"] = request.http_version;
  json["connection_id"] = request.connection_id;
  json["headers"] = std::move(headers);
  json["body"] = request.body;
  json["fault_id"] = entry.fault_id == 0 ? Json(nullptr) : Json(entry.fault_id);
  json["applied"] = entry.applied;
  json["status"] = entry.status == 0 ? Json(nullptr) : Json(entry.status);
  json["outcome"] = entry.outcome;
  json["peer_gone"] = entry.peer_gone;
  return json;
}

Json Record::Read(const RequestMatch& match, uint64_t since, size_t limit) const {
  Json all = Json::array();
  for (const Entry& entry : entries_) {
    if (all.size() >= limit) break;
    if (entry.sequence > since && Matches(match, entry.request)) all.push_back(ToJson(entry));
  }
  return all;
}

size_t Record::Count(const RequestMatch& match, uint64_t since) const {
  size_t count = 0;
  for (const Entry& entry : entries_) {
    if (entry.sequence > since && Matches(match, entry.request)) ++count;
  }
  return count;
}

void Record::Clear() {
  entries_.clear();
  bytes_ = 0;
  dropped_ = 0;
}

}  // namespace smartcar_simulator
