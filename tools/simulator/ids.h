// Deterministic identifiers.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_IDS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_IDS_H_

#include <cstdint>
#include <random>
#include <string>

namespace smartcar_simulator {

// Ids of the fleet are meant to be read and typed by people: "22222222-0001-4000-8000-000000000003"
// is vehicle 3 of seed 1.
enum class IdKind : uint32_t {
  kUser = 0x11111111,
  kVehicle = 0x22222222,
  kConnection = 0x33333333,
  kWebhook = 0x44444444,
  kSubscription = 0x55555555,
  kApplication = 0x66666666,
};
std::string FleetId(IdKind kind, uint32_t seed, uint64_t number);

// Ids made while running (requests, executions, tokens): random looking, the same for the same
// seed.
class IdSource {
 public:
  explicit IdSource(uint32_t seed) : random_(seed) {}
  std::string Uuid();
  std::string Execution();                // "exec_0000000001"
  std::string Schedule();                 // "sched_0000000001"
  std::string RandomBytes(size_t count);  // for token signatures

 private:
  std::mt19937_64 random_;
  uint64_t executions_ = 0;
  uint64_t schedules_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_IDS_H_
