// Addresses of webhooks, signatures, alarms of the clock.
#include "tools/simulator/hooks/hook_url.h"

#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "tools/simulator/hooks/clock_alarms.h"
#include "tools/simulator/hooks/signature.h"
#include "tools/simulator/testing/manual_timers.h"

namespace smartcar_simulator {
namespace {

TEST(HookUrlTest, TakesUrlsApart) {
  const HookUrl url = ParseHookUrl("https://hooks.example.com/a/b?c=d").value();
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "hooks.example.com");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.target, "/a/b?c=d");
  const HookUrl ipv6 = ParseHookUrl("http://[::1]:81?x").value();
  EXPECT_FALSE(ipv6.tls);
  EXPECT_EQ(ipv6.host, "::1");
  EXPECT_EQ(ipv6.port, "81");
  EXPECT_EQ(ipv6.target, "/?x");
  EXPECT_EQ(ipv6.authority, "[::1]:81");
  for (const char* bad : {"", "ftp://a/", "http://", "http://:80/", "http://a:x/", "http://a:0/",
                          "http://a:65536/", "http://a b/", "http://u@a/", "http://[::1/"}) {
    EXPECT_FALSE(ParseHookUrl(bad)) << bad;
  }
}

TEST(HookUrlTest, OnlyThisMachineAndNamedHostsMayBePostedTo) {
  for (const char* good : {"http://localhost/", "http://127.0.0.1:1/", "http://127.9.9.9/",
                           "https://[::1]/", "https://gateway:8444/"}) {
    EXPECT_TRUE(MayPostTo(ParseHookUrl(good).value(), {"gateway"})) << good;
  }
  for (const char* bad : {"http://192.0.2.1/", "http://example.com/", "http://0.0.0.0/"}) {
    EXPECT_FALSE(MayPostTo(ParseHookUrl(bad).value(), {"gateway"})) << bad;
  }
}

TEST(SignatureTest, IsThatOfRfc4231) {
  EXPECT_EQ(HmacSha256Hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(ClockAlarmsTest, RingInOrderWhenTheClockIsAdvanced) {
  SimulatedClock clock(SimulatedClock::Mode::kManual);
  ManualTimers timers;
  ClockAlarms alarms(&clock, &timers);
  std::string rung;
  alarms.At(clock.Now() + absl::Seconds(2), [&] { rung += "b"; });
  alarms.At(clock.Now() + absl::Seconds(1), [&] { rung += "a"; });
  clock.Advance(absl::Milliseconds(999));
  alarms.RunDue();
  EXPECT_EQ(rung, "");
  clock.Advance(absl::Seconds(5));
  alarms.RunDue();
  EXPECT_EQ(rung, "ab");
  EXPECT_EQ(timers.pending(), 0u);
}

// Says how long the last timer was to wait.
class LastDelay : public ManualTimers {
 public:
  void After(absl::Duration delay, std::function<void()> callback) override {
    delay_ = delay;
    ManualTimers::After(delay, std::move(callback));
  }
  absl::Duration delay() const { return delay_; }

 private:
  absl::Duration delay_;
};

TEST(ClockAlarmsTest, RealClockThatIsAdvancedWaitsForTheRestAlone) {
  SimulatedClock clock(SimulatedClock::Mode::kReal);
  LastDelay timers;
  ClockAlarms alarms(&clock, &timers);
  alarms.At(clock.Now() + absl::Hours(2), [] {});
  EXPECT_GT(timers.delay(), absl::Hours(1));
  clock.Advance(absl::Hours(1));
  alarms.RunDue();
  EXPECT_LE(timers.delay(), absl::Hours(1) + absl::Milliseconds(1));
  alarms.At(clock.Now() + absl::Minutes(1), [] {});
  EXPECT_LE(timers.delay(), absl::Minutes(1) + absl::Milliseconds(1));
}

TEST(ClockAlarmsTest, FastClockWaitsLessRealTime) {
  SimulatedClock clock(SimulatedClock::Mode::kReal, 1000);
  ManualTimers timers;
  ClockAlarms alarms(&clock, &timers);
  bool rung = false;
  alarms.At(clock.Now() + absl::Hours(1), [&] { rung = true; });
  EXPECT_EQ(timers.pending(), 1u);
  timers.Advance(absl::Milliseconds(3602));
  EXPECT_FALSE(rung) << "an early timer does not ring";
  EXPECT_EQ(timers.pending(), 1u) << "but is set again";
  clock.Advance(absl::Hours(1));
  timers.Advance(absl::Milliseconds(3602));
  EXPECT_TRUE(rung);
}

}  // namespace
}  // namespace smartcar_simulator
