// Every signal of the catalogue, in each outcome and in both shapes of the API.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/decode/signal_catalogue.h"
#include "server/smartcar/decode/signal_samples.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetSignalResponse;
using smartcar::gateway::v1::Signal;

enum class Outcome { kSuccess, kNullValue, kErrorWithoutBody, kStaleError };
enum class Shape { kGa, kOf2025 };

using Case = std::tuple<SignalDefinition, Outcome, Shape>;

// What the reply says of the outcome, as JSON and as text proto.
struct Status {
  const char* json;
  const char* text;
};

Status StatusOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSuccess:
      return {R"({"value":"SUCCESS"})", R"(status: SIGNAL_STATUS_SUCCESS status_text: "SUCCESS")"};
    case Outcome::kNullValue:
      return {R"({"value":"ERROR","error":{"type":"VEHICLE_STATE","code":"NOT_CHARGING",
                  "title":"Not Charging","detail":"It does not charge.",
                  "resolution":{"type":"UNKNOWN_RESOLUTION_TYPE"}}})",
              R"(status: SIGNAL_STATUS_ERROR status_text: "ERROR" error { type: "VEHICLE_STATE"
                 code: "NOT_CHARGING" title: "Not Charging" detail: "It does not charge."
                 resolution_type: "UNKNOWN_RESOLUTION_TYPE" })"};
    case Outcome::kErrorWithoutBody:
      return {R"({"value":"ERROR","error":{"type":"PERMISSION","code":null,"description":"Old.",
                  "resolution":{"type":"REAUTHENTICATE","url":"https://a.example/"}}})",
              R"(status: SIGNAL_STATUS_ERROR status_text: "ERROR" error { type: "PERMISSION"
                 detail: "Old." resolution_type: "REAUTHENTICATE"
                 resolution_url: "https://a.example/" })"};
    case Outcome::kStaleError:
      return {R"({"value":"ERROR","error":{"type":"UPSTREAM","code":"NO_RESPONSE",
                  "resolution":"RETRY_LATER"}})",
              R"(status: SIGNAL_STATUS_ERROR status_text: "ERROR" error { type: "UPSTREAM"
                 code: "NO_RESPONSE" resolution_type: "RETRY_LATER" })"};
  }
  return {};
}

class SignalTableTest : public testing::TestWithParam<Case> {
 protected:
  const SignalDefinition& signal() const { return std::get<0>(GetParam()); }
  Outcome outcome() const { return std::get<1>(GetParam()); }
  bool is_ga() const { return std::get<2>(GetParam()) == Shape::kGa; }

  // The body as JSON and as text proto; empty for an outcome without one.
  std::pair<std::string, std::string> Body() const {
    const SignalSample sample = SampleOf(signal());
    if (outcome() == Outcome::kErrorWithoutBody) return {};
    if (outcome() == Outcome::kNullValue) return {sample.null_json, sample.null_text};
    if (is_ga()) return {sample.ga_json, sample.ga_text};
    return {sample.json_of_2025, sample.text_of_2025};
  }

  bool HasTimes() const { return outcome() != Outcome::kErrorWithoutBody; }

  std::string Meta() const {
    if (is_ga() && HasTimes()) {
      return R"({"ingestedAt":"2026-09-22T12:43:14.379Z","retrievedAt":"2026-09-22T12:41:16.476Z",
                 "oemUpdatedAt":"2026-09-22T12:34:51.000Z"})";
    }
    if (is_ga()) return R"({"ingestedAt":"2026-09-22T12:43:14.379Z"})";
    if (HasTimes()) return R"({"retrievedAt":1790080876476,"oemUpdatedAt":1790080491000})";
    return R"({"retrievedAt":0,"oemUpdatedAt":null})";
  }

  std::string Reply() const {
    const std::string body = Body().first;
    const std::string resource = absl::Substitute(
        R"({"id":"$0","type":"signal","attributes":{"code":"$0","name":"$1","group":"$2",
            "status":$3$4},"meta":$5,"links":{"self":"$6/vehicles/v1/signals/$0"}})",
        signal().code, signal().name, signal().group, StatusOf(outcome()).json,
        body.empty() ? "" : absl::StrCat(",\"body\":", body), Meta(),
        is_ga() ? "https://vehicle.api.smartcar.com/v3" : "");
    return is_ga() ? absl::StrCat("{\"data\":", resource, "}") : resource;
  }

  std::string Expected() const {
    const std::string ingested =
        is_ga() ? "ingested_time { seconds: 1790080994 nanos: 379000000 }" : "";
    const std::string others = HasTimes() ? R"(
        retrieved_time { seconds: 1790080876 nanos: 476000000 }
        oem_updated_time { seconds: 1790080491 })"
                                          : "";
    return absl::Substitute(R"(signal { code: "$0" name: "$1" group: "$2" $3 $4 $5 $6 })",
                            signal().code, signal().name, signal().group, StatusOf(outcome()).text,
                            ingested, others, Body().second);
  }
};

TEST_P(SignalTableTest, DecodesToTheKindOfBodyTheCatalogueNames) {
  GetSignalResponse response;
  ASSERT_TRUE(DecodeSignal(Reply(), &response).ok()) << Reply();
  ExpectEqualsText(response, Expected());
  EXPECT_EQ(response.signal().body_case(),
            outcome() == Outcome::kErrorWithoutBody ? Signal::BODY_NOT_SET : signal().body);
}

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  static const char* const kOutcomes[] = {"Success", "NullValue", "ErrorWithoutBody", "StaleError"};
  return absl::StrCat(absl::StrReplaceAll(std::get<0>(info.param).code, {{"-", "_"}}), "_",
                      kOutcomes[static_cast<int>(std::get<1>(info.param))],
                      std::get<2>(info.param) == Shape::kGa ? "_Ga" : "_2025");
}

INSTANTIATE_TEST_SUITE_P(
    All, SignalTableTest,
    testing::Combine(testing::ValuesIn(SignalCatalogue().begin(), SignalCatalogue().end()),
                     testing::Values(Outcome::kSuccess, Outcome::kNullValue,
                                     Outcome::kErrorWithoutBody, Outcome::kStaleError),
                     testing::Values(Shape::kGa, Shape::kOf2025)),
    NameOf);

}  // namespace
}  // namespace smartcar_gateway
