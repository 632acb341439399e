// What a connection may cost: metadata, requests, time without a call, and half a handshake.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kMebibyte = 1 << 20;
constexpr int kSenders = 4;

class ConnectionLimitsTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"server",
                       {{"max_metadata_bytes", "8KiB"},
                        {"handshake_timeout", "1s"},
                        {"max_connection_memory_bytes", "64MiB"},
                        {"reflection", false}}}};
    if (const char* q = getenv("QUOTA_MB")) options.environment["QUOTA_MB"] = q;
    StartSuite({}, options);
  }

  static RichError Read(const std::shared_ptr<grpc::Channel>& channel,
                        const CallOptions& options = {}) {
    const auto vehicles = v1::VehicleService::NewStub(channel);
    return Call(*vehicles, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().BrandNew()),
                options)
        .error;
  }

  // A request of this size, all zeros once it is unpacked.
  static RichError SendZeros(const std::shared_ptr<grpc::Channel>& channel, size_t size,
                             grpc_compression_algorithm compression) {
    const auto vehicles = v1::VehicleService::NewStub(channel);
    v1::ListSignalsRequest request;
    request.set_vehicle_id(std::string(size, '0'));
    grpc::ClientContext context;
    context.set_compression_algorithm(compression);
    Prepare({}, &context);
    v1::ListSignalsResponse response;
    const grpc::Status status = vehicles->ListSignals(&context, request, &response);
    return ReadError(context, status);
  }

  // A TCP connection to the gateway.
  static int Dial() {
    const std::string& address = gateway().address();
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port =
        htons(static_cast<uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1)));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{kPatience.count(), 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    EXPECT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof(where)), 0);
    return socket;
  }

  // True if the gateway hangs up.
  static bool ReadsToTheEnd(int socket) {
    char buffer[1024];
    ssize_t size;
    do {
      size = recv(socket, buffer, sizeof(buffer), 0);
    } while (size > 0);
    return size == 0 || errno == ECONNRESET;
  }
};

TEST_F(ConnectionLimitsTest, TooMuchMetadataIsRefusedBeforeSmartcarIsAsked) {
  CallOptions options;
  options.metadata = {{"x-more", std::string(9000, 'x')}};
  const RichError refused = Read(gateway().NewChannel(), options);
  EXPECT_EQ(refused.code, grpc::RESOURCE_EXHAUSTED) << refused;
  EXPECT_EQ(simulator().Count({"", kApi}), 0);
  options.metadata = {{"x-more", std::string(6000, 'x')}};
  EXPECT_THAT(Read(gateway().NewChannel(), options), Succeeds());
}

TEST_F(ConnectionLimitsTest, CompressedRequestsAreRefusedUnread) {
  const auto channel = gateway().NewChannel();
  EXPECT_THAT(Read(channel), Succeeds());
  const long before = gateway().process().resident_kilobytes();  // NOLINT(runtime/int)
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    const RichError refused = SendZeros(channel, 32 * kMebibyte, algorithm);
    EXPECT_EQ(refused.code, grpc::UNIMPLEMENTED) << refused;
  }
  const long grown = gateway().process().peak_kilobytes() - before;  // NOLINT(runtime/int)
  EXPECT_LT(grown, 16 * 1024);  // either would need twice as much
  std::printf("two requests that unpack to 32 MiB: memory grew by %ld KB\n", grown);
}

TEST_F(ConnectionLimitsTest, TooLargeRequestsAreRefusedAndTheirMemoryIsBounded) {
  std::vector<std::shared_ptr<grpc::Channel>> channels(kSenders);
  for (auto& channel : channels) {
    channel = gateway().NewChannel();
    EXPECT_THAT(Read(channel), Succeeds());
  }
  const long before = gateway().process().resident_kilobytes();  // NOLINT(runtime/int)
  std::vector<std::thread> senders;
  for (const auto& channel : channels) {
    senders.emplace_back([channel] {
      const RichError refused = SendZeros(channel, 64 * kMebibyte, GRPC_COMPRESS_NONE);
      // UNAVAILABLE: the connection was closed to make room.
      EXPECT_THAT(refused.code, AnyOf(grpc::RESOURCE_EXHAUSTED, grpc::UNAVAILABLE)) << refused;
    });
  }
  for (std::thread& sender : senders) sender.join();
  const long grown = gateway().process().peak_kilobytes() - before;  // NOLINT(runtime/int)
  EXPECT_LT(grown, 3 * 64 * 1024);
  EXPECT_TRUE(Eventually([] { return Read(gateway().NewChannel()).code == grpc::OK; }));
  std::printf("%d requests of 64 MiB at once, 64 MiB allowed: memory grew by %ld KB\n", kSenders,
              grown);
}

TEST_F(ConnectionLimitsTest, ConnectionWithoutAHandshakeIsClosed) {
  const int silent = Dial();
  const int half = Dial();
  EXPECT_EQ(send(half, "PRI * HTTP/2.0\r\n", 16, 0), 16);
  EXPECT_TRUE(ReadsToTheEnd(silent));
  EXPECT_TRUE(ReadsToTheEnd(half));
  close(silent);
  close(half);
}

class IdleConnectionTest : public ConnectionLimitsTest {
 protected:
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"server", {{"max_connection_idle", "1s"}}}};
    StartSuite({}, options);
  }
};

TEST_F(IdleConnectionTest, ConnectionWithoutACallIsClosed) {
  const auto channel = gateway().NewChannel();
  EXPECT_THAT(Read(channel), Succeeds());
  ASSERT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
  EXPECT_TRUE(channel->WaitForStateChange(GRPC_CHANNEL_READY,
                                          std::chrono::system_clock::now() + kPatience));
  EXPECT_THAT(Read(channel), Succeeds());
}

TEST_F(ConnectionLimitsTest, ReflectionThatIsSwitchedOffDescribesNothingAndHealthGoesOn) {
  const auto grpcurl = [](const std::string& what) {
    return RunToEnd(
        {RunfilePath("../grpcurl/grpcurl"), {"-plaintext", gateway().address(), what}, {}});
  };
  const Finished list = grpcurl("list");
  EXPECT_NE(list.status, 0);
  EXPECT_THAT(list.err, HasSubstr("does not support the reflection API"));
  EXPECT_THAT(list.out, Not(HasSubstr("VehicleService")));
  const auto health = grpc::health::v1::Health::NewStub(gateway().NewChannel());
  EXPECT_THAT(Call(*health, &grpc::health::v1::Health::Stub::Check, {}).error, Succeeds());
}

}  // namespace
}  // namespace smartcar_gateway
