// The compatibility matrix as JSON, in the two forms that have been described.
#include "tools/simulator/api/compatibility.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/api/listing.h"
#include "tools/simulator/model/compatibility.h"

namespace smartcar_simulator {
namespace {

// The documented form has the key under "capability" and lists only what the model can do; the
// other has the key under "code" and says yes or no.
Json CapabilityJson(const Capability& capability, bool flag) {
  Json json = Json::object();
  json["type"] = capability.is_command ? "command" : "signal";
  json["name"] = flag ? capability.word : capability.name;
  json["group"] = capability.group;
  json["code"] = flag ? capability.key : capability.word;
  json["capability"] = flag ? Json(capability.capable) : Json(capability.key);
  json["permission"] = capability.is_command && !flag ? "" : capability.permission;
  return json;
}

std::string CapabilitiesText(const CompatibleModel& model, bool flag) {
  Json capabilities = Json::array();
  for (const Capability& capability : CapabilitiesOf(model)) {
    if (capability.capable || flag) capabilities.push_back(CapabilityJson(capability, flag));
  }
  return Dump(capabilities);
}

// The object's text without its closing brace, so that more members can follow.
std::string OpenText(const Json& object) {
  std::string text = Dump(object);
  text.pop_back();
  return text;
}

// Models differ in their capabilities by make and powertrain alone, so thousands of them need a few
// texts only.
using CapabilityTexts = std::map<std::pair<std::string, std::string>, std::string>;

std::string ModelText(const CompatibleModel& model, bool flag, CapabilityTexts& texts) {
  std::string& capabilities = texts[{model.make, model.powertrain}];
  if (capabilities.empty()) capabilities = CapabilitiesText(model, flag);
  Json resource = Json::object();
  resource["id"] =
      absl::StrCat(absl::AsciiStrToUpper(model.make), "-", model.model, "-", model.start_year, "-",
                   model.end_year, "-", model.powertrain, "-", model.region);
  resource["type"] = "vehicle-model-capability";
  const Json attributes = {{"make", model.make},
                           {"model", model.model},
                           {"region", model.region},
                           {"powertrainType", model.powertrain},
                           {"years", {{"start", model.start_year}, {"end", model.end_year}}}};
  return absl::StrCat(OpenText(resource), ",\"attributes\":", OpenText(attributes),
                      ",\"capabilities\":", capabilities, "}}");
}

ListDefinition CompatibilityList(const Switches& switches) {
  const int size = switches.compatibility_page_size;
  return {"/v3/compatible-vehicles",
          size,
          std::max(size, 100),
          /*order_told=*/false,
          /*page_number_short=*/true,
          {{"region", FilterForm::kWord, {"US", "CA", "EUROPE"}},
           {"make"},
           {"powertrainType", FilterForm::kWord, {"ICE", "PHEV", "BEV"}}}};
}

}  // namespace

Outcome ListCompatibleVehicles(const Call& call, Backend& backend) {
  const ListDefinition list = CompatibilityList(backend.switches);
  ListQuery query;
  if (std::optional<ApiError> error = ReadListQuery(list, call, backend, &query)) return *error;
  std::vector<CompatibleModel> matching;
  for (CompatibleModel& model : CompatibleModels(backend.switches.compatibility_entries)) {
    const auto make = query.filters.find("make");
    if (query.Admits("region", model.region) && query.Admits("powertrainType", model.powertrain) &&
        (make == query.filters.end() || absl::EqualsIgnoreCase(make->second, model.make))) {
      matching.push_back(std::move(model));
    }
  }
  const bool flag = backend.switches.capability_is_flag;
  CapabilityTexts texts;
  return ListReply(
      list, query, matching.size(), [&](size_t i) { return ModelText(matching[i], flag, texts); },
      backend);
}

}  // namespace smartcar_simulator
