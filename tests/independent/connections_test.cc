// Every RPC of ConnectionService.
#include <string>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ConnectionsTest : public IndependentTest {
 protected:
  static Reply<v1::ListConnectionsResponse> List(const v1::ListConnectionsRequest& request) {
    return Call(connections(), &Connections::ListConnections, request);
  }

  static std::string TargetOf(const v1::ListConnectionsResponse& response) {
    return upstream().Request(response.upstream_request_id()).at("target");
  }
};

TEST_F(ConnectionsTest, PagesFollowOneAnother) {
  v1::ListConnectionsRequest request;
  request.set_page_size(1);
  const auto first = List(request);
  ASSERT_THAT(first.error, Succeeds());
  EXPECT_EQ(first.response.total_size(), 2);
  ASSERT_THAT(first.response.connections(), SizeIs(1));
  const v1::Connection& connection = first.response.connections(0);
  EXPECT_EQ(connection.connection_id(), kConnection);
  EXPECT_EQ(connection.user_id(), kUser);
  EXPECT_EQ(connection.external_user_id(), "depot/kiel #4");
  EXPECT_EQ(connection.vehicle().vehicle_id(), kCar);
  EXPECT_EQ(connection.vehicle().make(), "RENAULT");
  EXPECT_THAT(connection.permissions(),
              ElementsAre("read_battery", "read_location", "control_charge", "control_navigation"));
  EXPECT_THAT(connection.create_time(), IsMessage("seconds: 1777115533 nanos: 140000000"));
  EXPECT_EQ(Sent(first.response, "GET",
                 "/v3/connections?page%5Bnumber%5D=1&page%5Bsize%5D=1"
                 "&filter%5Bvehicle.mode%5D=live")
                .at("user"),
            "");

  ASSERT_THAT(first.response.next_page_token(), Not(IsEmpty()));
  request.set_page_token(first.response.next_page_token());
  const auto last = List(request);
  ASSERT_THAT(last.error, Succeeds());
  ASSERT_THAT(last.response.connections(), SizeIs(1));
  EXPECT_EQ(last.response.connections(0).vehicle().vehicle_id(), kUnwellCar);
  EXPECT_EQ(last.response.connections(0).external_user_id(), "");
  EXPECT_THAT(last.response.next_page_token(), IsEmpty());
  EXPECT_THAT(TargetOf(last.response), HasSubstr("?page%5Bnumber%5D=2&"));
}

TEST_F(ConnectionsTest, FiltersAreSentByTheirDocumentedNames) {
  v1::ListConnectionsRequest request;
  request.set_user_id(kUser);
  request.set_vehicle_id(kCar);
  request.set_external_user_id("depot/kiel #4");
  request.set_mode(v1::VEHICLE_MODE_SIMULATED);
  const auto reply = List(request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_THAT(reply.response.connections(), IsEmpty());
  EXPECT_EQ(reply.response.total_size(), 0);
  const std::string target = TargetOf(reply.response) + "&";
  EXPECT_THAT(target, HasSubstr(std::string("&filter%5BuserId%5D=") + kUser + "&"));
  EXPECT_THAT(target, HasSubstr(std::string("&filter%5BvehicleId%5D=") + kCar + "&"));
  EXPECT_THAT(target, HasSubstr("&filter%5Buser.externalId%5D=depot%2Fkiel%20%234&"));
  EXPECT_THAT(target, HasSubstr("&filter%5Bvehicle.mode%5D=simulated&"));
}

TEST_F(ConnectionsTest, OneIsRead) {
  v1::GetConnectionRequest request;
  request.set_connection_id(kConnection);
  const auto reply = Call(connections(), &Connections::GetConnection, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.connection().connection_id(), kConnection);
  EXPECT_EQ(reply.response.connection().vehicle().year(), 2021);
  EXPECT_TRUE(reply.response.connection().has_update_time());
  Sent(reply.response, "GET", std::string("/v3/connections/") + kConnection);
}

TEST_F(ConnectionsTest, ConnectionsAndUsersAreDeleted) {
  v1::DeleteConnectionRequest connection;
  connection.set_connection_id(kConnection);
  const auto ended = Call(connections(), &Connections::DeleteConnection, connection);
  ASSERT_THAT(ended.error, Succeeds());
  EXPECT_EQ(
      Sent(ended.response, "DELETE", std::string("/v3/connections/") + kConnection).at("status"),
      204);
  v1::DeleteUserRequest user;
  user.set_user_id(kUser);
  const auto deleted = Call(connections(), &Connections::DeleteUser, user);
  ASSERT_THAT(deleted.error, Succeeds());
  EXPECT_EQ(Sent(deleted.response, "DELETE", std::string("/v3/users/") + kUser).at("body"), "");
}

TEST_F(ConnectionsTest, OneThatIsNotThereIsNamed) {
  v1::GetConnectionRequest request;
  request.set_connection_id("gone");
  const RichError error = Call(connections(), &Connections::GetConnection, request).error;
  EXPECT_THAT(error, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(error, HasMetadata("upstream_code", "INVALID_PATH"));
  ASSERT_TRUE(error.resource_info.has_value());
  EXPECT_EQ(error.resource_info->resource_name(), "gone");
}

}  // namespace
}  // namespace smartcar_gateway
