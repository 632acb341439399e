// Every RPC of ConnectionService: filters, paging, reading and ending of connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

class ConnectionsTest : public GatewayTest {
 protected:
  static Reply<v1::ListConnectionsResponse> List(const v1::ListConnectionsRequest& request) {
    return Call(connections(), &Connections::ListConnections, request);
  }

  // What the simulator has now: the tests at the end delete.
  static Fleet Now() { return Fleet(simulator()); }

  static std::vector<std::string> Ids(const v1::ListConnectionsResponse& response) {
    std::vector<std::string> ids;
    for (const auto& connection : response.connections()) ids.push_back(connection.connection_id());
    return ids;
  }

  // The query of the only request, percent-decoded where it matters.
  static std::string Query() {
    std::string target = OnlyRequest().at("target");
    return target.substr(target.find('?'));
  }
};

TEST_F(ConnectionsTest, WithoutFiltersAllLiveOnesComeNewestFirst) {
  const auto reply = List({});
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.connections(), SizeIs(Now().Connections("live")));
  EXPECT_EQ(reply.response.total_size(), Now().Connections("live"));
  EXPECT_THAT(reply.response.next_page_token(), IsEmpty());
  EXPECT_THAT(reply.response.upstream_request_id(), SizeIs(36));
  for (int i = 1; i < reply.response.connections_size(); ++i) {
    EXPECT_GE(reply.response.connections(i - 1).create_time().seconds(),
              reply.response.connections(i).create_time().seconds());
  }
  const Json request = OnlyRequest();
  EXPECT_EQ(request.at("method"), "GET");
  EXPECT_EQ(request.at("path"), "/v3/connections");
  EXPECT_FALSE(request.at("headers").contains("sc-user-id"));
  EXPECT_EQ(Query(), "?page%5Bnumber%5D=1&page%5Bsize%5D=100&filter%5Bvehicle.mode%5D=live");
}

TEST_F(ConnectionsTest, AConnectionTellsVehicleUserAndPermissions) {
  const Car car = fleet().Tesla();
  v1::ListConnectionsRequest request;
  request.set_vehicle_id(car.vehicle_id);
  const auto reply = List(request);
  ASSERT_THAT(reply.error, Succeeds());
  ASSERT_THAT(reply.response.connections(), SizeIs(1));
  const v1::Connection& connection = reply.response.connections(0);
  EXPECT_EQ(connection.connection_id(), car.connection_id);
  EXPECT_EQ(connection.user_id(), car.user_id);
  EXPECT_EQ(connection.external_user_id(), "ada");
  EXPECT_EQ(connection.vehicle().vehicle_id(), car.vehicle_id);
  EXPECT_EQ(connection.vehicle().make(), "TESLA");
  EXPECT_EQ(connection.vehicle().powertrain_type(), v1::POWERTRAIN_TYPE_BEV);
  EXPECT_THAT(connection.permissions(),
              IsSupersetOf({"read_battery", "control_charge", "control_security"}));
  EXPECT_TRUE(connection.has_create_time());
  EXPECT_TRUE(connection.has_update_time());
  EXPECT_TRUE(absl::StrContains(Query(), "&filter%5BvehicleId%5D=" + car.vehicle_id));
}

