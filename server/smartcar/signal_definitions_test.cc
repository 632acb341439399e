// Tests of what callers are told of the signals that exist.
#include "server/smartcar/signal_definitions.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/signal_catalogue.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

v1::ListSignalDefinitionsResponse List(const std::string& group) {
  v1::ListSignalDefinitionsRequest request;
  request.set_group(group);
  v1::ListSignalDefinitionsResponse response;
  EXPECT_TRUE(ListSignalDefinitions(request, &response).ok()) << group;
  return response;
}

TEST(SignalDefinitionsTest, AreTheWholeCatalogueInItsOrder) {
  const auto response = List("");
  ASSERT_EQ(response.signal_definitions_size(), 93);
  for (int i = 0; i < 93; ++i) {
    const SignalDefinition& expected = SignalCatalogue()[i];
    const v1::SignalDefinition& actual = response.signal_definitions(i);
    EXPECT_EQ(actual.code(), expected.code);
    EXPECT_EQ(actual.name(), expected.name);
    EXPECT_EQ(actual.group(), expected.group);
    EXPECT_EQ(actual.unit(), expected.unit);
    EXPECT_EQ(actual.permission(), expected.permission);
    EXPECT_EQ(actual.description(), expected.description);
    EXPECT_EQ(static_cast<int>(actual.body_kind()), static_cast<int>(expected.body));
  }
}

TEST(SignalDefinitionsTest, BodyKindsAreTheMembersOfASignalsBody) {
  const google::protobuf::OneofDescriptor* const body =
      v1::Signal::descriptor()->FindOneofByName("body");
  EXPECT_EQ(body->field_count(), v1::SignalBodyKind_descriptor()->value_count() - 1);
  for (int i = 0; i < body->field_count(); ++i) {
    const auto kind = static_cast<v1::SignalBodyKind>(body->field(i)->number());
    EXPECT_EQ(v1::SignalBodyKind_Name(kind),
              absl::StrCat("SIGNAL_BODY_KIND_", absl::AsciiStrToUpper(body->field(i)->name())));
  }
}

TEST(SignalDefinitionsTest, EveryGroupListsItsOwnSignalsOnly) {
  int listed = 0;
  std::string group;
  for (const SignalDefinition& signal : SignalCatalogue()) {
    if (signal.group == group) continue;
    group = std::string(signal.group);
    const auto response = List(group);
    listed += response.signal_definitions_size();
    for (const auto& definition : response.signal_definitions()) {
      EXPECT_EQ(definition.group(), group);
    }
  }
  EXPECT_EQ(listed, 93);
}

TEST(SignalDefinitionsTest, AnotherGroupIsRefusedWithTheNamesThereAre) {
  for (const char* group : {"charge", "Charge ", "Engine", "charge-amperage"}) {
    v1::ListSignalDefinitionsRequest request;
    request.set_group(group);
    v1::ListSignalDefinitionsResponse response;
    const absl::Status status = ListSignalDefinitions(request, &response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_TRUE(absl::StrContains(status.message(), "group: must be empty or one of Charge, "))
        << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "VehicleUserAccount, Wheel")) << status;
  }
}

}  // namespace
}  // namespace smartcar_gateway
