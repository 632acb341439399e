// Everything that was sent to webhooks and what was answered, to be read back by tests.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DELIVERY_LOG_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DELIVERY_LOG_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

struct DeliveryAttempt {
  std::string delivery_id;
  absl::Time time;
  const char* signature = "good";  // "bad", "missing"
  bool answered = false;           // or given up: `status` or `error` says
  int status = 0;                  // 0: none came
  std::string error;
  std::string answer;
};

struct Delivery {
  uint64_t sequence = 0;
  absl::Time time;
  std::string webhook_id;
  std::string url;
  std::string event_id;
  std::string event_type;
  std::string vehicle_id;
  std::string mode;
  std::string body;                 // of the last attempt
  const char* outcome = "pending";  // "delivered", "failed", "stopped"
  std::vector<DeliveryAttempt> attempts;
};

// Which deliveries are meant; empty members match everything.
struct DeliveryMatch {
  std::string webhook_id;
  std::string event_id;
  std::string event_type;
  std::string vehicle_id;
  std::string outcome;
  size_t attempts = 0;  // at least so many
};

// Bounded by a number of deliveries, of which the oldest leave first, and by the bytes of their
// bodies, of which the oldest are forgotten first. One thread.
class DeliveryLog {
 public:
  static constexpr size_t kMaxBytes = 256 << 20;

  explicit DeliveryLog(size_t limit) : limit_(limit) {}

  // Gives it its sequence number: they start at 1 and are never used twice.
  uint64_t Add(Delivery delivery);

  // Null when it has left.
  Delivery* Find(uint64_t sequence);
  void SetBody(Delivery& delivery, const std::string& body);

  // Those with a sequence number above `since`, oldest first, at most `limit`.
  Json Read(const DeliveryMatch& match, uint64_t since, size_t limit, bool bodies) const;
  size_t Count(const DeliveryMatch& match, uint64_t since) const;
  uint64_t last_sequence() const { return last_sequence_; }
  uint64_t dropped() const { return dropped_; }
  void Clear();

 private:
  void Trim();

  const size_t limit_;
  std::deque<Delivery> deliveries_;
  size_t bytes_ = 0;
  uint64_t first_body_ = 1;  // no delivery before this one has a body
  uint64_t last_sequence_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DELIVERY_LOG_H_