TEST_F(ConnectionsTest, FiltersByUser) {
  const std::string grace = fleet().UserWithExternalId("grace");
  v1::ListConnectionsRequest request;
  request.set_user_id(grace);
  const auto reply = List(request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(Ids(reply.response),
              UnorderedElementsAreArray(Now().ConnectionsOfUser(grace, "live")));
  EXPECT_TRUE(absl::StrContains(Query(), "&filter%5BuserId%5D=" + grace));
}

TEST_F(ConnectionsTest, FiltersByTheIdOfYourOwnSystem) {
  v1::ListConnectionsRequest request;
  request.set_external_user_id("grace");
  const auto reply = List(request);
  ASSERT_THAT(reply.error, Succeeds());
  const std::string grace = fleet().UserWithExternalId("grace");
  EXPECT_THAT(Ids(reply.response),
              UnorderedElementsAreArray(Now().ConnectionsOfUser(grace, "live")));
  // An id of any characters arrives as it was given.
  simulator().ClearRecord();
  request.set_external_user_id("a b&c=d/ü");
  const auto none = List(request);
  EXPECT_THAT(none.error, Succeeds());
  EXPECT_THAT(none.response.connections(), IsEmpty());
  EXPECT_TRUE(absl::StrContains(Query(), "=a%20b%26c%3Dd%2F%C3%BC")) << Query();
}

TEST_F(ConnectionsTest, FiltersByMode) {
  v1::ListConnectionsRequest request;
  request.set_mode(v1::VEHICLE_MODE_SIMULATED);
  const auto reply = List(request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.connections(), SizeIs(Now().Connections("simulated")));
  EXPECT_THAT(Ids(reply.response), Contains(fleet().Simulated().connection_id));
  for (const auto& connection : reply.response.connections()) {
    EXPECT_EQ(connection.vehicle().mode(), v1::VEHICLE_MODE_SIMULATED);
  }
}

TEST_F(ConnectionsTest, FiltersCombine) {
  const Car car = fleet().Tesla();
  v1::ListConnectionsRequest request;
  request.set_vehicle_id(car.vehicle_id);
  request.set_user_id(fleet().UserWithExternalId("grace"));
  const auto reply = List(request);
  EXPECT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.connections(), IsEmpty());
  EXPECT_EQ(reply.response.total_size(), 0);
}

TEST_F(ConnectionsTest, PagesHoldEveryConnectionOnce) {
  v1::ListConnectionsRequest request;
  request.set_page_size(5);
  std::set<std::string> seen;
  std::vector<int> sizes;
  do {
    const auto page = List(request);
    ASSERT_THAT(page.error, Succeeds());
    for (const std::string& id : Ids(page.response)) EXPECT_TRUE(seen.insert(id).second) << id;
    sizes.push_back(page.response.connections_size());
    EXPECT_EQ(page.response.total_size(), Now().Connections("live"));
    request.set_page_token(page.response.next_page_token());
    ASSERT_LE(sizes.size(), 10u);
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, SizeIs(Now().Connections("live")));
  EXPECT_GE(sizes.size(), 2u);
  for (size_t i = 0; i + 1 < sizes.size(); ++i) EXPECT_EQ(sizes[i], 5);
  const Json requests = simulator().Recorded({"GET", "/v3/connections"});
  ASSERT_EQ(requests.size(), sizes.size());
  for (size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(requests[i].at("target"),
              absl::StrCat("/v3/connections?page%5Bnumber%5D=", i + 1,
                           "&page%5Bsize%5D=5&filter%5Bvehicle.mode%5D=live"));
  }
}

TEST_F(ConnectionsTest, APageTokenKeepsItsPageSize) {
  v1::ListConnectionsRequest request;
  request.set_page_size(4);
  request.set_page_token(List(request).response.next_page_token());
  ASSERT_THAT(request.page_token(), Not(IsEmpty()));
  request.set_page_size(50);
  const auto page = List(request);
  EXPECT_THAT(page.error, Succeeds());
  EXPECT_THAT(page.response.connections(), SizeIs(4));
}

