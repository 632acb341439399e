// Reading and using the faults of deliveries.
#include "tools/simulator/hooks/hook_fault.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace smartcar_simulator {
namespace {

// In the order of HookFaultKind.
constexpr const char* kKinds[] = {"duplicate", "reorder", "bad_signature", "missing_signature"};

bool OfAttempt(HookFaultKind kind) {
  return kind == HookFaultKind::kBadSignature || kind == HookFaultKind::kMissingSignature;
}

bool ReadKind(const Json& value, HookFaultKind* kind) {
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    if (value != kKinds[i]) continue;
    *kind = static_cast<HookFaultKind>(i);
    return true;
  }
  return false;
}

bool ReadNumber(const Json& value, int64_t least, int64_t* number) {
  if (!value.is_number_integer() || value < least || value > 1'000'000) return false;
  *number = value.get<int64_t>();
  return true;
}

bool Matches(const HookFault& fault, const HookEvent& event) {
  if (!fault.webhook_id.empty() && fault.webhook_id != event.webhook_id) return false;
  if (!fault.mode.empty() && fault.mode != event.mode) return false;
  if (fault.event_type.empty()) return event.event_type != kVerifyEvent;
  return fault.event_type == event.event_type;
}

}  // namespace

std::optional<HookFault> ParseHookFault(const Json& json, std::string* error) {
  HookFault fault;
  if (!json.is_object() || !json.contains("kind")) {
    *error =
        "a fault has a kind: duplicate, reorder, bad_signature or missing_signature, such as "
        "{\"kind\":\"duplicate\",\"times\":3}";
    return std::nullopt;
  }
  for (const auto& [name, value] : json.items()) {
    std::string* const text = name == "webhook_id"   ? &fault.webhook_id
                              : name == "event_type" ? &fault.event_type
                              : name == "mode"       ? &fault.mode
                                                     : nullptr;
    bool good = false;
    if (text != nullptr) {
      good = value.is_string();
      if (good) *text = value.get<std::string>();
    } else if (name == "kind") {
      good = ReadKind(value, &fault.kind);
    } else if (name == "times") {
      good = ReadNumber(value, -1, &fault.times) && fault.times != 0;
    } else if (name == "skip") {
      good = ReadNumber(value, 0, &fault.skip);
    } else if (name == "count") {
      good = ReadNumber(value, 1, &fault.count);
    }
    if (good) continue;
    *error = absl::StrCat("the member ", name, " of a fault is unknown or cannot be ", Dump(value),
                          "; known are kind, webhook_id, event_type, mode, times, skip, count");
    return std::nullopt;
  }
  if (fault.kind == HookFaultKind::kReorder && fault.count < 2) {
    *error = "reorder needs a count of at least 2: how many events are turned round";
    return std::nullopt;
  }
  return fault;
}

uint64_t HookFaults::Add(HookFault fault) {
  fault.id = ++last_id_;
  faults_.push_back(std::move(fault));
  return last_id_;
}

std::optional<HookFault> HookFaults::TakeForEvent(const HookEvent& event) {
  return Take(event, /*of_attempt=*/false);
}

std::optional<HookFault> HookFaults::TakeForAttempt(const HookEvent& event) {
  return Take(event, /*of_attempt=*/true);
}

std::optional<HookFault> HookFaults::Take(const HookEvent& event, bool of_attempt) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (OfAttempt(fault->kind) != of_attempt || !Matches(*fault, event)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      continue;
    }
    HookFault taken = *fault;
    if (fault->times > 0 && --fault->times == 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

Json HookFaults::Describe() const {
  Json all = Json::array();
  for (const HookFault& fault : faults_) {
    all.push_back({{"id", fault.id},
                   {"kind", kKinds[static_cast<size_t>(fault.kind)]},
                   {"webhook_id", fault.webhook_id},
                   {"event_type", fault.event_type},
                   {"mode", fault.mode},
                   {"times", fault.times},
                   {"skip", fault.skip},
                   {"count", fault.count}});
  }
  return all;
}

}  // namespace smartcar_simulator
