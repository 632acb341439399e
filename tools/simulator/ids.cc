// Deterministic identifiers.
#include "tools/simulator/ids.h"

#include "absl/strings/str_format.h"

namespace smartcar_simulator {

std::string FleetId(IdKind kind, uint32_t seed, uint64_t number) {
  return absl::StrFormat("%08x-%04x-4000-8000-%012d", static_cast<uint32_t>(kind), seed & 0xffff,
                         number);
}

std::string IdSource::Uuid() {
  const uint64_t high = random_();
  const uint64_t low = random_();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", static_cast<uint32_t>(high >> 32),
                         (high >> 16) & 0xffff, high & 0xfff, 0x8000 | ((low >> 48) & 0x3fff),
                         low & 0xffffffffffff);
}

std::string IdSource::Execution() { return absl::StrFormat("exec_%010d", ++executions_); }

std::string IdSource::Schedule() { return absl::StrFormat("sched_%010d", ++schedules_); }

std::string IdSource::RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random_() & 0xff);
  return bytes;
}

}  // namespace smartcar_simulator
