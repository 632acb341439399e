// Builds the starting world from the specs and the signal samples.
#include "tools/simulator/model/fleet.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/json.h"
#include "tools/simulator/model/fleet_signals.h"
#include "tools/simulator/model/fleet_specs.h"
#include "tools/simulator/model/fleet_webhooks.h"

namespace smartcar_simulator {
namespace {

constexpr int kBulkUser = 4;
constexpr int kFirstBulkNumber = 1001;

// Facts about the car itself carry only the time they were stored.
bool IsStatic(const std::string& code) { return absl::StartsWith(code, "vehicleidentification-"); }

void Stamp(const std::string& code, absl::Time now, SignalState& state) {
  state.ingested = now - absl::Minutes(2);
  const bool never_retrieved = state.error.has_value() && !state.body.has_value();
  if (IsStatic(code) || never_retrieved) return;
  const bool stale = state.error.has_value() && state.error->code != "NOT_CHARGING";
  const absl::Duration age = stale ? absl::Hours(53) : absl::ZeroDuration();
  state.retrieved = now - absl::Minutes(3) - age;
  state.oem_updated = now - absl::Minutes(10) - age;
}

std::string Sentence(const std::string& type, const std::string& code) {
  if (code == "VEHICLE_NOT_CAPABLE") return "This vehicle does not have this feature.";
  if (code == "SMARTCAR_NOT_CAPABLE") return "Smartcar does not support this for the make yet.";
  if (code == "NOT_CHARGING") return "The vehicle is not charging, so there is no value.";
  if (code == "NO_RESPONSE") return "The manufacturer's service did not answer.";
  if (code == "ASLEEP") return "The vehicle is asleep and cannot act.";
  if (code == "UNREACHABLE") return "The vehicle cannot be reached.";
  if (code == "AUTHENTICATION_FAILED") return "The owner has to sign in to the manufacturer again.";
  return absl::StrCat("The request failed with ", type, ".");
}

void AddSamples(const std::vector<SignalSample>& samples, Vehicle& vehicle) {
  for (const SignalSample& sample : samples) {
    vehicle.car[sample.code].body = Json::parse(sample.body);
  }
}

void AddSignals(const VehicleSpec& spec, absl::Time now, Vehicle& vehicle) {
  const bool plugs_in = vehicle.powertrain == "BEV" || vehicle.powertrain == "PHEV";
  AddSamples(PlainSamples(), vehicle);
  if (spec.rich) AddSamples(RichSamples(), vehicle);
  if (plugs_in) AddSamples(ElectricSamples(), vehicle);
  if (plugs_in && spec.rich) AddSamples(RichElectricSamples(), vehicle);
  if (vehicle.powertrain != "BEV") AddSamples(CombustionSamples(), vehicle);
  if (vehicle.powertrain != "BEV" && spec.rich) AddSamples(RichCombustionSamples(), vehicle);
  vehicle.car["vehicleidentification-vin"].body = Json{{"value", spec.vin}};
  vehicle.car["vehicleidentification-nickname"].body = Json{{"value", spec.nickname}};
  vehicle.car["odometer-traveleddistance"].body =
      Json{{"value", 4318.6 + 2750 * spec.number}, {"unit", "km"}};
  for (const SignalSpec& signal : spec.signals) {
    SignalState state;
    if (signal.body != nullptr) state.body = Json::parse(signal.body);
    if (signal.error_type != nullptr) {
      state.error = TaxonomyError{signal.error_type, signal.error_code,
                                  Sentence(signal.error_type, signal.error_code)};
    }
    vehicle.car[signal.code] = std::move(state);
  }
  for (auto& [code, state] : vehicle.car) Stamp(code, now, state);
  if (spec.store_filled) vehicle.store = vehicle.car;
  const auto timers = vehicle.car.find("charge-chargetimers");
  if (timers != vehicle.car.end()) vehicle.base_timers = (*timers->second.body)["values"];
}

void AddCapabilities(const VehicleSpec& spec, Vehicle& vehicle) {
  vehicle.capabilities = {"security-lock", "security-unlock"};
  if (vehicle.powertrain == "BEV" || vehicle.powertrain == "PHEV") {
    vehicle.capabilities.insert(
        {"charge-start", "charge-stop", "charge-set-limit", "navigation-set-destination"});
  }
  if (spec.charge_port_commands) {
    vehicle.capabilities.insert({"charge-port-open", "charge-port-close"});
  }
  for (const char* type : spec.schedule_types) {
    vehicle.capabilities.insert(absl::StrCat("charge-schedule-", type));
  }
}

// Number 1 is the newest, so that the list starts with the first car.
absl::Time CreatedTime(int number) {
  const absl::Time newest =
      absl::FromCivil(absl::CivilSecond(2026, 6, 30, 9, 15, 0), absl::UTCTimeZone());
  return newest - absl::Hours(24) * number + absl::Milliseconds(349);
}

void AddConnection(uint32_t seed, int number, int user, int vehicle, Grant grant, World& world) {
  Connection connection;
  connection.id = FleetId(IdKind::kConnection, seed, number);
  connection.user_id = FleetId(IdKind::kUser, seed, user);
  connection.vehicle_id = FleetId(IdKind::kVehicle, seed, vehicle);
  connection.permissions = PermissionsOf(grant);
  connection.created = CreatedTime(number);
  connection.updated = connection.created + absl::Hours(5);
  AddSubscriptions(seed, number, connection, world);
  world.connections[connection.id] = std::move(connection);
}

void AddVehicle(const VehicleSpec& spec, uint32_t seed, absl::Time now, World& world) {
  Vehicle vehicle;
  vehicle.id = FleetId(IdKind::kVehicle, seed, spec.number);
  vehicle.make = spec.make;
  vehicle.model = spec.model;
  vehicle.year = spec.year;
  vehicle.powertrain = spec.powertrain;
  vehicle.mode = spec.mode;
  if (spec.command_error_type != nullptr) {
    vehicle.command_error =
        TaxonomyError{spec.command_error_type, spec.command_error_code,
                      Sentence(spec.command_error_type, spec.command_error_code)};
  }
  AddSignals(spec, now, vehicle);
  AddCapabilities(spec, vehicle);
  world.vehicles[vehicle.id] = std::move(vehicle);
  AddConnection(seed, spec.number, spec.owner, spec.number, spec.grant, world);
}

void AddUser(uint32_t seed, int number, const char* external_id, World& world) {
  const std::string id = FleetId(IdKind::kUser, seed, number);
  world.users[id] = User{id, external_id};
}

}  // namespace

World MakeFleet(uint32_t seed, int extra_vehicles, absl::Time now) {
  World world;
  AddWebhooks(seed, world);
  for (const UserSpec& user : UserSpecs()) AddUser(seed, user.number, user.external_id, world);
  for (const VehicleSpec& spec : VehicleSpecs()) AddVehicle(spec, seed, now, world);
  int number = 101;
  for (const SharedSpec& shared : SharedSpecs()) {
    AddConnection(seed, number++, shared.user, shared.vehicle, shared.grant, world);
  }
  if (extra_vehicles > 0) AddUser(seed, kBulkUser, "bulk", world);
  for (int i = 0; i < extra_vehicles; ++i) {
    const std::string vin = absl::StrFormat("5YJ3E1EA7PF4%05d", i);
    const std::string nickname = absl::StrCat("Bulk ", i + 1);
    VehicleSpec spec = VehicleSpecs().front();
    spec.number = kFirstBulkNumber + i;
    spec.owner = kBulkUser;
    spec.rich = false;
    spec.vin = vin.c_str();
    spec.nickname = nickname.c_str();
    AddVehicle(spec, seed, now, world);
  }
  return world;
}

}  // namespace smartcar_simulator
