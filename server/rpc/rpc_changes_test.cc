// Holds the names of changes in the table of RPCs against those of Smartcar's endpoints.
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "server/access/rpc_methods.h"
#include "server/smartcar/endpoints.h"

namespace smartcar_gateway {
namespace {

TEST(RpcChangesTest, ChangesAreNamedAsTheEndpointsThatMakeThem) {
  std::set<std::string> written;
  for (const Endpoint* endpoint :
       {&endpoints::kStartCharge, &endpoints::kStopCharge, &endpoints::kSetChargeLimit,
        &endpoints::kOpenChargePort, &endpoints::kCloseChargePort, &endpoints::kLockDoors,
        &endpoints::kUnlockDoors, &endpoints::kSetDestination, &endpoints::kCreateDaily,
        &endpoints::kCreateWeekly, &endpoints::kCreateWorkweek, &endpoints::kDeleteSchedule,
        &endpoints::kDeleteConnection, &endpoints::kDeleteUser, &endpoints::kCreateSubscription,
        &endpoints::kDeleteSubscription}) {
    EXPECT_EQ(endpoint->kind, CallKind::kWrite) << endpoint->name;
    written.emplace(endpoint->name);
  }
  std::set<std::string> changes;
  for (const RpcMethod& method : AllRpcMethods()) {
    if (!method.change.empty()) changes.emplace(method.change);
  }
  EXPECT_EQ(changes, written);
}

}  // namespace
}  // namespace smartcar_gateway
