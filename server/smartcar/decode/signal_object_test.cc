// Tests of what stands around the body of a signal: code, status, error and times.
#include "server/smartcar/decode/signal_object.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Signal;

Signal Decode(const std::string& text) {
  Signal signal;
  const auto root = ParseJson(text);
  EXPECT_TRUE(root.ok()) << text;
  if (root.ok()) DecodeSignalObject(simdjson::dom::object(*root), &signal);
  return signal;
}

// A signal of an unknown code, of which `status` is all there is.
Signal DecodeStatus(const std::string& status) {
  return Decode(absl::StrCat(R"({"attributes":{"code":"x-y","status":)", status, "}}"));
}

TEST(SignalObjectTest, ReadsTheFlatFormOfWebhooks) {
  ExpectEqualsText(
      Decode(R"({"code":"tractionbattery-stateofcharge","name":"StateOfCharge",
                 "group":"TractionBattery","body":{"value":89,"unit":"percent"},
                 "status":{"value":"SUCCESS"},
                 "meta":{"oemUpdatedAt":1769937933000,"retrievedAt":1769937943244}})"),
      R"(code: "tractionbattery-stateofcharge" name: "StateOfCharge" group: "TractionBattery"
         status: SIGNAL_STATUS_SUCCESS status_text: "SUCCESS"
         oem_updated_time { seconds: 1769937933 }
         retrieved_time { seconds: 1769937943 nanos: 244000000 }
         quantity { value: 89 unit: UNIT_PERCENT unit_text: "percent" })");
  ExpectEqualsText(Decode(R"({"code":"charge-chargetimers","name":"ChargeTimers","group":"Charge",
                 "status":{"value":"ERROR","error":{"type":"PERMISSION","code":null}}})"),
                   R"(code: "charge-chargetimers" name: "ChargeTimers" group: "Charge"
         status: SIGNAL_STATUS_ERROR status_text: "ERROR" error { type: "PERMISSION" })");
}

TEST(SignalObjectTest, FillsInCodeNameAndGroupThatSmartcarLeftOut) {
  ExpectEqualsText(Decode(R"({"id":"wheel-style","attributes":{"body":{"value":"Aero"}}})"),
                   R"(code: "wheel-style" name: "Style" group: "Wheel" text { value: "Aero" })");
  ExpectEqualsText(Decode(R"({"id":"x-y","attributes":{"name":null,"group":7}})"),
                   R"(code: "x-y")");
}

TEST(SignalObjectTest, PrefersSmartcarsOwnNames) {
  const Signal signal =
      Decode(R"({"attributes":{"code":"wheel-style","name":"Look","group":"Wheels"}})");
  EXPECT_EQ(signal.name(), "Look");
  EXPECT_EQ(signal.group(), "Wheels");
}

TEST(SignalObjectTest, TellsStatusesApart) {
  ExpectEqualsText(DecodeStatus(R"({"value":"UNAVAILABLE"})"),
                   R"(code: "x-y" status: SIGNAL_STATUS_UNAVAILABLE status_text: "UNAVAILABLE")");
  ExpectEqualsText(DecodeStatus(R"({"value":"success"})"),
                   R"(code: "x-y" status: SIGNAL_STATUS_SUCCESS status_text: "success")");
  ExpectEqualsText(DecodeStatus(R"({"value":"RETIRED"})"), R"(code: "x-y" status_text: "RETIRED")");
  ExpectEqualsText(DecodeStatus(R"("ERROR")"),
                   R"(code: "x-y" status: SIGNAL_STATUS_ERROR status_text: "ERROR")");
  for (const char* status : {"null", "{}", "7", "[]", R"({"value":null,"error":null})"}) {
    ExpectEqualsText(DecodeStatus(status), R"(code: "x-y")");
  }
}

TEST(SignalObjectTest, KeepsTheErrorOfEveryStatusButSuccess) {
  const char kError[] = R"("error":{"type":"A","code":"B"}})";
  EXPECT_FALSE(DecodeStatus(absl::StrCat(R"({"value":"SUCCESS",)", kError)).has_error());
  for (const char* word : {"\"ERROR\"", "\"UNAVAILABLE\"", "\"RETIRED\"", "null"}) {
    const Signal signal = DecodeStatus(absl::StrCat(R"({"value":)", word, ",", kError));
    EXPECT_EQ(signal.error().type(), "A") << word;
    EXPECT_EQ(signal.error().code(), "B") << word;
  }
}

TEST(SignalObjectTest, TakesDetailBeforeTheDeprecatedDescription) {
  const Signal signal = DecodeStatus(
      R"({"value":"ERROR","error":{"description":"Use detail.","detail":"Unplugged."}})");
  EXPECT_EQ(signal.error().detail(), "Unplugged.");
}

TEST(SignalObjectTest, TimesThatCannotBeStayUnset) {
  for (const char* time : {"null", "0", "-1", "1758224204", "\"\"", "\"0001-01-01T00:00:00Z\"",
                           "true", "1e300", "{}"}) {
    const Signal signal =
        Decode(absl::StrCat(R"({"attributes":{"code":"x-y"},"meta":{"oemUpdatedAt":)", time,
                            R"(,"retrievedAt":)", time, R"(,"ingestedAt":)", time, "}}"));
    ExpectEqualsText(signal, R"(code: "x-y")");
  }
}

TEST(SignalObjectTest, MembersOfAnotherKindLeaveTheirFieldsUnset) {
  ExpectEqualsText(Decode(R"({"attributes":{"code":7,"status":[],"body":null},"meta":"x"})"), "");
  ExpectEqualsText(Decode(R"({"attributes":[],"meta":null,"id":{}})"), "");
  ExpectEqualsText(Decode("{}"), "");
}

}  // namespace
}  // namespace smartcar_gateway
