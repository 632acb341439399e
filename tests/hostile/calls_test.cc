// Calls that are not as gRPC wants them: methods nobody has, headers twice or missing, absurd
// times.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

class CallsTest : public HostileTest {
 protected:
  // A read with these headers instead of those of the same name; an empty value takes one away.
  StreamReply CallWith(const HeaderList& changes) {
    HeaderList headers = CallHeaders(kGetVehicle);
    for (const auto& change : changes) {
      headers.erase(
          std::remove_if(headers.begin(), headers.end(),
                         [&](const auto& header) { return header.first == change.first; }),
          headers.end());
    }
    for (const auto& change : changes) {
      if (!change.second.empty()) headers.push_back(change);
    }
    // The pseudo headers come first.
    std::stable_partition(headers.begin(), headers.end(),
                          [](const auto& header) { return header.first[0] == ':'; });
    return Send(headers);
  }

  StreamReply Send(const HeaderList& headers) {
    const auto attacker = NewCaller();
    return attacker->Wait(attacker->Call(headers, GoodRead()));
  }

  void ExpectNotServed(const HeaderList& changes) {
    const StreamReply reply = CallWith(changes);
    EXPECT_NE(reply.grpc_status(), grpc::OK) << changes[0].first << ": " << changes[0].second;
    EXPECT_EQ(reply.data, "");
  }
};

TEST_F(CallsTest, MethodsNobodyHasAreUnimplemented) {
  for (const char* path :
       {"/", "//", "/x", "/smartcar.gateway.v1.VehicleService",
        "/smartcar.gateway.v1.VehicleService/", "/smartcar.gateway.v1.VehicleService/getvehicle",
        "/smartcar.gateway.v1.VehicleService/GetVehicle/",
        "/smartcar.gateway.v1.VehicleService//GetVehicle",
        "/smartcar.gateway.v1.VehicleService/../VehicleService/GetVehicle",
        "/smartcar.gateway.v1.VehicleService/GetVehicle?x=1",
        "/smartcar.gateway.v1.VehicleService/GetVehicle%00", "*", "http://x/y",
        "/smartcar.gateway.v1.VehicleService/GetVehicle\r\nx: y"}) {
    EXPECT_EQ(CallWith({{":path", path}}).grpc_status(), grpc::UNIMPLEMENTED) << path;
  }
  EXPECT_EQ(CallWith({{":path", "/" + std::string(12'000, 'p')}}).grpc_status(),
            grpc::UNIMPLEMENTED);
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(CallsTest, WithoutWhatGrpcNeedsNothingIsServed) {
  for (const char* name : {":path", ":method", ":scheme", "te"}) ExpectNotServed({{name, ""}});
  ExpectNotServed({{":method", "GET"}});
  ExpectNotServed({{":method", "DELETE"}});
  ExpectNotServed({{":scheme", "ftp"}});
  ExpectNotServed({{"te", "chunked"}});
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(CallsTest, NamesOfTheHostDoNotMatter) {
  for (const char* host :
       {"smartcar.com", "169.254.169.254", "localhost:1", "[::1]", "a@b", "x y", "..", "\xff"}) {
    const int status = CallWith({{":authority", host}}).grpc_status();
    EXPECT_EQ(status, grpc::OK) << host;
  }
}

TEST_F(CallsTest, AbsurdTimesAreTakenOrRefused) {
  for (const char* timeout : {"99999999H", "0n", "-1S", "S", "1", "1X", "99999999999999999999S",
                              "1.5S", " 1S", "1S ", "0x10S", "\xff\xff", "18446744073709551616n"}) {
    const StreamReply reply = CallWith({{"grpc-timeout", timeout}});
    EXPECT_TRUE(reply.over()) << timeout;
    std::printf("%s: %d\n", timeout, reply.grpc_status());
  }
}

TEST_F(CallsTest, HeadersThatComeTwiceServeOneCallAtMost) {
  HeaderList headers = CallHeaders(kGetVehicle);
  headers.insert(headers.begin(), {":path", "/smartcar.gateway.v1.ConnectionService/DeleteUser"});
  const StreamReply reply = Send(headers);
  EXPECT_TRUE(reply.over());
  EXPECT_LE(RequestsToSmartcar(), 1);
  EXPECT_EQ(simulator().Count({"DELETE", kApi}), 0);
}

TEST_F(CallsTest, TheContentTypeIsGrpcOrNotServed) {
  for (const char* type : {"application/json", "text/html", "application/grpcx", ""}) {
    const StreamReply reply = CallWith({{"content-type", type}});
    EXPECT_TRUE(reply.over()) << type;
    std::printf("content-type '%s': %d\n", type, reply.grpc_status());
  }
}

TEST_F(CallsTest, ASecondHeaderBlockAndTrailersOfTheCallerChangeNothing) {
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->Begin(CallHeaders(kGetVehicle));
  attacker->Send(Bytes(FrameType::kData, kNoFlags, stream, GoodRead()));
  attacker->Send(Bytes(
      FrameType::kHeaders, kEndHeaders | kEndStream, stream,
      Literals({{":path", "/smartcar.gateway.v1.ConnectionService/DeleteUser"}, {"x", "y"}})));
  EXPECT_TRUE(attacker->Wait(stream).over() || attacker->closed());
  EXPECT_EQ(simulator().Count({"DELETE", kApi}), 0);
}

}  // namespace
}  // namespace smartcar_gateway
