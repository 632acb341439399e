// Control endpoints about requests: faults, the record, held requests.
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"
#include "tools/simulator/control/fault.h"

namespace smartcar_simulator {
namespace {

ControlReply AddFaults(ControlCall& call) {
  const Json list = call.body.is_array() ? call.body : Json::array({call.body});
  std::vector<Fault> faults;
  for (const Json& json : list) {
    std::string error;
    std::optional<Fault> fault = ParseFault(json, &error);
    if (!fault) return BadControl(error);
    faults.push_back(*std::move(fault));
  }
  ControlReply reply;
  reply.body["ids"] = Json::array();
  for (Fault& fault : faults) reply.body["ids"].push_back(call.engine.faults.Add(std::move(fault)));
  return reply;
}

ControlReply ListFaults(ControlCall& call) {
  ControlReply reply;
  reply.body["faults"] = call.engine.faults.Describe();
  return reply;
}

ControlReply ClearFaults(ControlCall& call) {
  call.engine.faults.Clear();
  return {};
}

struct RecordQuery {
  RequestMatch match;
  uint64_t since = 0;
  uint64_t limit = std::numeric_limits<size_t>::max();
};

// Nothing, or what is wrong. `wait_for` and `timeout_ms` are read elsewhere.
std::optional<ControlReply> ReadQuery(const ControlCall& call, RecordQuery* query) {
  for (const auto& [name, value] : call.target.query) {
    if (name == "method") {
      query->match.method = value;
    } else if (name == "path") {
      query->match.path = value;
    } else if (name == "user_id") {
      query->match.user_id = value;
    } else if (name == "since" || name == "limit") {
      if (!absl::SimpleAtoi(value, name == "since" ? &query->since : &query->limit)) {
        return BadControl(absl::StrCat(name, " must be a number"));
      }
    } else if (name != "wait_for" && name != "timeout_ms") {
      return BadControl(absl::StrCat("unknown query parameter ", name,
                                     "; known are method, path, user_id, since, limit"));
    }
  }
  return std::nullopt;
}

ControlReply ReadRequests(ControlCall& call) {
  RecordQuery query;
  if (std::optional<ControlReply> error = ReadQuery(call, &query)) return *error;
  ControlReply reply;
  Json requests = call.engine.record.Read(query.match, query.since, query.limit);
  reply.body["count"] = requests.size();
  reply.body["last_sequence"] = call.engine.record.last_sequence();
  reply.body["dropped"] = call.engine.record.dropped();
  reply.body["requests"] = std::move(requests);
  return reply;
}

ControlReply CountRequests(ControlCall& call) {
  RecordQuery query;
  if (std::optional<ControlReply> error = ReadQuery(call, &query)) return *error;
  ControlReply reply;
  reply.body["count"] = call.engine.record.Count(query.match, query.since);
  reply.body["last_sequence"] = call.engine.record.last_sequence();
  reply.body["dropped"] = call.engine.record.dropped();
  return reply;
}

ControlReply ClearRequests(ControlCall& call) {
  call.engine.record.Clear();
  return {};
}

ControlReply ListHeld(ControlCall& call) {
  ControlReply reply;
  if (const std::string* name = FindParameter(call.target.query, "name")) {
    reply.body["count"] = call.engine.held.Count(*name);
  }
  reply.body["held"] = call.engine.held.Describe();
  return reply;
}

ControlReply Release(ControlCall& call) {
  const Json* name = Find(call.body, "name");
  if (name == nullptr || !name->is_string()) return BadControl("name must say what to release");
  size_t count = std::numeric_limits<size_t>::max();
  if (const Json* wanted = Find(call.body, "count")) {
    if (!wanted->is_number_unsigned()) return BadControl("count must be a number");
    count = wanted->get<size_t>();
  }
  ControlReply reply;
  reply.body["released"] = call.engine.held.Release(name->get<std::string>(), count);
  return reply;
}

}  // namespace

std::vector<ControlEndpoint> TrafficEndpoints() {
  return {
      {"POST", "faults", AddFaults},
      {"GET", "faults", ListFaults},
      {"DELETE", "faults", ClearFaults},
      {"GET", "requests", ReadRequests},
      {"DELETE", "requests", ClearRequests},
      {"GET", "requests/count", CountRequests},
      {"GET", "held", ListHeld},
      {"POST", "release", Release},
  };
}

}  // namespace smartcar_simulator
