// The fixture of tests that attack the gateway.
#ifndef SMARTCAR_GATEWAY_TESTS_HOSTILE_HOSTILE_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_HOSTILE_HOSTILE_FIXTURE_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "tests/hostile/attacker.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {

// What a process has used since it was begun to be watched.
class Usage {
 public:
  explicit Usage(pid_t pid);

  // The most memory it has held, beyond what it held in the beginning.
  long peak_kilobytes() const;  // NOLINT(runtime/int)
  double cpu_seconds() const;

 private:
  const pid_t pid_;
  long kilobytes_before_ = 0;  // NOLINT(runtime/int)
  double cpu_before_ = 0;
};

// Prints what the running test made the process use, and holds the memory against a limit.
void ReportAndExpect(const Usage& usage, int megabytes);

// Every line begins as those of the gateway's log do, and holds nothing that rules a terminal.
void ExpectLinesOfOurs(const std::string& log);

// Each test has both processes for itself: what an attack leaves in a heap must not hide the next.
// In the end a new caller must be served, the gateway must never have held more memory than the
// test allows, and it must stop cleanly; what it held and used is printed.
class HostileTest : public ::testing::Test {
 protected:
  // With short time limits, so that what has to wait for them is soon over.
  explicit HostileTest(GatewayOptions options = Guarded());
  static GatewayOptions Guarded();

  void SetUp() override;
  void TearDown() override;

  Simulator& simulator() { return *simulator_; }
  Gateway& gateway() { return *gateway_; }
  const Fleet& fleet() { return *fleet_; }
  // For other requests than attacks, on a connection of its own.
  Vehicles& vehicles() { return *vehicles_; }

  // The most that a test may make the gateway hold, unless it says otherwise.
  void AllowMegabytes(int megabytes) { allowed_megabytes_ = megabytes; }

  // A read on a connection of its own.
  RichError ReadAsNewCaller();
  int RequestsToSmartcar() { return simulator_->Count({"", kApi}); }

  std::unique_ptr<Attacker> NewAttacker() const {
    return std::make_unique<Attacker>(gateway_->address());
  }
  // The same, and HTTP/2 has begun.
  std::unique_ptr<Attacker> NewCaller(const std::string& settings = Settings({})) const;

  // The message of a read that the gateway answers.
  std::string GoodRead() const;

 private:
  v1::GetVehicleRequest Read() const;

  const std::unique_ptr<Simulator> simulator_;
  const std::unique_ptr<Gateway> gateway_;
  const std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<Vehicles> vehicles_;
  int allowed_megabytes_ = 32;
  std::unique_ptr<Usage> usage_;
};

inline const char kGetVehicle[] = "/smartcar.gateway.v1.VehicleService/GetVehicle";

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_HOSTILE_HOSTILE_FIXTURE_H_
