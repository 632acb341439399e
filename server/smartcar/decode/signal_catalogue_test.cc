// Tests of the table of signals.
#include "server/smartcar/decode/signal_catalogue.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Signal;

TEST(SignalCatalogueTest, HasEverySignalOnceInOrder) {
  ASSERT_EQ(SignalCatalogue().size(), 93u);
  for (size_t i = 1; i < SignalCatalogue().size(); ++i) {
    EXPECT_LT(SignalCatalogue()[i - 1].code, SignalCatalogue()[i].code);
  }
}

TEST(SignalCatalogueTest, EveryRowIsWhole) {
  for (const SignalDefinition& signal : SignalCatalogue()) {
    EXPECT_EQ(signal.code, absl::AsciiStrToLower(absl::StrCat(signal.group, "-", signal.name)));
    EXPECT_NE(signal.body, Signal::BODY_NOT_SET) << signal.code;
    EXPECT_NE(signal.body, Signal::kUnknownBody) << signal.code;
    EXPECT_EQ(signal.permission.substr(0, 5), "read_") << signal.code;
    ASSERT_FALSE(signal.description.empty()) << signal.code;
    EXPECT_EQ(signal.description.back(), '.') << signal.code;
    EXPECT_EQ(FindSignalDefinition(signal.code), &signal);
  }
}

TEST(SignalCatalogueTest, UsesEveryKindOfBody) {
  std::set<int> used;
  for (const SignalDefinition& signal : SignalCatalogue()) used.insert(signal.body);
  const google::protobuf::OneofDescriptor* const body =
      Signal::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const int kind = body->field(i)->number();
    EXPECT_EQ(used.count(kind), kind == Signal::kUnknownBody ? 0u : 1u) << body->field(i)->name();
  }
}

TEST(SignalCatalogueTest, OnlyTimeToCompleteImpliesItsUnit) {
  for (const SignalDefinition& signal : SignalCatalogue()) {
    EXPECT_EQ(signal.unit_rule == UnitRule::kImplied, signal.code == "charge-timetocomplete")
        << signal.code;
  }
}

TEST(SignalCatalogueTest, KnowsNoOtherCodes) {
  for (const char* code : {"", "charge", "charge-amperag", "charge-amperagemaxx", "CHARGE-AMPERAGE",
                           "zzz", "tractionbattery-estimatedrange"}) {
    EXPECT_EQ(FindSignalDefinition(code), nullptr) << code;
  }
}

}  // namespace
}  // namespace smartcar_gateway
