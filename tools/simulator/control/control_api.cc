// Finding the control endpoint, and waiting for a condition when the query asks for it.
#include "tools/simulator/control/control_api.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/simulator/control/control_call.h"

namespace smartcar_simulator {
namespace {

constexpr absl::Duration kFirstPoll = absl::Milliseconds(5);
constexpr absl::Duration kSlowestPoll = absl::Milliseconds(40);
constexpr int64_t kDefaultTimeoutMs = 10'000;
constexpr int64_t kMaxTimeoutMs = 600'000;

const std::vector<ControlEndpoint>& Endpoints() {
  static const auto& endpoints = *[] {
    auto* all = new std::vector<ControlEndpoint>(TrafficEndpoints());
    for (ControlEndpoint& endpoint : StateEndpoints()) all->push_back(std::move(endpoint));
    for (auto more :
         {SubscriptionEndpoints(), WebhookEndpoints(), EventEndpoints(), DeliveryEndpoints()}) {
      all->insert(all->end(), more.begin(), more.end());
    }
    return all;
  }();
  return endpoints;
}

bool MatchPattern(const std::string& pattern, const std::vector<std::string>& segments,
                  std::vector<std::string>* path) {
  const std::vector<std::string> parts = absl::StrSplit(absl::StrCat("control/", pattern), '/');
  if (parts.size() != segments.size()) return false;
  path->clear();
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "*") {
      path->push_back(segments[i]);
    } else if (parts[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

const ControlEndpoint* FindEndpoint(const std::string& method, ControlCall& call) {
  for (const ControlEndpoint& endpoint : Endpoints()) {
    if (method == endpoint.method &&
        MatchPattern(endpoint.pattern, call.target.segments, &call.path)) {
      return &endpoint;
    }
  }
  return nullptr;
}

void Send(const ControlReply& reply, Responder& responder) {
  Response response;
  response.status = reply.status;
  response.headers = {{"content-type", "application/json; charset=utf-8"}};
  response.body = absl::StrCat(Dump(reply.body), "\n");
  responder.Send(std::move(response));
}

// A call that is answered when its reply's "count" has reached `wait_for`.
struct Wait {
  std::weak_ptr<Engine> engine;
  const ControlEndpoint* endpoint;
  Target target;
  std::vector<std::string> path;
  std::shared_ptr<Responder> responder;
  int64_t wait_for;
  absl::Duration left;
  absl::Duration interval = kFirstPoll;
};

void Poll(const std::shared_ptr<Wait>& wait) {
  const std::shared_ptr<Engine> engine = wait->engine.lock();
  if (engine == nullptr || wait->responder->PeerGone()) return;
  ControlCall call{*engine, wait->target, wait->path, Json::object()};
  ControlReply reply = wait->endpoint->handler(call);
  const Json* count = Find(reply.body, "count");
  if (count == nullptr) {
    if (reply.status == 200) reply = BadControl("wait_for works where the reply has a count");
    return Send(reply, *wait->responder);
  }
  const bool satisfied = *count >= wait->wait_for;
  if (!satisfied && wait->left > absl::ZeroDuration()) {
    const absl::Duration interval = wait->interval;
    wait->left -= interval;
    wait->interval = std::min(interval * 2, kSlowestPoll);
    engine->timers->After(interval, [wait] { Poll(wait); });
    return;
  }
  reply.body["satisfied"] = satisfied;
  Send(reply, *wait->responder);
}

// Whether `name` is absent or a number of at least 0.
bool ReadNumber(const Parameters& query, const std::string& name, int64_t* number) {
  const std::string* text = FindParameter(query, name);
  return text == nullptr || (absl::SimpleAtoi(*text, number) && *number >= 0);
}

void Run(const std::shared_ptr<Engine>& engine, const ControlEndpoint& endpoint, ControlCall call,
         std::shared_ptr<Responder> responder) {
  if (FindParameter(call.target.query, "wait_for") == nullptr) {
    const ControlReply reply = endpoint.handler(call);
    if (std::string(endpoint.method) != "GET") engine->publisher.AfterRequest(call.target.path);
    return Send(reply, *responder);
  }
  int64_t wait_for = 0;
  int64_t timeout_ms = kDefaultTimeoutMs;
  if (!ReadNumber(call.target.query, "wait_for", &wait_for) ||
      !ReadNumber(call.target.query, "timeout_ms", &timeout_ms) || timeout_ms > kMaxTimeoutMs) {
    return Send(BadControl("wait_for and timeout_ms must be numbers, the latter up to 600000"),
                *responder);
  }
  Poll(
      std::make_shared<Wait>(Wait{engine, &endpoint, std::move(call.target), std::move(call.path),
                                  std::move(responder), wait_for, absl::Milliseconds(timeout_ms)}));
}

}  // namespace

ControlReply BadControl(const std::string& sentence) { return {400, {{"error", sentence}}}; }

ControlReply UnknownControl(const std::string& sentence) { return {404, {{"error", sentence}}}; }

void HandleControl(const std::shared_ptr<Engine>& engine, const Request& request,
                   std::shared_ptr<Responder> responder) {
  std::optional<Target> target = ParseTarget(request.target);
  if (!target) return Send(BadControl("the request target is not well-formed"), *responder);
  ControlCall call{*engine, *std::move(target), {}, Json::object()};
  const ControlEndpoint* endpoint = FindEndpoint(request.method, call);
  if (endpoint == nullptr) {
    return Send(
        UnknownControl(absl::StrCat("there is no control endpoint ", request.method, " ",
                                    call.target.path, "; the simulator's --help lists them")),
        *responder);
  }
  if (!request.body.empty()) {
    std::optional<Json> body = ParseJson(request.body);
    if (!body) return Send(BadControl("the body is not JSON"), *responder);
    call.body = *std::move(body);
  }
  Run(engine, *endpoint, std::move(call), std::move(responder));
}

}  // namespace smartcar_simulator
