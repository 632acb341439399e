// Tests of replies with signals: what a reply must have, and what of it is decoded.
#include "server/smartcar/decode/decode_signals.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetSignalResponse;
using smartcar::gateway::v1::ListSignalsResponse;

std::string ListError(const std::string& body) {
  ListSignalsResponse response;
  const absl::Status status = DecodeSignalList(body, &response);
  EXPECT_NE(status.code(), absl::StatusCode::kUnknown);
  return std::string(status.message());
}

ListSignalsResponse DecodeList(const std::string& body) {
  ListSignalsResponse response;
  EXPECT_TRUE(DecodeSignalList(body, &response).ok()) << body;
  return response;
}

TEST(DecodeSignalListTest, EmptyStoreIsAnEmptyList) {
  ExpectEqualsText(DecodeList(R"({"data":[],"meta":{"totalCount":0,"pageSize":0,"pageNumber":1}})"),
                   "");
}

TEST(DecodeSignalListTest, SortsByCode) {
  ExpectEqualsText(DecodeList(R"({"data":[{"id":"c"},{"id":"a"},{"id":"b"}]})"),
                   R"(signals { code: "a" } signals { code: "b" } signals { code: "c" })");
}

TEST(DecodeSignalListTest, KeepsSignalsOfTheSameCodeInTheirOrder) {
  ExpectEqualsText(
      DecodeList(R"({"data":[{"id":"b","attributes":{"name":"1"}},{"id":"a"},
                             {"id":"b","attributes":{"name":"2"}}]})"),
      R"(signals { code: "a" } signals { code: "b" name: "1" } signals { code: "b" name: "2" })");
}

TEST(DecodeSignalListTest, TakesTheIncludedVehicle) {
  ExpectEqualsText(DecodeList(R"({"data":[],"included":{"vehicle":{"id":"v1","type":"vehicle",
                     "attributes":{"make":"VOLKSWAGEN","model":"ID.4","year":2021}}}})"),
                   R"(vehicle { vehicle_id: "v1" make: "VOLKSWAGEN" model: "ID.4" year: 2021 })");
  for (const char* included : {"null", "[]", "{}", R"({"vehicle":null})", R"({"vehicle":"v1"})"}) {
    EXPECT_FALSE(DecodeList(absl::StrCat(R"({"data":[],"included":)", included, "}")).has_vehicle())
        << included;
  }
}

TEST(DecodeSignalListTest, OneOddSignalDoesNotSpoilTheOthers) {
  ExpectEqualsText(
      DecodeList(R"({"data":[{"attributes":{"code":"charge-voltage","status":7,"body":"odd"}},
                             {"attributes":{"code":"wheel-style","body":{"value":"Aero"}}}]})"),
      R"(signals { code: "charge-voltage" name: "Voltage" group: "Charge"
                   unrecognized_fields { fields { key: "body" value { string_value: "odd" } } } }
         signals { code: "wheel-style" name: "Style" group: "Wheel" text { value: "Aero" } })");
}

TEST(DecodeSignalListTest, RefusesRepliesWithoutAList) {
  for (const char* body : {"{}", R"({"data":null})", R"({"data":{}})", R"({"data":"x"})",
                           R"({"errors":[]})", R"({"signals":[]})"}) {
    EXPECT_EQ(ListError(body), "the reply has no array `data`") << body;
  }
  for (const char* body : {"[]", "7", "null", "\"data\""}) {
    EXPECT_EQ(ListError(body), "the reply is no JSON object") << body;
  }
  EXPECT_EQ(ListError(R"({"data":[{"id":"a"},null]})"),
            "`data` of the reply holds an entry that is no object");
  EXPECT_EQ(ListError(""), "the reply is empty");
  EXPECT_EQ(ListError("<html>504 Gateway Time-out</html>"), "the reply is not JSON");
}

TEST(DecodeSignalListTest, LastOfTwoListsCounts) {
  ExpectEqualsText(DecodeList(R"({"data":{},"data":[{"id":"a"}]})"), R"(signals { code: "a" })");
}

TEST(DecodeSignalTest, ReadsBothShapes) {
  const char kSignal[] = R"("attributes":{"code":"wheel-style","body":{"value":"Aero"}})";
  const char kText[] =
      R"(signal { code: "wheel-style" name: "Style" group: "Wheel" text { value: "Aero" } })";
  for (const std::string& body :
       {absl::StrCat(R"({"data":{)", kSignal, "}}"), absl::StrCat("{", kSignal, "}"),
        absl::StrCat(R"({"data":null,)", kSignal, "}")}) {
    GetSignalResponse response;
    ASSERT_TRUE(DecodeSignal(body, &response).ok()) << body;
    ExpectEqualsText(response, kText);
  }
}

TEST(DecodeSignalTest, RefusesRepliesWithoutASignal) {
  const auto error = [](const std::string& body) {
    GetSignalResponse response;
    return std::string(DecodeSignal(body, &response).message());
  };
  EXPECT_EQ(error("{}"), "the reply has neither `data` nor `attributes`");
  EXPECT_EQ(error(R"({"data":[]})"), "`data` of the reply is no object");
  EXPECT_EQ(error(R"({"data":{}})"), "`data` of the reply has neither `attributes` nor `id`");
  EXPECT_EQ(error(R"({"errors":[{"status":"404"}]})"),
            "the reply has neither `data` nor `attributes`");
  EXPECT_EQ(error("[]"), "the reply is no JSON object");
}

}  // namespace
}  // namespace smartcar_gateway
