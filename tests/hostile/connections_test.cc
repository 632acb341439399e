// Connections that do nothing, do it slowly, or are too many: they cost little, end in time, and
// are in nobody's way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/hostile/hostile_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using Attackers = std::vector<std::unique_ptr<Attacker>>;

class ConnectionsTest : public HostileTest {
 protected:
  Attackers Connect(int count) const {
    Attackers attackers;
    for (int i = 0; i < count; ++i) attackers.push_back(NewAttacker());
    return attackers;
  }

  static void ExpectAllClosed(const Attackers& attackers) {
    for (const auto& attacker : attackers) EXPECT_TRUE(attacker->WaitForClose());
  }
};

TEST_F(ConnectionsTest, ThousandsThatDoNothingAfterTheirSettings) {
  AllowMegabytes(120);
  constexpr int kConnections = 2000;
  const Attackers attackers = Connect(kConnections);
  for (const auto& attacker : attackers) attacker->Open();
  for (const auto& attacker : attackers) EXPECT_TRUE(attacker->WaitUntilRead());
  EXPECT_THAT(ReadAsNewCaller(), Succeeds());
}

TEST_F(ConnectionsTest, ThoseThatNeverBeginAreClosedByTheHandshakeTimeout) {
  constexpr int kEach = 250;
  const Attackers silent = Connect(kEach);
  const Attackers half_a_preface = Connect(kEach);
  for (const auto& attacker : half_a_preface) EXPECT_TRUE(attacker->Send("PRI * HTTP/2.0\r\n"));
  EXPECT_THAT(ReadAsNewCaller(), Succeeds()) << "they are in the way";
  ExpectAllClosed(silent);
  ExpectAllClosed(half_a_preface);
}

TEST_F(ConnectionsTest, MoreThanTheProcessMayHaveFiles) {
  const Process& process = gateway().process();
  rlimit before{};
  ASSERT_EQ(prlimit(process.pid(), RLIMIT_NOFILE, nullptr, &before), 0);
  rlimit few = before;
  few.rlim_cur = process.open_files() + 20;
  ASSERT_EQ(prlimit(process.pid(), RLIMIT_NOFILE, &few, nullptr), 0);
  Attackers attackers = Connect(60);
  for (const auto& attacker : attackers) attacker->Open();
  attackers.clear();
  EXPECT_TRUE(
      Eventually([&] { return process.open_files() < static_cast<int>(few.rlim_cur) - 10; }));
  // TearDown sees whether somebody is let in again.
}

}  // namespace
}  // namespace smartcar_gateway
