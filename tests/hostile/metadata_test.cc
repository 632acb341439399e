// Metadata that is too large, too much, or illegal.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

// What may be in a frame that the gateway takes.
constexpr size_t kFrame = 16'384;

class MetadataTest : public HostileTest {
 protected:
  // Sends a header block, in as many frames as it takes, and then a whole request.
  StreamReply CallWith(const std::string& block) {
    const auto attacker = NewCaller();
    const uint32_t stream = attacker->NextStream();
    std::string bytes;
    for (size_t at = 0; at < block.size(); at += kFrame) {
      bytes += Bytes(at == 0 ? FrameType::kHeaders : FrameType::kContinuation,
                     at + kFrame >= block.size() ? kEndHeaders : kNoFlags, stream,
                     block.substr(at, kFrame));
    }
    attacker->Send(bytes);
    attacker->Send(Bytes(FrameType::kData, kEndStream, stream, GoodRead()));
    return attacker->Wait(stream);
  }

  StreamReply CallWith(const HeaderList& more) {
    HeaderList headers = CallHeaders(kGetVehicle);
    headers.insert(headers.end(), more.begin(), more.end());
    return CallWith(Literals(headers));
  }
};

TEST_F(MetadataTest, WithinTheLimitIsTaken) {
  EXPECT_EQ(CallWith({{"x-filler", std::string(12'000, 'x')}}).grpc_status(), grpc::OK);
}

TEST_F(MetadataTest, MoreThanTheLimitIsRefused) {
  // Each header counts 32 bytes more than its name and value, as HTTP/2 wants it.
  for (const HeaderList& headers :
       {HeaderList{{"x-filler", std::string(16'000, 'x')}}, HeaderList(2500, {"x", "y"})}) {
    EXPECT_EQ(CallWith(headers).grpc_status(), grpc::RESOURCE_EXHAUSTED);
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MetadataTest, WhoDoesNotAcknowledgeTheLimitMayExceedItByLittle) {
  // For them gRPC 1.51 has a limit of 16 MB (README.md).
  Attacker attacker(gateway().address());
  attacker.OpenWithoutAcknowledging();
  HeaderList headers = CallHeaders(kGetVehicle);
  headers.insert(headers.end(), 2500, {"x", "y"});
  EXPECT_TRUE(attacker.Wait(attacker.Call(headers, GoodRead())).over());
}

TEST_F(MetadataTest, BlocksOfSeveralFramesAreOverInAnyCase) {
  // gRPC 1.51 holds each frame against the limit, and drops what goes beyond it (README.md).
  for (const HeaderList& headers :
       {HeaderList{{"x-filler", std::string(64 << 10, 'x')}}, HeaderList(10'000, {"x", "y"})}) {
    EXPECT_TRUE(CallWith(headers).over());
  }
}

TEST_F(MetadataTest, HeadersThatUnfoldTo40MegabytesAreTooLarge) {
  const std::string block = Literals(CallHeaders(kGetVehicle)) +
                            IndexedLiteral("x-bomb", std::string(4000, 'x')) +
                            std::string(10'000, kNewestEntry);
  EXPECT_EQ(CallWith(block).grpc_status(), grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MetadataTest, ABlockThatNeverEndsHoldsNoMoreThanItSends) {
  constexpr int kFrames = 1500;
  AllowMegabytes(static_cast<int>(kFrames * kFrame / 2 >> 20) + 8);
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->NextStream();
  attacker->Send(Bytes(FrameType::kHeaders, kNoFlags, stream, Literals(CallHeaders(kGetVehicle))));
  const std::string more = Bytes(FrameType::kContinuation, kNoFlags, stream,
                                 Literals({{"x-filler", std::string(kFrame / 2, 'x')}}));
  int sent = 0;
  while (sent < kFrames && attacker->Send(more)) ++sent;
  // Others meanwhile.
  EXPECT_THAT(ReadAsNewCaller(), Succeeds());
  std::printf("%d continuations\n", sent);
}

TEST_F(MetadataTest, AValueThatNeverEndsKeepsNobodyFromTheirCalls) {
  // The work grows with the square of it.
  constexpr int kFrames = 100;
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->NextStream();
  // A literal whose value is to have 2^28 bytes.
  const std::string begin = std::string("\x00\x01x\x7f", 4) + "\x81\xff\xff\x7f";
  attacker->Send(
      Bytes(FrameType::kHeaders, kNoFlags, stream, Literals(CallHeaders(kGetVehicle)) + begin));
  const std::string more =
      Bytes(FrameType::kContinuation, kNoFlags, stream, std::string(kFrame, 'x'));
  int sent = 0;
  while (sent < kFrames && attacker->Send(more)) ++sent;
  EXPECT_THAT(ReadAsNewCaller(), Succeeds());
  std::printf("%d continuations\n", sent);
}

TEST_F(MetadataTest, IllegalNamesAndValuesAreHarmless) {
  for (const auto& header : HeaderList{{"X-Upper", "x"},
                                       {"", "x"},
                                       {":strange", "x"},
                                       {"na me", "x"},
                                       {"name\r\nx-evil", "x"},
                                       {std::string("na\0me", 5), "x"},
                                       {"\xff\xfe", "x"},
                                       {"x-value", "a\r\nx-evil: 1"},
                                       {"x-value", std::string("a\0b", 3)},
                                       {"x-value", "\xff\xfe\x80"},
                                       {"user-agent", "a\r\n2026-01-01T00:00:00Z error SENTINEL"},
                                       {"x-data-bin", "!!! not base64"},
                                       {"x-data-bin", std::string(8000, '=')},
                                       {"grpc-trace-bin", "AAAA"},
                                       {"grpc-tags-bin", std::string(3000, 'A')},
                                       {"traceparent", std::string(3000, '-')},
                                       {"content-length", "18446744073709551616"},
                                       {"transfer-encoding", "chunked"},
                                       {"connection", "close"},
                                       {"cookie", std::string(5000, ';')},
                                       {"grpc-previous-rpc-attempts", "-1"},
                                       {"grpc-internal-encoding-request", "x"},
                                       {"lb-token", "\x01\x02"},
                                       {"grpc-status", "0"},
                                       {"grpc-message", "%ZZ%"},
                                       {"grpc-retry-pushback-ms", "x"}}) {
    const StreamReply reply = CallWith(HeaderList{header});
    EXPECT_TRUE(reply.ended || reply.reset.has_value() || reply.headers.empty()) << header.first;
    EXPECT_EQ(reply.Header("x-evil"), "");
  }
  const std::string log = gateway().process().err();
  EXPECT_EQ(log.find("SENTINEL"), std::string::npos) << log;
  EXPECT_EQ(log.find("x-evil"), std::string::npos) << log;
}

}  // namespace
}  // namespace smartcar_gateway
