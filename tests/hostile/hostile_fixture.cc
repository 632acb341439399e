// Watching the gateway under attack.
#include "tests/hostile/hostile_fixture.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace smartcar_gateway {
namespace {

long PeakKilobytes(pid_t pid) {  // NOLINT(runtime/int)
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  constexpr char kPeak[] = "VmHWM:";
  std::string line;
  while (std::getline(status, line)) {
    if (absl::StartsWith(line, kPeak)) return std::atol(line.c_str() + sizeof(kPeak));
  }
  return 0;
}

double CpuSeconds(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string line;
  std::getline(file, line);
  // After the name, which may hold anything: user and system time are the 12th and 13th.
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

Usage::Usage(pid_t pid) : pid_(pid) {
  // Lets the peak begin anew.
  std::ofstream(absl::StrCat("/proc/", pid, "/clear_refs")) << "5";
  kilobytes_before_ = PeakKilobytes(pid);
  cpu_before_ = CpuSeconds(pid);
}

long Usage::peak_kilobytes() const {  // NOLINT(runtime/int)
  return PeakKilobytes(pid_) - kilobytes_before_;
}

double Usage::cpu_seconds() const { return CpuSeconds(pid_) - cpu_before_; }

void ReportAndExpect(const Usage& usage, int megabytes) {
  std::printf("%s: at most %.1f MB more memory, %.2f s of CPU time\n",
              ::testing::UnitTest::GetInstance()->current_test_info()->name(),
              usage.peak_kilobytes() / 1024.0, usage.cpu_seconds());
  EXPECT_LE(usage.peak_kilobytes(), megabytes * 1024L);
}

void ExpectLinesOfOurs(const std::string& log) {
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    if (line.empty()) continue;
    EXPECT_TRUE(absl::StartsWith(line, "20") && line.size() > 24 && line[23] == 'Z') << line;
    for (const char byte : line) {
      ASSERT_TRUE(static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f) << line;
    }
  }
}

GatewayOptions HostileTest::Guarded() {
  GatewayOptions options;
  options.config = {
      {"server",
       {{"handshake_timeout", "1s"}, {"keepalive_time", "10s"}, {"keepalive_timeout", "1s"}}}};
  return options;
}

HostileTest::HostileTest(GatewayOptions options)
    : simulator_(Simulator::Start()),
      gateway_(Gateway::Start(*simulator_, std::move(options))),
      fleet_(std::make_unique<Fleet>(*simulator_)),
      vehicles_(v1::VehicleService::NewStub(gateway_->NewChannel())) {}

void HostileTest::SetUp() {
  // What the first calls of a process need for ever is not the attacker's doing.
  ASSERT_THAT(ReadAsNewCaller(), Succeeds());
  simulator_->ClearRecord();
  usage_ = std::make_unique<Usage>(gateway_->process().pid());
}

void HostileTest::TearDown() {
  EXPECT_THAT(ReadAsNewCaller(), Succeeds()) << "the gateway does not live on";
  ReportAndExpect(*usage_, allowed_megabytes_);
  vehicles_ = nullptr;  // or its idle connection would keep the gateway waiting
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
}

RichError HostileTest::ReadAsNewCaller() {
  const auto stub = v1::VehicleService::NewStub(gateway_->NewChannel());
  return Call(*stub, &Vehicles::GetVehicle, Read()).error;
}

std::unique_ptr<Attacker> HostileTest::NewCaller(const std::string& settings) const {
  auto attacker = NewAttacker();
  EXPECT_TRUE(attacker->Open(settings));
  return attacker;
}

v1::GetVehicleRequest HostileTest::Read() const {
  v1::GetVehicleRequest request;
  request.set_vehicle_id(fleet_->Tesla().vehicle_id);
  return request;
}

std::string HostileTest::GoodRead() const { return Message(Read().SerializeAsString()); }

}  // namespace smartcar_gateway
