// Recording deliveries within bounds.
#include "tools/simulator/hooks/delivery_log.h"

#include <algorithm>
#include <utility>

namespace smartcar_simulator {
namespace {

bool Matches(const DeliveryMatch& match, const Delivery& delivery) {
  const auto admits = [](const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  };
  return admits(match.webhook_id, delivery.webhook_id) &&
         admits(match.event_id, delivery.event_id) &&
         admits(match.event_type, delivery.event_type) &&
         admits(match.vehicle_id, delivery.vehicle_id) && admits(match.outcome, delivery.outcome) &&
         delivery.attempts.size() >= match.attempts;
}

Json ToJson(const DeliveryAttempt& attempt) {
  Json json = {{"delivery_id", attempt.delivery_id},
               {"time", IsoTime(attempt.time)},
               {"signature", attempt.signature},
               {"answered", attempt.answered}};
  json["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  json["error"] = attempt.error.empty() ? Json(nullptr) : Json(attempt.error);
  json["answer"] = attempt.answer;
  return json;
}

Json ToJson(const Delivery& delivery, bool body) {
  Json json = {{"sequence", delivery.sequence},     {"time", IsoTime(delivery.time)},
               {"webhook_id", delivery.webhook_id}, {"url", delivery.url},
               {"event_id", delivery.event_id},     {"event_type", delivery.event_type},
               {"vehicle_id", delivery.vehicle_id}, {"mode", delivery.mode},
               {"outcome", delivery.outcome}};
  json["attempts"] = Json::array();
  for (const DeliveryAttempt& attempt : delivery.attempts) {
    json["attempts"].push_back(ToJson(attempt));
  }
  if (body) json["body"] = delivery.body;
  return json;
}

}  // namespace

uint64_t DeliveryLog::Add(Delivery delivery) {
  delivery.sequence = ++last_sequence_;
  deliveries_.push_back(std::move(delivery));
  Trim();
  return last_sequence_;
}

void DeliveryLog::Trim() {
  while (deliveries_.size() > limit_) {
    bytes_ -= deliveries_.front().body.size();
    deliveries_.pop_front();
    ++dropped_;
  }
  for (; bytes_ > kMaxBytes && first_body_ <= last_sequence_; ++first_body_) {
    Delivery* const delivery = Find(first_body_);
    if (delivery == nullptr) continue;
    bytes_ -= delivery->body.size();
    delivery->body = std::string();
  }
}

Delivery* DeliveryLog::Find(uint64_t sequence) {
  // Sequence numbers in the deque have no gaps.
  if (deliveries_.empty() || sequence < deliveries_.front().sequence ||
      sequence > deliveries_.back().sequence) {
    return nullptr;
  }
  return &deliveries_[sequence - deliveries_.front().sequence];
}

void DeliveryLog::SetBody(Delivery& delivery, const std::string& body) {
  bytes_ += body.size();
  bytes_ -= delivery.body.size();
  delivery.body = body;
  first_body_ = std::min(first_body_, delivery.sequence);  // a retry of an old one
  Trim();
}

Json DeliveryLog::Read(const DeliveryMatch& match, uint64_t since, size_t limit,
                       bool bodies) const {
  Json all = Json::array();
  for (const Delivery& delivery : deliveries_) {
    if (all.size() >= limit) break;
    if (delivery.sequence > since && Matches(match, delivery)) {
      all.push_back(ToJson(delivery, bodies));
    }
  }
  return all;
}

size_t DeliveryLog::Count(const DeliveryMatch& match, uint64_t since) const {
  size_t count = 0;
  for (const Delivery& delivery : deliveries_) {
    if (delivery.sequence > since && Matches(match, delivery)) ++count;
  }
  return count;
}

void DeliveryLog::Clear() {
  deliveries_.clear();
  bytes_ = 0;
  dropped_ = 0;
}

}  // namespace smartcar_simulator
