// Writing a car's signals and letting its store follow.
#include "tools/simulator/model/store.h"

#include <utility>

namespace smartcar_simulator {
namespace {

bool SameError(const std::optional<TaxonomyError>& a, const std::optional<TaxonomyError>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->type == b->type && a->code == b->code;
}

// Lets the store show the state, and notes what that changes.
void Show(Vehicle& vehicle, const std::string& code, const SignalState& state) {
  SignalState& shown = vehicle.store[code];
  const bool moved = state.body && state.body != shown.body;
  const bool same_error = SameError(state.error, shown.error);
  if (moved || !same_error) {
    SignalChange& change = vehicle.changes[code];
    change.moved = change.moved || moved;
    if (!same_error) {
      change.error = state.error;
      change.error_gone = shown.error;
    }
  }
  shown = state;
}

}  // namespace

void CarWriter::Set(const std::string& code, Json body) {
  SignalState state;
  state.body = std::move(body);
  state.retrieved = now_;
  state.oem_updated = now_;
  SetState(code, std::move(state));
}

void CarWriter::SetValue(const std::string& code, Json value) {
  Json body = Json::object();
  body["value"] = std::move(value);
  Set(code, std::move(body));
}

void CarWriter::SetQuantity(const std::string& code, Json value, const std::string& unit) {
  Json body = Json::object();
  body["value"] = std::move(value);
  body["unit"] = unit;
  Set(code, std::move(body));
}

void CarWriter::SetNotCharging(const std::string& code, const std::string& unit) {
  SignalState state;
  state.body = Json{{"value", nullptr}, {"unit", unit}};
  state.error = TaxonomyError{"VEHICLE_STATE", "NOT_CHARGING",
                              "The vehicle is not charging, so there is no value."};
  state.retrieved = now_;
  state.oem_updated = now_;
  SetState(code, std::move(state));
}

void CarWriter::SetState(const std::string& code, SignalState state) {
  if (state.ingested == absl::Time()) state.ingested = now_;
  if (refresh_ == Refresh::kInstant) Show(vehicle_, code, state);
  vehicle_.car[code] = std::move(state);
}

void CarWriter::Remove(const std::string& code) {
  if (refresh_ == Refresh::kInstant) vehicle_.store.erase(code);
  vehicle_.car.erase(code);
}

void RefreshStore(Vehicle& vehicle) {
  for (const auto& [code, state] : vehicle.car) Show(vehicle, code, state);
  vehicle.store = vehicle.car;
}

Json CarValue(const Vehicle& vehicle, const std::string& code) {
  const auto it = vehicle.car.find(code);
  if (it == vehicle.car.end() || !it->second.body) return Json();
  const Json* value = Find(*it->second.body, "value");
  return value == nullptr ? Json() : *value;
}

}  // namespace smartcar_simulator
