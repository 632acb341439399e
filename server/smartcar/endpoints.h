// The endpoint table: every path of Smartcar's API that the gateway calls.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_ENDPOINTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_ENDPOINTS_H_

#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {
namespace endpoints {

// Paths are Smartcar's documented ones (v3 of each API).
// clang-format off
inline constexpr Endpoint kGetVehicle       {"vehicles.get",       HttpMethod::kGet,    CallKind::kRead,  "vehicle"};
inline constexpr Endpoint kListSignals      {"signals.list",       HttpMethod::kGet,    CallKind::kRead,  "vehicle"};
inline constexpr Endpoint kGetSignal        {"signals.get",        HttpMethod::kGet,    CallKind::kRead,  "signal"};
inline constexpr Endpoint kStartCharge      {"charge.start",       HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kStopCharge       {"charge.stop",        HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kSetChargeLimit   {"charge.set-limit",   HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kOpenChargePort   {"charge-port.open",   HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kCloseChargePort  {"charge-port.close",  HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kLockDoors        {"security.lock",      HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kUnlockDoors      {"security.unlock",    HttpMethod::kPost,   CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kSetDestination   {"navigation.set-destination", HttpMethod::kPost, CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kCreateDaily      {"charge-schedules.daily",     HttpMethod::kPost, CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kCreateWeekly     {"charge-schedules.weekly",    HttpMethod::kPost, CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kCreateWorkweek   {"charge-schedules.workweek",  HttpMethod::kPost, CallKind::kWrite, "vehicle"};
inline constexpr Endpoint kDeleteSchedule   {"charge-schedules.delete", HttpMethod::kDelete, CallKind::kWrite, "charge schedule"};
inline constexpr Endpoint kListConnections  {"connections.list",   HttpMethod::kGet,    CallKind::kRead,  "connection"};
inline constexpr Endpoint kGetConnection    {"connections.get",    HttpMethod::kGet,    CallKind::kRead,  "connection"};
inline constexpr Endpoint kDeleteConnection {"connections.delete", HttpMethod::kDelete, CallKind::kWrite, "connection"};
inline constexpr Endpoint kDeleteUser       {"users.delete",       HttpMethod::kDelete, CallKind::kWrite, "user"};
inline constexpr Endpoint kListWebhooks       {"webhooks.list",        HttpMethod::kGet,    CallKind::kRead,  "webhook",      Api::kManagement};
inline constexpr Endpoint kGetWebhook         {"webhooks.get",         HttpMethod::kGet,    CallKind::kRead,  "webhook",      Api::kManagement};
inline constexpr Endpoint kListSubscriptions  {"subscriptions.list",   HttpMethod::kGet,    CallKind::kRead,  "subscription", Api::kManagement};
inline constexpr Endpoint kGetSubscription    {"subscriptions.get",    HttpMethod::kGet,    CallKind::kRead,  "subscription", Api::kManagement};
inline constexpr Endpoint kCreateSubscription {"subscriptions.create", HttpMethod::kPost,   CallKind::kWrite, "subscription", Api::kManagement};
inline constexpr Endpoint kDeleteSubscription {"subscriptions.delete", HttpMethod::kDelete, CallKind::kWrite, "subscription", Api::kManagement};
inline constexpr Endpoint kListCompatibleVehicles {"compatible-vehicles.list", HttpMethod::kGet, CallKind::kRead, "compatible vehicle", Api::kCompatibility};
// clang-format on

}  // namespace endpoints
}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_ENDPOINTS_H_
