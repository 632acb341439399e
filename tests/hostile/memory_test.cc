// What fills the memory of the gateway as long as it goes on: it is ended, and others are served.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMegabyte = 1 << 20;

// The lowest limit there is for connections, 64 MiB; half as much again is when connections are
// ended. An attack goes on until that is seen, a tenth of a second later.
class MemoryTest : public HostileTest {
 protected:
  MemoryTest() : HostileTest(LittleMemory()) { AllowMegabytes(240); }

  static GatewayOptions LittleMemory() {
    GatewayOptions options = Guarded();
    options.config["server"]["max_connection_memory_bytes"] = "64MiB";
    return options;
  }
};

TEST_F(MemoryTest, AMessageThatPromisesFourGigabytesEndsAtTheLimit) {
  constexpr int kMegabytes = 512;
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->Begin(CallHeaders(kGetVehicle));
  attacker->SendData(stream, MessageHeader(0, 0xffffffff), kNoFlags);
  int sent = 0;
  while (sent < kMegabytes && attacker->SendData(stream, std::string(kMegabyte, 'x'), kNoFlags)) {
    ++sent;
  }
  std::printf("the gateway took %d MB\n", sent);
  EXPECT_LT(sent, kMegabytes);
  EXPECT_NE(attacker->Wait(stream).grpc_status(), grpc::OK);
}

TEST_F(MemoryTest, AHeaderBlockWithoutEndIsEnded) {
  constexpr int kFrames = 65'536;  // 512 MB
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->NextStream();
  attacker->Send(Bytes(FrameType::kHeaders, kNoFlags, stream, Literals(CallHeaders(kGetVehicle))));
  const std::string more = Bytes(FrameType::kContinuation, kNoFlags, stream,
                                 Literals({{"x-filler", std::string(8192, 'x')}}));
  int sent = 0;
  while (sent < kFrames && attacker->Send(more)) ++sent;
  std::printf("the gateway took %.1f MB\n", sent * static_cast<double>(more.size()) / kMegabyte);
  EXPECT_LT(sent, kFrames);
}

TEST_F(MemoryTest, RapidResetHoldsNoMoreThanTheLimit) {
  // On a machine with time to spare gRPC may keep up, and nothing has to be ended.
  constexpr int kStreams = 150'000;
  const auto attacker = NewCaller();
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  int sent = 0;
  for (; sent < kStreams; ++sent) {
    const uint32_t stream = attacker->NextStream();
    if (!attacker->Send(Bytes(FrameType::kHeaders, kEndHeaders, stream, headers) +
                        RstStream(stream))) {
      break;
    }
  }
  std::printf("%d streams opened and reset\n", sent);
}

TEST_F(MemoryTest, WhoIsNotTheAttackerStaysConnected) {
  const auto other = NewCaller();
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->NextStream();
  attacker->Send(Bytes(FrameType::kHeaders, kNoFlags, stream, Literals(CallHeaders(kGetVehicle))));
  const std::string more = Bytes(FrameType::kContinuation, kNoFlags, stream,
                                 Literals({{"x-filler", std::string(8192, 'x')}}));
  while (attacker->Send(more)) {
  }
  EXPECT_EQ(other->Wait(other->Call(CallHeaders(kGetVehicle), GoodRead())).grpc_status(), grpc::OK);
}

}  // namespace
}  // namespace smartcar_gateway
