// Floods of HTTP/2 frames: many, empty, or where they do not belong. Each costs the gateway little
// memory and nobody else's calls.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/hostile/hostile_fixture.h"

namespace smartcar_gateway {
namespace {

// Frames of some ten bytes: of these the gateway must have read most, or take no more.
constexpr int kMoreThanBuffersHold = 3'000'000;

class FloodsTest : public HostileTest {
 protected:
  // Sends the bytes as often, a lot at a time; fewer if the gateway hangs up before.
  static int SendTimes(Attacker& attacker, const std::string& bytes, int times,
                       Attacker::Meanwhile meanwhile = Attacker::Meanwhile::kRead) {
    constexpr int kLot = 1000;
    std::string lot;
    for (int i = 0; i < kLot; ++i) lot += bytes;
    int sent = 0;
    while (sent < times && attacker.Send(lot, meanwhile)) sent += kLot;
    return sent;
  }

  // The gateway answers a call on this very connection, or has ended it.
  void ExpectServedOrEnded(Attacker& attacker) {
    if (!attacker.closed() && attacker.WaitUntilRead()) {
      EXPECT_EQ(attacker.Wait(attacker.Call(CallHeaders(kGetVehicle), GoodRead())).grpc_status(),
                grpc::OK);
      return;
    }
    std::printf("the gateway ended the connection: %s\n",
                attacker.goaway().value_or("without a word").c_str());
  }
};

TEST_F(FloodsTest, RapidReset) {
  // gRPC 1.51 frees the streams only when the flood pauses (README.md).
  constexpr int kStreams = 20'000;
  constexpr int kKilobytesPerStream = 26;
  AllowMegabytes(kStreams * kKilobytesPerStream / 1024);
  const auto attacker = NewCaller();
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  int sent = 0;
  for (; sent < kStreams; ++sent) {
    const uint32_t stream = attacker->NextStream();
    const std::string bytes =
        Bytes(FrameType::kHeaders, kEndHeaders, stream, headers) + RstStream(stream);
    if (!attacker->Send(bytes)) break;
  }
  std::printf("%d streams opened and reset\n", sent);
  ExpectServedOrEnded(*attacker);
  EXPECT_EQ(RequestsToSmartcar(), attacker->closed() ? 0 : 1);
}

TEST_F(FloodsTest, RapidResetOfWholeCalls) {
  // The request is there, so that a handler begins before the reset.
  constexpr int kStreams = 10'000;
  constexpr int kKilobytesPerCall = 26;
  AllowMegabytes(kStreams * kKilobytesPerCall / 1024);
  const auto attacker = NewCaller();
  const std::string headers = Literals(CallHeaders(kGetVehicle));
  int sent = 0;
  for (; sent < kStreams; ++sent) {
    const uint32_t stream = attacker->NextStream();
    const std::string bytes = Bytes(FrameType::kHeaders, kEndHeaders, stream, headers) +
                              Bytes(FrameType::kData, kEndStream, stream, GoodRead()) +
                              RstStream(stream);
    if (!attacker->Send(bytes)) break;
  }
  std::printf("%d calls begun and reset\n", sent);
  ExpectServedOrEnded(*attacker);
  std::printf("%d of them reached Smartcar\n", RequestsToSmartcar());
}

TEST_F(FloodsTest, PingsThatAreAnswered) {
  AllowMegabytes(96);
  const auto attacker = NewCaller();
  std::printf("%d pings\n", SendTimes(*attacker, Ping(), 200'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, PingsWhoseAnswersNobodyReads) {
  AllowMegabytes(96);
  const auto attacker = NewCaller();
  std::printf("%d pings\n", SendTimes(*attacker, Ping(), kMoreThanBuffersHold,
                                      Attacker::Meanwhile::kReadNothing));
}

TEST_F(FloodsTest, AnswersToPingsThatNobodySent) {
  const auto attacker = NewCaller();
  std::printf("%d answers\n", SendTimes(*attacker, Ping(kAck), 200'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, SettingsThatAreAcknowledged) {
  const auto attacker = NewCaller();
  const std::string settings =
      Settings({{kSettingsInitialWindowSize, 65'535}, {kSettingsHeaderTableSize, 4096}});
  std::printf("%d settings\n", SendTimes(*attacker, settings, 100'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, SettingsWhoseAcknowledgementsNobodyReads) {
  const auto attacker = NewCaller();
  std::printf("%d settings\n", SendTimes(*attacker, Settings({}), kMoreThanBuffersHold,
                                         Attacker::Meanwhile::kReadNothing));
}

TEST_F(FloodsTest, Priorities) {
  const auto attacker = NewCaller();
  const std::string priority = Bytes(FrameType::kPriority, kNoFlags, 1, U32(0) + '\x10');
  std::printf("%d priorities\n", SendTimes(*attacker, priority, 200'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, EmptyDataFrames) {
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->Begin(CallHeaders(kGetVehicle));
  const std::string empty = Bytes(FrameType::kData, kNoFlags, stream, "");
  std::printf("%d empty frames\n", SendTimes(*attacker, empty, 200'000));
  EXPECT_TRUE(attacker->Send(Bytes(FrameType::kData, kEndStream, stream, GoodRead())));
  EXPECT_EQ(attacker->Wait(stream).grpc_status(), grpc::OK);
}

TEST_F(FloodsTest, EmptyHeadersAndContinuations) {
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->NextStream();
  attacker->Send(Bytes(FrameType::kHeaders, kNoFlags, stream, ""));
  const std::string empty = Bytes(FrameType::kContinuation, kNoFlags, stream, "");
  std::printf("%d empty continuations\n", SendTimes(*attacker, empty, 200'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, FramesOfTypesNobodyKnows) {
  const auto attacker = NewCaller();
  const std::string strange = Bytes(static_cast<FrameType>(0x42), 0xff, 0, std::string(100, 'x'));
  std::printf("%d strange frames\n", SendTimes(*attacker, strange, 100'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, ResetsOfStreamsThatDoNotExist) {
  const auto attacker = NewCaller();
  std::printf("%d resets\n", SendTimes(*attacker, RstStream(999), 100'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, WindowUpdatesOverTheLimit) {
  constexpr uint32_t kMost = 0x7fffffff;
  const auto attacker = NewCaller();
  const uint32_t stream = attacker->Begin(CallHeaders(kGetVehicle));
  std::printf("%d updates\n",
              SendTimes(*attacker, WindowUpdate(0, kMost) + WindowUpdate(stream, kMost), 10'000));
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, WindowUpdatesOfNothing) {
  const auto attacker = NewCaller();
  SendTimes(*attacker, WindowUpdate(0, 0), 1000);
  ExpectServedOrEnded(*attacker);
}

TEST_F(FloodsTest, GoodbyesThatAreNotMeant) {
  const auto attacker = NewCaller();
  const std::string goaway =
      Bytes(FrameType::kGoAway, kNoFlags, 0, U32(0) + U32(0) + std::string(1000, 'g'));
  std::printf("%d goodbyes\n", SendTimes(*attacker, goaway, 10'000));
  ExpectServedOrEnded(*attacker);
}

}  // namespace
}  // namespace smartcar_gateway
