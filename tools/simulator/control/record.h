// Everything the simulator received, to be read back by tests.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_RECORD_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_RECORD_H_

#include <cstdint>
#include <deque>
#include <string>

#include "absl/time/time.h"
#include "tools/simulator/control/match.h"
#include "tools/simulator/http/http_message.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Bounded by a number of requests and by bytes; the oldest leave first. Control requests are never
// in it. One thread.
class Record {
 public:
  static constexpr size_t kDefaultLimit = 50'000;
  static constexpr size_t kMaxBytes = 256 << 20;

  explicit Record(size_t limit) : limit_(limit) {}

  // The sequence number of the new entry; numbers start at 1 and are never used twice.
  uint64_t Add(const Request& request, absl::Time now, uint64_t fault_id);

  // What became of a request. Numbers of entries that have left are ignored.
  void SetApplied(uint64_t sequence);
  void SetReply(uint64_t sequence, int status);  // the status that was sent
  void SetOutcome(uint64_t sequence, const char* outcome);
  void SetPeerGone(uint64_t sequence);

  // Matching entries with a sequence number above `since`, oldest first, at most `limit`.
  Json Read(const RequestMatch& match, uint64_t since, size_t limit) const;
  size_t Count(const RequestMatch& match, uint64_t since) const;
  uint64_t last_sequence() const { return last_sequence_; }
  uint64_t dropped() const { return dropped_; }
  void Clear();

 private:
  struct Entry {
    uint64_t sequence = 0;
    absl::Time time;
    Request request;
    uint64_t fault_id = 0;
    bool applied = false;
    int status = 0;                   // 0: none sent
    const char* outcome = "pending";  // "replied", "broken"
    bool peer_gone = false;
  };

  Entry* Find(uint64_t sequence);
  static Json ToJson(const Entry& entry);
  static size_t SizeOf(const Entry& entry);

  const size_t limit_;
  std::deque<Entry> entries_;
  size_t bytes_ = 0;
  uint64_t last_sequence_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_RECORD_H_
