// Tests of replies with connections, and of where a page says it stands.
#include "server/smartcar/decode/decode_connections.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetConnectionResponse;
using smartcar::gateway::v1::ListConnectionsResponse;

struct Page {
  ListConnectionsResponse response;
  PageInfo info;
};

Page DecodePage(const std::string& body) {
  Page page;
  EXPECT_TRUE(DecodeConnectionList(body, &page.response, &page.info).ok()) << body;
  return page;
}

// The page of a list without entries that says this of itself.
PageInfo InfoOf(const std::string& meta, const std::string& links) {
  return DecodePage(absl::StrCat(R"({"data":[],"meta":)", meta, R"(,"links":)", links, "}")).info;
}

TEST(DecodeConnectionTest, ReadsEveryMember) {
  GetConnectionResponse response;
  ASSERT_TRUE(DecodeConnection(
                  R"({"data":{"id":"c1","type":"connection","attributes":{
                       "permissions":["control_charge","read_battery"],
                       "vehicle":{"make":"TESLA","model":"Model S","year":2014,"mode":"live",
                                  "powertrainType":"BEV"},
                       "user":{"id":"u1","externalId":"crm-7"}},
                      "relationships":{"vehicle":{"data":{"id":"v1","type":"vehicle"}},
                                       "user":{"data":{"id":"u1","type":"user"}}},
                      "meta":{"createdAt":"2025-05-03T02:45:45.349Z","updatedAt":1790080876476}}})",
                  &response)
                  .ok());
  ExpectEqualsText(response, R"(connection { connection_id: "c1"
      vehicle { vehicle_id: "v1" make: "TESLA" model: "Model S" year: 2014
                powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: "BEV"
                mode: VEHICLE_MODE_LIVE mode_text: "live" }
      user_id: "u1" external_user_id: "crm-7" permissions: ["control_charge", "read_battery"]
      create_time { seconds: 1746240345 nanos: 349000000 }
      update_time { seconds: 1790080876 nanos: 476000000 } })");
}

TEST(DecodeConnectionTest, FindsIdsWhereverTheyStand) {
  for (const char* body : {R"({"id":"c1","attributes":{"vehicle":{"id":"v1"},"user":{"id":"u1"}}})",
                           R"({"data":{"id":"c1","relationships":{"vehicle":{"data":{"id":"v1"}},
                                               "user":{"data":{"id":"u1"}}}}})",
                           R"({"data":{"id":"c1","attributes":{"vehicle":null,"user":{"id":null}},
             "relationships":{"vehicle":{"data":{"id":"v1"}},"user":{"data":{"id":"u1"}}}}})"}) {
    GetConnectionResponse response;
    ASSERT_TRUE(DecodeConnection(body, &response).ok()) << body;
    ExpectEqualsText(
        response,
        R"(connection { connection_id: "c1" vehicle { vehicle_id: "v1" } user_id: "u1" })");
  }
}

TEST(DecodeConnectionTest, MembersOfAnotherKindLeaveTheirFieldsUnset) {
  GetConnectionResponse response;
  ASSERT_TRUE(DecodeConnection(R"({"data":{"id":"c1","attributes":{"permissions":["a",7,null,"b"],
                                   "vehicle":[],"user":"u1"},"relationships":[],"meta":7}})",
                               &response)
                  .ok());
  ExpectEqualsText(response, R"(connection { connection_id: "c1" permissions: ["a", "b"] })");
}

TEST(DecodeConnectionTest, RefusesRepliesWithoutAConnection) {
  GetConnectionResponse response;
  EXPECT_EQ(DecodeConnection("{}", &response).message(),
            "the reply has neither `data` nor `attributes`");
  EXPECT_EQ(DecodeConnection(R"({"data":[]})", &response).message(),
            "`data` of the reply is no object");
}

TEST(DecodeConnectionListTest, ReadsConnectionsInSmartcarsOrder) {
  const Page page = DecodePage(R"({"data":[{"id":"c2"},{"id":"c1"}],"meta":{"totalCount":2}})");
  ExpectEqualsText(page.response, R"(connections { connection_id: "c2" }
                                     connections { connection_id: "c1" } total_size: 2)");
}

TEST(DecodeConnectionListTest, ReadsWhereThePageStands) {
  for (const char* number : {"pageNumber", "page"}) {
    const PageInfo info = InfoOf(
        absl::StrCat("{\"", number, R"(":2,"pageSize":10,"totalCount":35})"), R"({"next":null})");
    EXPECT_EQ(info.page_number, 2) << number;
    EXPECT_EQ(info.page_size, 10) << number;
    EXPECT_EQ(info.total_count, 35) << number;
  }
}

TEST(DecodeConnectionListTest, LinkDecidesWhetherThereIsANextPage) {
  const char kMore[] = R"({"pageNumber":1,"pageSize":10,"totalCount":35})";
  EXPECT_FALSE(InfoOf(kMore, R"({"next":null})").has_next);
  EXPECT_FALSE(InfoOf(kMore, R"({"next":""})").has_next);
  EXPECT_TRUE(
      InfoOf("{}", R"({"next":"https://vehicle.api.smartcar.com/v3/connections"})").has_next);
  EXPECT_TRUE(InfoOf("{}", R"({"next":"/connections?page[number]=2"})").has_next);
}

TEST(DecodeConnectionListTest, CountsDecideWithoutALink) {
  const auto has_next = [](int number, int size, int total) {
    const std::string meta =
        absl::StrCat("{\"page\":", number, ",\"pageSize\":", size, ",\"totalCount\":", total, "}");
    EXPECT_EQ(InfoOf(meta, "{}").has_next, InfoOf(meta, "null").has_next);
    return InfoOf(meta, "{}").has_next;
  };
  EXPECT_FALSE(has_next(1, 10, 0));
  EXPECT_FALSE(has_next(1, 10, 10));
  EXPECT_TRUE(has_next(1, 10, 11));
  EXPECT_TRUE(has_next(3, 10, 31));
  EXPECT_FALSE(has_next(4, 10, 31));
  EXPECT_FALSE(has_next(9, 10, 31));
  EXPECT_FALSE(has_next(1, 0, 31));
}

TEST(DecodeConnectionListTest, CountsThatCannotBeAreZero) {
  for (const char* count : {"null", "-1", "\"10\"", "1.5", "1e300", "{}"}) {
    const std::string meta = absl::StrCat("{\"pageNumber\":", count, ",\"pageSize\":", count,
                                          ",\"totalCount\":", count, "}");
    const PageInfo info = InfoOf(meta, "{}");
    EXPECT_EQ(info.page_number + info.page_size + info.total_count, 0) << count;
    EXPECT_FALSE(info.has_next) << count;
  }
}

TEST(DecodeConnectionListTest, HugeCountsDoNotOverflow) {
  const Page page = DecodePage(
      R"({"data":[],"meta":{"pageNumber":9223372036854775807,"pageSize":9223372036854775807,
                            "totalCount":9223372036854775807}})");
  EXPECT_FALSE(page.info.has_next);
  EXPECT_EQ(page.response.total_size(), 2147483647);
}

TEST(DecodeConnectionListTest, RefusesRepliesWithoutAList) {
  Page page;
  EXPECT_EQ(DecodeConnectionList(R"({"data":{}})", &page.response, &page.info).message(),
            "the reply has no array `data`");
  EXPECT_EQ(DecodeConnectionList(R"({"data":[1]})", &page.response, &page.info).message(),
            "`data` of the reply holds an entry that is no object");
}

}  // namespace
}  // namespace smartcar_gateway
