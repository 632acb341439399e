// Messages that lie about their length, are compressed, or are built to be expensive.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <string>

#include "smartcar/gateway/v1/vehicle_service.pb.h"
#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

constexpr char kBatch[] = "/smartcar.gateway.v1.VehicleService/BatchGetSignals";
constexpr size_t kMegabyte = 1 << 20;
constexpr size_t kInflated = 128 << 20;

// That many zeros, compressed.
std::string Gzip(size_t size) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  EXPECT_EQ(
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY),
      Z_OK);
  std::string zeros(kMegabyte, '\0');
  std::string out(2 * kMegabyte, '\0');
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = out.size();
  for (size_t done = 0; done < size; done += zeros.size()) {
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = zeros.size();
    deflate(&stream, done + zeros.size() < size ? Z_NO_FLUSH : Z_FINISH);
  }
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class MessagesTest : public HostileTest {
 protected:
  StreamReply CallWith(const std::string& data, const HeaderList& more = {},
                       const std::string& method = kGetVehicle) {
    HeaderList headers = CallHeaders(method);
    headers.insert(headers.end(), more.begin(), more.end());
    const auto attacker = NewCaller();
    return attacker->Wait(attacker->Call(headers, data));
  }
};

TEST_F(MessagesTest, LargerThanAllowedIsRefused) {
  EXPECT_EQ(CallWith(Message(std::string(2 * kMegabyte, '\0'))).grpc_status(),
            grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, TruncatedMessagesAreRefused) {
  for (const std::string& data : {std::string(), std::string("\0", 1), MessageHeader(0, 10),
                                  MessageHeader(0, 10) + "short", GoodRead().substr(0, 20)}) {
    const StreamReply reply = CallWith(data);
    EXPECT_TRUE(reply.over());
    EXPECT_NE(reply.grpc_status(), grpc::OK);
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, CompressionNobodyAskedForIsRefused) {
  EXPECT_NE(CallWith(Message("x", 1)).grpc_status(), grpc::OK) << "flag without an encoding";
  EXPECT_NE(CallWith(Message("x", 0xff)).grpc_status(), grpc::OK) << "flags nobody knows";
  for (const char* encoding : {"br", "zstd", "x", "gzip, gzip", "identity"}) {
    EXPECT_NE(CallWith(Message("x", 1), {{"grpc-encoding", encoding}}).grpc_status(), grpc::OK)
        << encoding;
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, AFewKilobytesThatInflateToManyMegabytesAreNotInflated) {
  const std::string bomb = Gzip(kInflated);
  ASSERT_LT(bomb.size(), kMegabyte);
  EXPECT_NE(CallWith(Message(bomb, 1), {{"grpc-encoding", "gzip"}}).grpc_status(), grpc::OK);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, NestingTenThousandDeepIsRefused) {
  // Fields of the wire type "group", which readers must nest into also where they know none of
  // them.
  constexpr char kBeginGroup = static_cast<char>(15 << 3 | 3);
  EXPECT_NE(CallWith(Message(std::string(10'000, kBeginGroup))).grpc_status(), grpc::OK);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, AMegabyteOfUnknownFieldsIsNoHarm) {
  // Field 1000 as the number 0, a third of a million times.
  const std::string field("\xc0\x3e\0", 3);
  std::string bytes = GoodRead().substr(5);
  while (bytes.size() + field.size() < kMegabyte) bytes += field;
  EXPECT_EQ(CallWith(Message(bytes)).grpc_status(), grpc::OK);
}

TEST_F(MessagesTest, ABatchOfAHundredThousandVehiclesIsRefusedInAFewWords) {
  AllowMegabytes(96);
  v1::BatchGetSignalsRequest request;
  while (request.vehicles_size() < 100'000) request.add_vehicles()->set_vehicle_id("v");
  const StreamReply reply = CallWith(Message(request.SerializeAsString()), {}, kBatch);
  EXPECT_EQ(reply.grpc_status(), grpc::INVALID_ARGUMENT);
  EXPECT_LT(reply.Header("grpc-message").size(), 4096u);
  EXPECT_LT(reply.Header("grpc-status-details-bin").size(), 8192u);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(MessagesTest, ABatchOfHalfAMillionOfNothingIsRefusedInAFewWords) {
  AllowMegabytes(160);
  v1::BatchGetSignalsRequest request;
  while (request.vehicles_size() < 500'000) request.add_vehicles();
  const StreamReply reply = CallWith(Message(request.SerializeAsString()), {}, kBatch);
  EXPECT_EQ(reply.grpc_status(), grpc::INVALID_ARGUMENT);
  EXPECT_LT(reply.Header("grpc-message").size(), 4096u);
  EXPECT_LT(reply.Header("grpc-status-details-bin").size(), 8192u);
}

}  // namespace
}  // namespace smartcar_gateway
