// The table itself.
#include "server/access/rpc_methods.h"

#include "absl/container/flat_hash_map.h"

namespace smartcar_gateway {
namespace {

// clang-format off
constexpr RpcMethod kMethods[] = {
    {"VehicleService/GetVehicle",                   "",                          RpcTargets::kFields},
    {"VehicleService/GetVehicleState",              "",                          RpcTargets::kFields},
    {"VehicleService/ListSignals",                  "",                          RpcTargets::kFields},
    {"VehicleService/GetSignal",                    "",                          RpcTargets::kFields},
    {"VehicleService/BatchGetSignals",              "",                          RpcTargets::kVehicles},
    {"VehicleService/ListSignalDefinitions",        "",                          RpcTargets::kNothing},
    {"VehicleService/StartCharge",                  "charge.start",              RpcTargets::kFields},
    {"VehicleService/StopCharge",                   "charge.stop",               RpcTargets::kFields},
    {"VehicleService/SetChargeLimit",               "charge.set-limit",          RpcTargets::kFields},
    {"VehicleService/OpenChargePort",               "charge-port.open",          RpcTargets::kFields},
    {"VehicleService/CloseChargePort",              "charge-port.close",         RpcTargets::kFields},
    {"VehicleService/LockDoors",                    "security.lock",             RpcTargets::kFields},
    {"VehicleService/UnlockDoors",                  "security.unlock",           RpcTargets::kFields},
    {"VehicleService/SetDestination",               "navigation.set-destination", RpcTargets::kFields},
    {"VehicleService/CreateDailyChargeSchedule",    "charge-schedules.daily",    RpcTargets::kFields},
    {"VehicleService/CreateWeeklyChargeSchedule",   "charge-schedules.weekly",   RpcTargets::kFields},
    {"VehicleService/CreateWorkweekChargeSchedule", "charge-schedules.workweek", RpcTargets::kFields},
    {"VehicleService/DeleteChargeSchedule",         "charge-schedules.delete",   RpcTargets::kFields},
    {"ConnectionService/ListConnections",           "",                          RpcTargets::kFields},
    {"ConnectionService/GetConnection",             "",                          RpcTargets::kAny},
    {"ConnectionService/DeleteConnection",          "connections.delete",        RpcTargets::kAny},
    {"ConnectionService/DeleteUser",                "users.delete",              RpcTargets::kFields},
    {"WebhookService/ListWebhooks",                 "",                          RpcTargets::kNothing},
    {"WebhookService/GetWebhook",                   "",                          RpcTargets::kNothing},
    {"WebhookService/CreateSubscription",           "subscriptions.create",      RpcTargets::kFields},
    {"WebhookService/ListSubscriptions",            "",                          RpcTargets::kFields},
    {"WebhookService/GetSubscription",              "",                          RpcTargets::kAny},
    {"WebhookService/DeleteSubscription",           "subscriptions.delete",      RpcTargets::kAny},
    {"CompatibilityService/ListCompatibleVehicles", "",                          RpcTargets::kNothing},
};
// clang-format on

using ByName = absl::flat_hash_map<absl::string_view, const RpcMethod*>;

const ByName& MethodsByName() {
  static const ByName* const by_name = [] {
    auto* const map = new ByName;
    for (const RpcMethod& method : kMethods) map->emplace(method.name, &method);
    return map;
  }();
  return *by_name;
}

}  // namespace

absl::Span<const RpcMethod> AllRpcMethods() { return kMethods; }

const RpcMethod* FindRpcMethod(absl::string_view name) {
  const ByName& methods = MethodsByName();
  const auto it = methods.find(name);
  return it == methods.end() ? nullptr : it->second;
}

}  // namespace smartcar_gateway
