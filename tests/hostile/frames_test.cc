// Frames that break the rules of HTTP/2, and bytes that are none: the connection ends, or the frame
// is ignored; no other connection notices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

class FramesTest : public HostileTest {
 protected:
  // The gateway ends a connection on which these bytes come after the preface.
  void ExpectEnds(const std::string& what, const std::string& bytes) const {
    SCOPED_TRACE(what);
    const auto attacker = NewCaller();
    attacker->Send(bytes);
    EXPECT_TRUE(attacker->WaitForClose());
    EXPECT_NE(attacker->Wait(1).grpc_status(), grpc::OK);
    std::printf("%s: %s\n", what.c_str(), attacker->goaway().value_or("closed").c_str());
  }

  // It serves the same connection afterwards.
  void ExpectServes(const std::string& what, const std::string& bytes) const {
    SCOPED_TRACE(what);
    const auto attacker = NewCaller();
    attacker->NextStream();  // which the bytes may be about
    EXPECT_TRUE(attacker->Send(bytes));
    EXPECT_EQ(attacker->Wait(attacker->Call(CallHeaders(kGetVehicle), GoodRead())).grpc_status(),
              grpc::OK);
  }

  // The gateway hangs up on a peer that says this first, and sends it no more than settings.
  void ExpectHangsUp(const std::string& what, const std::string& bytes) const {
    SCOPED_TRACE(what);
    const auto attacker = NewAttacker();
    attacker->Send(bytes);
    EXPECT_TRUE(attacker->WaitForClose());
    EXPECT_EQ(attacker->Received(FrameType::kHeaders), 0);
  }
};

