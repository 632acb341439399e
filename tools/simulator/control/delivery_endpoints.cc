// Control endpoints about what was sent to webhooks, and what goes wrong on the way.
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"

namespace smartcar_simulator {
namespace {

struct DeliveryQuery {
  DeliveryMatch match;
  uint64_t since = 0;
  uint64_t limit = std::numeric_limits<size_t>::max();
  uint64_t attempts = 0;
  bool bodies = false;
};

// Nothing, or what is wrong. `wait_for` and `timeout_ms` are read elsewhere.
std::optional<ControlReply> ReadQuery(const ControlCall& call, DeliveryQuery* query) {
  const std::pair<const char*, std::string*> texts[] = {
      {"webhook_id", &query->match.webhook_id}, {"event_id", &query->match.event_id},
      {"event_type", &query->match.event_type}, {"vehicle_id", &query->match.vehicle_id},
      {"outcome", &query->match.outcome},
  };
  const std::pair<const char*, uint64_t*> numbers[] = {
      {"since", &query->since}, {"limit", &query->limit}, {"attempts", &query->attempts}};
  for (const auto& [name, value] : call.target.query) {
    bool known = name == "wait_for" || name == "timeout_ms" || name == "bodies";
    if (name == "bodies") query->bodies = value == "true";
    for (const auto& [text, into] : texts) {
      if (name != text) continue;
      *into = value;
      known = true;
    }
    for (const auto& [number, into] : numbers) {
      if (name != number) continue;
      if (!absl::SimpleAtoi(value, into))
        return BadControl(absl::StrCat(name, " must be a number"));
      known = true;
    }
    if (known) continue;
    return BadControl(absl::StrCat("unknown query parameter ", name,
                                   "; known are webhook_id, event_id, event_type, vehicle_id, "
                                   "outcome, attempts, since, limit, bodies"));
  }
  query->match.attempts = query->attempts;
  return std::nullopt;
}

ControlReply WithCounters(const DeliveryLog& log, size_t count) {
  ControlReply reply;
  reply.body["count"] = count;
  reply.body["last_sequence"] = log.last_sequence();
  reply.body["dropped"] = log.dropped();
  return reply;
}

ControlReply ReadDeliveries(ControlCall& call) {
  DeliveryQuery query;
  if (std::optional<ControlReply> error = ReadQuery(call, &query)) return *error;
  const DeliveryLog& log = call.engine.dispatcher.log();
  Json deliveries = log.Read(query.match, query.since, query.limit, query.bodies);
  ControlReply reply = WithCounters(log, deliveries.size());
  reply.body["deliveries"] = std::move(deliveries);
  return reply;
}

ControlReply CountDeliveries(ControlCall& call) {
  DeliveryQuery query;
  if (std::optional<ControlReply> error = ReadQuery(call, &query)) return *error;
  const DeliveryLog& log = call.engine.dispatcher.log();
  return WithCounters(log, log.Count(query.match, query.since));
}

ControlReply ClearDeliveries(ControlCall& call) {
  call.engine.dispatcher.log().Clear();
  return {};
}

ControlReply StopDeliveries(ControlCall& call) {
  std::string webhook_id;
  if (const Json* id = Find(call.body, "webhook_id")) {
    if (!id->is_string()) return BadControl("webhook_id must be a string");
    webhook_id = id->get<std::string>();
  }
  call.engine.publisher.EndFloods(webhook_id);
  ControlReply reply;
  reply.body["stopped"] = call.engine.dispatcher.Stop(webhook_id);
  return reply;
}

ControlReply AddHookFaults(ControlCall& call) {
  const Json list = call.body.is_array() ? call.body : Json::array({call.body});
  std::vector<HookFault> faults;
  for (const Json& json : list) {
    std::string error;
    std::optional<HookFault> fault = ParseHookFault(json, &error);
    if (!fault) return BadControl(error);
    faults.push_back(*std::move(fault));
  }
  ControlReply reply;
  reply.body["ids"] = Json::array();
  for (HookFault& fault : faults) {
    reply.body["ids"].push_back(call.engine.dispatcher.faults().Add(std::move(fault)));
  }
  return reply;
}

ControlReply ListHookFaults(ControlCall& call) {
  ControlReply reply;
  reply.body["faults"] = call.engine.dispatcher.faults().Describe();
  return reply;
}

ControlReply ClearHookFaults(ControlCall& call) {
  call.engine.dispatcher.ClearFaults();
  return {};
}

}  // namespace

std::vector<ControlEndpoint> DeliveryEndpoints() {
  return {
      {"GET", "deliveries", ReadDeliveries},
      {"DELETE", "deliveries", ClearDeliveries},
      {"GET", "deliveries/count", CountDeliveries},
      {"POST", "deliveries/stop", StopDeliveries},
      {"POST", "deliveries/faults", AddHookFaults},
      {"GET", "deliveries/faults", ListHookFaults},
      {"DELETE", "deliveries/faults", ClearHookFaults},
  };
}

}  // namespace smartcar_simulator
