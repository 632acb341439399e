// Which handler answers what.
#include "tools/simulator/api/endpoints.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/simulator/api/commands.h"
#include "tools/simulator/api/compatibility.h"
#include "tools/simulator/api/connections.h"
#include "tools/simulator/api/execution.h"
#include "tools/simulator/api/schedules.h"
#include "tools/simulator/api/signals.h"
#include "tools/simulator/api/vehicles.h"
#include "tools/simulator/api/webhooks.h"

namespace smartcar_simulator {
namespace {

class Table {
 public:
  // The reference is good until the next call.
  Endpoint& Add(const char* method, const std::string& path,
                std::function<Outcome(const Call&, Backend&)> handler) {
    endpoints_.push_back({method, absl::StrSplit(path, '/'), std::move(handler)});
    return endpoints_.back();
  }

  std::vector<Endpoint> Take() { return std::move(endpoints_); }

 private:
  std::vector<Endpoint> endpoints_;
};

void AddVehicleApi(Table& table) {
  const std::string vehicle = "v3/vehicles/{vehicleId}";
  table.Add("GET", "v3/connections", ListConnections).list = true;
  table.Add("GET", "v3/connections/{connectionId}", GetConnection);
  table.Add("DELETE", "v3/connections/{connectionId}", DeleteConnection);
  table.Add("DELETE", "v3/users/{userId}", DeleteUser);
  table.Add("GET", vehicle, GetVehicle);
  table.Add("GET", vehicle + "/signals", ListSignals);
  table.Add("GET", vehicle + "/signals/{signalCode}", GetSignal);
  for (const CommandDefinition& command : AllCommands()) {
    table.Add("POST", absl::StrCat(vehicle, "/commands/", command.path),
              [&command](const Call& call, Backend& backend) {
                return ExecuteCommand(command, call, backend);
              });
  }
  table.Add("GET", vehicle + "/command-executions/{executionId}", GetExecution).exists_if =
      &Switches::execution_reads;
  for (const char* type : {"daily", "weekly", "workweek"}) {
    table.Add("POST", absl::StrCat(vehicle, "/charge-schedules/", type),
              [type](const Call& call, Backend& backend) {
                return CreateChargeSchedule(type, call, backend);
              });
  }
  table.Add("GET", vehicle + "/charge-schedules/{scheduleId}", GetChargeSchedule).exists_if =
      &Switches::execution_reads;
  table.Add("DELETE", vehicle + "/charge-schedules/{scheduleId}", DeleteChargeSchedule);
}

void AddManagementApi(Table& table) {
  Endpoint& webhooks = table.Add("GET", "v3/webhooks", ListWebhooks);
  webhooks.list = webhooks.management = true;
  table.Add("GET", "v3/webhooks/{webhookId}", GetWebhook).management = true;
  table.Add("POST", "v3/subscriptions", CreateSubscription).management = true;
  Endpoint& subscriptions = table.Add("GET", "v3/subscriptions", ListSubscriptions);
  subscriptions.list = subscriptions.management = true;
  const std::string one = "v3/subscriptions/{subscriptionId}";
  table.Add("GET", one, GetSubscription).management = true;
  table.Add("DELETE", one, DeleteSubscription).management = true;
}

void AddCompatibilityApi(Table& table) {
  Endpoint& models = table.Add("GET", "v3/compatible-vehicles", ListCompatibleVehicles);
  models.list = models.open = true;
}

const std::vector<Endpoint>& Endpoints() {
  static const auto& endpoints = *[] {
    Table table;
    AddVehicleApi(table);
    AddManagementApi(table);
    AddCompatibilityApi(table);
    return new std::vector<Endpoint>(table.Take());
  }();
  return endpoints;
}

bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments,
             std::map<std::string, std::string>* path) {
  if (pattern.size() != segments.size()) return false;
  path->clear();
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].front() == '{') {
      if (segments[i].empty()) return false;
      (*path)[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
    } else if (pattern[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Route FindRoute(const std::string& method, const std::vector<std::string>& segments,
                const Switches& switches) {
  Route route;
  for (const Endpoint& endpoint : Endpoints()) {
    if (endpoint.exists_if != nullptr && !(switches.*endpoint.exists_if)) continue;
    if (!Matches(endpoint.pattern, segments, &route.path)) continue;
    if (method == endpoint.method) {
      route.endpoint = &endpoint;
      return route;
    }
    route.allowed.push_back(endpoint.method);
  }
  return route;
}

}  // namespace smartcar_simulator
