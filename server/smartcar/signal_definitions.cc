// What VehicleService tells of the signals that exist.
#include "server/smartcar/signal_definitions.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/smartcar/decode/signal_catalogue.h"
#include "server/smartcar/field_checker.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

void Describe(const SignalDefinition& signal, v1::SignalDefinition* out) {
  out->set_code(std::string(signal.code));
  out->set_name(std::string(signal.name));
  out->set_group(std::string(signal.group));
  // The numbers of the kinds are those of the fields.
  out->set_body_kind(static_cast<v1::SignalBodyKind>(signal.body));
  out->set_unit(signal.unit);
  out->set_permission(std::string(signal.permission));
  out->set_description(std::string(signal.description));
}

absl::Status NoSuchGroup() {
  std::vector<absl::string_view> groups;
  for (const SignalDefinition& signal : SignalCatalogue()) {
    if (groups.empty() || groups.back() != signal.group) groups.push_back(signal.group);
  }
  FieldChecker check;
  check.Violation("group", absl::StrCat("must be empty or one of ", absl::StrJoin(groups, ", ")));
  return check.Verdict();
}

}  // namespace

absl::Status ListSignalDefinitions(const v1::ListSignalDefinitionsRequest& request,
                                   v1::ListSignalDefinitionsResponse* response) {
  for (const SignalDefinition& signal : SignalCatalogue()) {
    if (request.group().empty() || signal.group == request.group()) {
      Describe(signal, response->add_signal_definitions());
    }
  }
  return response->signal_definitions().empty() ? NoSuchGroup() : absl::OkStatus();
}

}  // namespace smartcar_gateway