TEST_F(ConnectionsTest, APageTokenBelongsToItsFilters) {
  v1::ListConnectionsRequest request;
  request.set_page_size(2);
  request.set_page_token(List(request).response.next_page_token());
  ASSERT_THAT(request.page_token(), Not(IsEmpty()));
  simulator().ClearRecord();
  request.set_user_id(fleet().UserWithExternalId("ada"));
  const auto page = List(request);
  EXPECT_THAT(page.error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
  EXPECT_THAT(page.error, Violates("page_token", "with these filters"));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

TEST_F(ConnectionsTest, WrongPageTokensAndSizesAreRefusedUnsent) {
  for (const char* token : {"x", "%%%", "MQ==", "MToxOjEwMDph", "\xc3\xbc"}) {
    v1::ListConnectionsRequest request;
    request.set_page_token(token);
    const auto reply = List(request);
    EXPECT_THAT(reply.error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS")) << token;
    EXPECT_THAT(reply.error, Violates("page_token", "")) << token;
  }
  v1::ListConnectionsRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(List(request).error, Violates("page_size", "must not be negative"));
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
}

TEST_F(ConnectionsTest, ALargePageSizeCountsAsTheLargest) {
  v1::ListConnectionsRequest request;
  request.set_page_size(1'000'000);
  EXPECT_THAT(List(request).error, Succeeds());
  EXPECT_TRUE(absl::StrContains(Query(), "page%5Bsize%5D=100&")) << Query();
}

TEST_F(ConnectionsTest, GetConnectionTellsOne) {
  const Car car = fleet().Charging();
  v1::GetConnectionRequest request;
  request.set_connection_id(car.connection_id);
  const auto reply = Call(connections(), &Connections::GetConnection, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.connection().connection_id(), car.connection_id);
  EXPECT_EQ(reply.response.connection().vehicle().model(), "ID.4");
  EXPECT_EQ(OnlyRequest().at("target"), "/v3/connections/" + car.connection_id);
}

TEST_F(ConnectionsTest, EarlyAccessRepliesPageToo) {
  simulator().SetSwitches({{"json_shape", "early_access"}});
  v1::ListConnectionsRequest request;
  request.set_page_size(8);
  const auto first = List(request);
  request.set_page_token(first.response.next_page_token());
  const auto second = List(request);
  simulator().SetSwitches({{"json_shape", "ga"}});
  ASSERT_THAT(first.error, Succeeds());
  ASSERT_THAT(second.error, Succeeds());
  EXPECT_THAT(first.response.connections(), SizeIs(8));
  EXPECT_THAT(second.response.connections(), SizeIs(Now().Connections("live") - 8));
  EXPECT_TRUE(first.response.connections(0).has_create_time());
}

TEST_F(ConnectionsTest, DeletedConnectionIsGone) {
  const Car car = fleet().DoorOpen();
  v1::DeleteConnectionRequest request;
  request.set_connection_id(car.connection_id);
  const auto reply = Call(connections(), &Connections::DeleteConnection, request);
  EXPECT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.upstream_request_id(), SizeIs(36));
  EXPECT_EQ(OnlyRequest().at("method"), "DELETE");
  EXPECT_EQ(OnlyRequest().at("target"), "/v3/connections/" + car.connection_id);
  const auto again = Call(connections(), &Connections::DeleteConnection, request);
  EXPECT_THAT(again.error, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_TRUE(again.error.resource_info.has_value());
  EXPECT_EQ(again.error.resource_info->resource_type(), "connection");
  EXPECT_EQ(again.error.resource_info->resource_name(), car.connection_id);
}

TEST_F(ConnectionsTest, DeletedUserIsGoneWithAllConnections) {
  const std::string user = fleet().Lapsed().user_id;
  v1::DeleteUserRequest request;
  request.set_user_id(user);
  EXPECT_THAT(Call(connections(), &Connections::DeleteUser, request).error, Succeeds());
  EXPECT_EQ(OnlyRequest().at("method"), "DELETE");
  EXPECT_EQ(OnlyRequest().at("target"), "/v3/users/" + user);
  v1::ListConnectionsRequest list;
  list.set_user_id(user);
  EXPECT_THAT(List(list).response.connections(), IsEmpty());
  EXPECT_THAT(Call(connections(), &Connections::DeleteUser, request).error,
              FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace smartcar_gateway
