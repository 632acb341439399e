// An upstream that floods the gateway with frames of HTTP/2: the call fails, and little is held.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/hostile/frames.h"
#include "tests/hostile/upstream_fixture.h"

namespace smartcar_gateway {
namespace {

// As much as two seconds' work.
constexpr int kEndless = 300'000;

class UpstreamHttp2Test : public UpstreamTest {
 protected:
  void SetUp() override {
    UpstreamTest::SetUp();
    liar().Present({Trusted(), 0, "h2"});
  }

  // libcurl reads as long as there is something to read, so a flood may keep the gateway from
  // answering before its caller gives up (README.md). The settings, and then the same frames again
  // and again, to a caller who has a few seconds.
  void ExpectFails(const std::string& what, const std::string& frames) {
    SCOPED_TRACE(what);
    liar().SetScript([=](Conversation& gateway) {
      gateway.ReadSome();
      gateway.Write(Settings({}) + Bytes(FrameType::kSettings, kAck, 0, ""));
      const int said = gateway.Repeat(frames, kEndless);
      std::printf("%s: %d times, %.1f KB\n", what.c_str(), said,
                  said * static_cast<double>(frames.size()) / 1024);
    });
    const RichError error = Read(std::chrono::seconds(2));
    EXPECT_NE(error.code, grpc::OK);
    std::printf("%s: %s\n", what.c_str(), error.message.c_str());
  }
};

TEST_F(UpstreamHttp2Test, FloodsOfPings) { ExpectFails("ping", Ping()); }

TEST_F(UpstreamHttp2Test, FloodsOfSettings) { ExpectFails("settings", Settings({})); }

TEST_F(UpstreamHttp2Test, FloodsOfGoodbyes) {
  ExpectFails("goaway", Bytes(FrameType::kGoAway, kNoFlags, 0, U32(0x7fffffff) + U32(0)));
}

TEST_F(UpstreamHttp2Test, FloodsOfResets) {
  ExpectFails("reset", RstStream(1));
  ExpectFails("reset of what is not", RstStream(999));
}

TEST_F(UpstreamHttp2Test, FloodsOfWindows) {
  ExpectFails("window", WindowUpdate(0, 0x7fffffff));
  ExpectFails("no window", WindowUpdate(0, 0));
}

TEST_F(UpstreamHttp2Test, FloodsOfEmptyFrames) {
  ExpectFails("headers", Bytes(FrameType::kHeaders, kEndHeaders, 1, ""));
  ExpectFails("data", Bytes(FrameType::kHeaders, kEndHeaders, 1, "\x88") +
                          Bytes(FrameType::kData, kNoFlags, 1, ""));
  ExpectFails("priority", Bytes(FrameType::kPriority, kNoFlags, 3, U32(0) + '\x10'));
}

TEST_F(UpstreamHttp2Test, PushesNobodyAskedFor) {
  ExpectFails("push", Bytes(FrameType::kPushPromise, kEndHeaders, 1, U32(2) + "\x82"));
}

TEST_F(UpstreamHttp2Test, HeadersThatUnfoldToMegabytes) {
  const std::string block =
      "\x88" + IndexedLiteral("x-bomb", std::string(4000, 'x')) + std::string(10'000, kNewestEntry);
  ExpectFails("bomb", Bytes(FrameType::kHeaders, kEndHeaders, 1, block));
}

TEST_F(UpstreamHttp2Test, ABlockThatNeverEnds) {
  liar().SetScript([](Conversation& gateway) {
    gateway.ReadSome();
    gateway.Write(Settings({}) + Bytes(FrameType::kSettings, kAck, 0, "") +
                  Bytes(FrameType::kHeaders, kNoFlags, 1, "\x88"));
    const std::string more =
        Bytes(FrameType::kContinuation, kNoFlags, 1, Literals({{"x", std::string(16'000, 'x')}}));
    std::printf("%d continuations\n", gateway.Repeat(more, kEndless));
  });
  EXPECT_NE(Read(std::chrono::seconds(2)).code, grpc::OK);
}

}  // namespace
}  // namespace smartcar_gateway
