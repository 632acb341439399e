// The gateway's memory is its own: no core, nobody reads it, no library writes tokens down.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/leaks.h"
#include "tests/support/token_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kJwt[] =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIGNhbGxlciIsIm5vbmNlIjo0Mn0."
    "YSBzaWduYXR1cmUgb2YgYSBjYWxsZXIncyB0b2tlbg";

class ProcessProtectionTest : public TokenTest {
 protected:
  // What the kernel shows of the gateway; empty if it may not be read.
  std::string Shown(const std::string& file) const {
    std::ostringstream content;
    content << std::ifstream(Path(file), std::ios::binary).rdbuf();
    return content.str();
  }

  std::string Path(const std::string& file) const {
    return absl::StrCat("/proc/", gateway_->process().pid(), "/", file);
  }

  // What a new process of the same user is told when it opens the file: 0 or errno.
  static int OpenElsewhere(const std::string& path) {
    const pid_t child = fork();
    if (child == 0) _exit(open(path.c_str(), O_RDONLY) >= 0 ? 0 : errno);
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  }

  // From now on this thread, and what it starts, are without root's privileges; false if that
  // cannot be had.
  static bool GiveUpPrivileges() {
    if (geteuid() != 0) return true;
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    return prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED) == 0 &&
           syscall(SYS_capset, &header, none) == 0;
  }
};

TEST_F(ProcessProtectionTest, CrashLeavesNoCore) {
  StartGateway();
  EXPECT_THAT(Shown("limits"), ContainsRegex("Max core file size +0 +0 "));
  const std::string folder = std::filesystem::read_symlink(Path("cwd"));
  gateway_->process().Signal(SIGSEGV);
  EXPECT_EQ(gateway_->process().WaitForExit(), -SIGSEGV);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("core")));
  }
}

TEST_F(ProcessProtectionTest, SecretOfTheEnvironmentIsOverwritten) {
  GatewayOptions options;
  options.config = {{"smartcar", {{"client_secret_file", nullptr}}}};
  options.environment = {{"SMARTCAR_CLIENT_SECRET", kSimulatorSecret}, {"MARK", "still-here"}};
  StartGateway(options);
  EXPECT_THAT(Read(), Succeeds());
  const std::string environment = Shown("environ");
  EXPECT_THAT(environment, Not(HasSubstr(kSimulatorSecret)));
  if (!environment.empty()) {
    EXPECT_THAT(environment, HasSubstr("MARK=still-here"));
  }
}

TEST_F(ProcessProtectionTest, TracesOfLibrariesCannotBeSwitchedOn) {
  RegisterSecret(kJwt);
  const std::string key_log = NewScratchFolder("keys") + "/keys";
  GatewayOptions options;
  options.config = {{"log", {{"level", "trace"}}}};
  options.environment = {
      {"GRPC_TRACE", "all"}, {"GRPC_VERBOSITY", "debug"}, {"SSLKEYLOGFILE", key_log}};
  StartGateway(options);
  CallOptions call;
  call.metadata = {{"authorization", absl::StrCat("Bearer ", kJwt)}};
  EXPECT_THAT(
      Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_), call).error,
      Succeeds());
  simulator_->RegisterTokens();
  EXPECT_THAT(FindLeaks(gateway_->process().err()), IsEmpty());
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("authorization")));
  EXPECT_FALSE(std::filesystem::exists(key_log)) << "with it anyone can read the connections";
}

TEST_F(ProcessProtectionTest, ChannelzIsNotServed) {
  StartGateway();
  for (const char* method : {"GetTopChannels", "GetServers", "GetSocket"}) {
    const std::string path = absl::StrCat("/grpc.channelz.v1.Channelz/", method);
    grpc::ClientContext context;
    v1::ListSignalsResponse nothing;
    const auto channel = gateway_->NewChannel();
    const grpc::Status status = grpc::internal::BlockingUnaryCall(
        channel.get(),
        grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC), &context,
        v1::ListSignalsRequest(), &nothing);
    EXPECT_EQ(status.error_code(), grpc::UNIMPLEMENTED) << path;
  }
}

// Last: the privileges do not come back.
TEST_F(ProcessProtectionTest, OtherProcessesOfTheUserCannotReadItsMemory) {
  ASSERT_TRUE(GiveUpPrivileges());
  StartGateway();
  // Also says that no core is piped into a program: the kernel asks the same flag.
  EXPECT_EQ(OpenElsewhere(Path("mem")), EACCES);
  EXPECT_EQ(OpenElsewhere(Path("environ")), EACCES);
  const auto other = Process::Start({"/bin/sleep", {"1000"}, {}});
  EXPECT_EQ(OpenElsewhere(absl::StrCat("/proc/", other->pid(), "/environ")), 0)
      << "else this test shows nothing";
}

}  // namespace
}  // namespace smartcar_gateway