TEST_F(FramesTest, WhatIsNotHttp2IsHungUpOn) {
  ExpectHangsUp("HTTP/1.1", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  ExpectHangsUp("an upgrade",
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
  // The beginning of a ClientHello.
  ExpectHangsUp("TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) +
                           std::string(501, '\x5a'));
  ExpectHangsUp("noise", std::string(100'000, '\xff'));
  ExpectHangsUp("zeros", std::string(100'000, '\0'));
  ExpectHangsUp("a preface that goes wrong", "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX");
  ExpectHangsUp("no settings", kPreface + Ping());
}

TEST_F(FramesTest, OversizedFramesEndTheConnection) {
  constexpr uint32_t kMost = 0xffffff;
  for (const FrameType type : {FrameType::kHeaders, FrameType::kData, FrameType::kSettings,
                               FrameType::kPing, FrameType::kContinuation}) {
    ExpectEnds("type " + std::to_string(static_cast<int>(type)),
               FrameHeader(type, kEndHeaders, 1, kMost) + std::string(100'000, 'x'));
  }
}

TEST_F(FramesTest, FramesOfTheWrongLengthEndTheConnection) {
  ExpectEnds("ping", Bytes(FrameType::kPing, kNoFlags, 0, "1234567"));
  ExpectEnds("settings", Bytes(FrameType::kSettings, kNoFlags, 0, "12345"));
  ExpectEnds("settings with an ack", Bytes(FrameType::kSettings, kAck, 0, "123456"));
  ExpectEnds("window update", Bytes(FrameType::kWindowUpdate, kNoFlags, 0, "123"));
  ExpectEnds("reset", Bytes(FrameType::kRstStream, kNoFlags, 1, "123"));
  ExpectEnds("goaway", Bytes(FrameType::kGoAway, kNoFlags, 0, "1234"));
}

TEST_F(FramesTest, SettingsOutOfTheirRangeEndTheConnection) {
  ExpectEnds("a window of 4 GB", Settings({{kSettingsInitialWindowSize, 0xffffffff}}));
  ExpectEnds("frames of a byte", Settings({{5, 1}}));
}

TEST_F(FramesTest, AContinuationThatContinuesNothingEndsTheConnection) {
  ExpectEnds("alone", Bytes(FrameType::kContinuation, kEndHeaders, 1, ""));
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  ExpectEnds("of another stream", Bytes(FrameType::kHeaders, kNoFlags, 1, headers) +
                                      Bytes(FrameType::kContinuation, kEndHeaders, 3, ""));
  ExpectEnds("interrupted", Bytes(FrameType::kHeaders, kNoFlags, 1, headers) + Ping());
}

TEST_F(FramesTest, FramesAboutNoStreamAreIgnored) {
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  ExpectServes("headers on stream 0", Bytes(FrameType::kHeaders, kEndHeaders, 0, headers));
  ExpectServes("headers on an even stream", Bytes(FrameType::kHeaders, kEndHeaders, 2, headers));
  ExpectServes("data on stream 0", Bytes(FrameType::kData, kNoFlags, 0, "data"));
  ExpectServes("data on an idle stream", Bytes(FrameType::kData, kNoFlags, 77, "data"));
  ExpectServes("reset of an idle stream", RstStream(77));
  ExpectServes("reset of stream 0", RstStream(0));
  ExpectServes("priority of itself", Bytes(FrameType::kPriority, kNoFlags, 1, U32(1) + '\x10'));
}

TEST_F(FramesTest, APushByTheCallerIsNotTaken) {
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  const auto attacker = NewCaller();
  attacker->Send(Bytes(FrameType::kPushPromise, kEndHeaders, 1, U32(2) + headers));
  attacker->Call(CallHeaders(kGetVehicle), GoodRead());
  EXPECT_EQ(simulator().Count({"GET", "/v3/vehicles/2"}), 0);
}

TEST_F(FramesTest, PaddingThatIsLongerThanItsFrame) {
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  const auto attacker = NewCaller();
  attacker->Send(
      Bytes(FrameType::kHeaders, kEndHeaders | kEndStream | kPadded, 1, '\xff' + headers));
  EXPECT_NE(attacker->Wait(1).grpc_status(), grpc::OK);
}

TEST_F(FramesTest, AHeaderBlockThatIsBrokenEndsCallOrConnection) {
  for (const std::string& block :
       {std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), std::string("\x80"),
        std::string("\xff\xff\xff\xff\x0f"), std::string("\x00\x7f\xff\xff\xff\x7fname", 10),
        std::string("\x00\x04name\xff\xff\xff\xff\xff\xff\xff", 13), std::string("\xc8"),
        std::string("\x3f\xff\xff\xff\xff\xff\xff")}) {
    const auto attacker = NewCaller();
    attacker->Send(Bytes(FrameType::kHeaders, kEndHeaders | kEndStream, 1, block));
    EXPECT_NE(attacker->Wait(1).grpc_status(), grpc::OK);
    EXPECT_TRUE(attacker->closed() || attacker->Wait(1).over());
  }
  EXPECT_EQ(RequestsToSmartcar(), 0);
}

TEST_F(FramesTest, NoMoreStreamsThanAllowed) {
  // The suite's own limit is too high to be reached quickly.
  constexpr int kLimit = 100;
  GatewayOptions options;
  options.config = {{"server", {{"max_concurrent_streams", kLimit}}}};
  const auto gateway = Gateway::Start(simulator(), options);
  Attacker attacker(gateway->address());
  attacker.OpenWithoutAcknowledging();
  const auto settings = attacker.WaitFor(
      [](const Frame& frame) { return frame.type == FrameType::kSettings && frame.flags == 0; });
  ASSERT_TRUE(settings.has_value());
  EXPECT_THAT(settings->payload, HasSubstr(std::string("\0\3", 2) + U32(kLimit)));
  // Before the settings are acknowledged the caller may not know better; after that it does.
  attacker.Send(Bytes(FrameType::kSettings, kAck, 0, ""));
  for (int i = 0; i < 3 * kLimit; ++i) attacker.Begin(CallHeaders(kGetVehicle));
  attacker.WaitUntilRead();
  std::printf("beyond the limit: %s, %d reset\n", attacker.goaway().value_or("no goaway").c_str(),
              attacker.Received(FrameType::kRstStream));
  EXPECT_TRUE(attacker.closed() || attacker.Received(FrameType::kRstStream) == 2 * kLimit);
}

}  // namespace
}  // namespace smartcar_gateway
