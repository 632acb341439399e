// The signals Smartcar documents: one table, from which decoding, listing and tests are driven.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_CATALOGUE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_CATALOGUE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "smartcar/gateway/v1/signal.pb.h"
#include "smartcar/gateway/v1/unit.pb.h"

namespace smartcar_gateway {

// Where the unit of a decoded body comes from when Smartcar names none.
enum class UnitRule {
  kAsSent,   // it stays unspecified
  kImplied,  // it is SignalDefinition::unit
};

// One signal. Every string lives for ever.
struct SignalDefinition {
  absl::string_view code;   // "charge-amperage"
  absl::string_view group;  // "Charge"
  absl::string_view name;   // "Amperage"
  // The member of Signal's `body` that its values take.
  smartcar::gateway::v1::Signal::BodyCase body;
  // The unit Smartcar documents under the metric system; unspecified for a signal without one.
  smartcar::gateway::v1::Unit unit;
  // The permission that reading it takes. Smartcar does not publish it for each code: where its
  // permissions leave a doubt this is our reading of them.
  absl::string_view permission;
  // One line for people.
  absl::string_view description;
  UnitRule unit_rule = UnitRule::kAsSent;
};

// Every signal, in the order of the codes.
absl::Span<const SignalDefinition> SignalCatalogue();

// Null for a code that the catalogue does not have. Codes are compared exactly.
const SignalDefinition* FindSignalDefinition(absl::string_view code);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_CATALOGUE_H_
