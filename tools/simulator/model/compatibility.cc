// The compatibility matrix as data.
#include "tools/simulator/model/compatibility.h"

#include <cctype>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/simulator/model/signal_catalog.h"

namespace smartcar_simulator {
namespace {

struct ModelRow {
  const char* make;
  const char* model;
  const char* powertrain;
  int start_year;
  int end_year;
  const char* regions;  // separated by spaces
};

constexpr ModelRow kModels[] = {
    {"Audi", "Q4 e-tron", "BEV", 2021, 2026, "US CA EUROPE"},
    {"BMW", "330e", "PHEV", 2021, 2025, "US EUROPE"},
    {"BMW", "i4", "BEV", 2022, 2026, "US CA EUROPE"},
    {"Ford", "Escape", "PHEV", 2020, 2025, "US CA"},
    {"Ford", "F-150", "ICE", 2018, 2026, "US CA"},
    {"Ford", "Mustang Mach-E", "BEV", 2021, 2026, "US CA EUROPE"},
    {"Hyundai", "IONIQ 5", "BEV", 2022, 2026, "US CA EUROPE"},
    {"Jaguar", "I-PACE", "BEV", 2019, 2024, "US EUROPE"},
    {"Kia", "EV6", "BEV", 2022, 2026, "US CA EUROPE"},
    {"Mercedes-Benz", "EQS", "BEV", 2022, 2026, "US EUROPE"},
    {"Nissan", "LEAF", "BEV", 2018, 2025, "US CA EUROPE"},
    {"Tesla", "Model 3", "BEV", 2017, 2026, "US CA EUROPE"},
    {"Tesla", "Model Y", "BEV", 2020, 2026, "US CA EUROPE"},
    {"Toyota", "Corolla", "ICE", 2020, 2026, "US CA EUROPE"},
    {"Toyota", "RAV4 Prime", "PHEV", 2021, 2025, "US CA"},
    {"Volkswagen", "Golf", "ICE", 2020, 2026, "EUROPE"},
    {"Volkswagen", "ID.4", "BEV", 2021, 2026, "US CA EUROPE"},
    {"Volvo", "EX30", "BEV", 2024, 2026, "US CA EUROPE"},
};

struct CommandRow {
  const char* key;
  const char* name;
  const char* permission;
  bool needs_plug;
  const char* makes;  // separated by spaces; empty: all
};

// Two of the keys are documented, charge-start and closure-lock; the others are made alike.
constexpr CommandRow kCommands[] = {
    {"charge-closeport", "Close Charge Port", "control_charge", true, "Tesla"},
    {"charge-openport", "Open Charge Port", "control_charge", true, "Tesla"},
    {"charge-schedule-daily", "Daily Charge Schedule", "control_charge", true, "Tesla Volvo"},
    {"charge-schedule-weekly", "Weekly Charge Schedule", "control_charge", true, "Tesla"},
    {"charge-schedule-workweek", "Workweek Charge Schedule", "control_charge", true, "Tesla"},
    {"charge-setlimit", "Set Charge Limit", "control_charge", true, ""},
    {"charge-start", "Start Charge", "control_charge", true, ""},
    {"charge-stop", "Stop Charge", "control_charge", true, ""},
    {"closure-lock", "Lock", "control_security", false, ""},
    {"closure-unlock", "Unlock", "control_security", false, ""},
    {"navigation-setdestination", "Set Destination", "control_navigation", true, ""},
};

constexpr char kAbsent[] = "closure-sunroof";

bool HasPlug(const CompatibleModel& model) { return model.powertrain != "ICE"; }

bool Suits(const SignalDefinition& signal, const CompatibleModel& model) {
  const std::string code = signal.code;
  const bool electric = absl::StartsWith(code, "charge-") ||
                        absl::StartsWith(code, "diagnostics-ev") ||
                        absl::StartsWith(code, "tractionbattery-");
  const bool combustion = absl::StartsWith(code, "internalcombustionengine-") ||
                          absl::StartsWith(code, "diagnostics-oil") ||
                          code == "diagnostics-emissions" || code == "diagnostics-waterinfuel";
  if (electric) return HasPlug(model);
  if (combustion) return model.powertrain != "BEV";
  // In the catalogue of signals, but not in Smartcar's matrix.
  return code != "vehicleuseraccount-permissions" && code != kAbsent;
}

bool Suits(const CommandRow& command, const CompatibleModel& model) {
  if (command.needs_plug && !HasPlug(model)) return false;
  if (*command.makes == '\0') return true;
  const std::vector<std::string> makes = absl::StrSplit(command.makes, ' ');
  for (const std::string& make : makes) {
    if (make == model.make) return true;
  }
  return false;
}

// "StateOfCharge" → "State Of Charge", "DTCCount" → "DTC Count"
std::string SpacedWords(const std::string& word) {
  std::string spaced;
  for (size_t i = 0; i < word.size(); ++i) {
    const bool upper = std::isupper(static_cast<unsigned char>(word[i])) != 0;
    const bool after_lower = i > 0 && std::islower(static_cast<unsigned char>(word[i - 1])) != 0;
    const bool before_lower =
        i + 1 < word.size() && std::islower(static_cast<unsigned char>(word[i + 1])) != 0;
    if (i > 0 && upper && (after_lower || before_lower)) spaced.push_back(' ');
    spaced.push_back(word[i]);
  }
  return spaced;
}

Capability SignalCapability(const SignalDefinition& signal, bool capable) {
  return {false,        signal.code,       signal.name, SpacedWords(signal.name),
          signal.group, signal.permission, capable};
}

CompatibleModel MadeUpModel(size_t number) {
  static constexpr const char* kRegions[] = {"US", "CA", "EUROPE"};
  static constexpr const char* kPowertrains[] = {"BEV", "ICE", "PHEV"};
  return {"Example",
          absl::StrCat("Model ", number),
          kRegions[number % 3],
          kPowertrains[number / 3 % 3],
          2015,
          2026};
}

}  // namespace

std::vector<CompatibleModel> CompatibleModels(size_t count) {
  std::vector<CompatibleModel> models;
  for (const ModelRow& row : kModels) {
    const std::vector<std::string> regions = absl::StrSplit(row.regions, ' ');
    for (const std::string& region : regions) {
      models.push_back({row.make, row.model, region, row.powertrain, row.start_year, row.end_year});
    }
  }
  if (count == 0) return models;
  const size_t own = models.size();
  models.resize(count);
  for (size_t i = own; i < count; ++i) models[i] = MadeUpModel(i - own + 1);
  return models;
}

std::vector<Capability> CapabilitiesOf(const CompatibleModel& model) {
  std::vector<Capability> capabilities;
  for (const SignalDefinition& signal : AllSignals()) {
    if (Suits(signal, model)) capabilities.push_back(SignalCapability(signal, true));
  }
  for (const CommandRow& command : kCommands) {
    if (!Suits(command, model)) continue;
    capabilities.push_back(
        {true, command.key, command.key, command.name, "", command.permission, true});
  }
  capabilities.push_back(SignalCapability(*FindSignal(kAbsent), false));
  return capabilities;
}

}  // namespace smartcar_simulator
