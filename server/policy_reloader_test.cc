// Tests of the reload of a policy: what is in force, and what is told.
#include "server/policy_reloader.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/testing.h"
#include "server/base/testing.h"
#include "server/config/testing.h"

namespace smartcar_gateway {
namespace {

using Kind = PolicyEvent::Kind;

// Gives `caller` the method that needs nothing else.
std::string PolicyFor(const std::string& caller) {
  return absl::StrCat(
      "roles: [{name: r, methods: [WebhookService/ListWebhooks]}]\n"
      "bindings: [{callers: [\"",
      caller, "\"], roles: [r]}]\n");
}

class PolicyReloaderTest : public testing::Test {
 protected:
  absl::Status Start() {
    auto reloader = PolicyReloader::Create(
        path_, access_, executor_, [this](const PolicyEvent& event) { events_.push_back(event); });
    if (!reloader.ok()) return reloader.status();
    reloader_ = *std::move(reloader);
    return absl::OkStatus();
  }

  // As editors and Kubernetes do it: a new file takes the place of the old one.
  void Replace(const std::string& content) {
    const std::string next = folder_.Write("next", content);
    ASSERT_EQ(rename(next.c_str(), path_.c_str()), 0);
  }

  // Changes are seen at one look and taken up at the next.
  void LetItLook() { executor_.AdvanceBy(absl::Seconds(2)); }

  bool Allowed(const std::string& caller) {
    return access_.Decide(KnownAs({caller}), {"WebhookService/ListWebhooks", {}}).verdict ==
           Decision::Verdict::kAllowed;
  }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  TestFolder folder_;
  const std::string path_ = folder_.Write("policy.yaml", PolicyFor("dns:a"));
  PolicyAccessControl access_{clock_};
  std::vector<PolicyEvent> events_;
  std::unique_ptr<PolicyReloader> reloader_;
};

TEST_F(PolicyReloaderTest, PolicyIsInForceAtOnce) {
  ASSERT_TRUE(Start().ok());
  EXPECT_TRUE(Allowed("dns:a"));
  EXPECT_FALSE(Allowed("dns:b"));
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, Kind::kLoaded);
  EXPECT_EQ(events_[0].file, path_);
  EXPECT_EQ(events_[0].text, "1 role, 1 binding");
  EXPECT_EQ(events_[0].sha256.size(), 64u);
}

TEST_F(PolicyReloaderTest, BrokenOrMissingFileIsNoStart) {
  Replace("roles: x\n");
  EXPECT_EQ(Start(), absl::InvalidArgumentError(
                         absl::StrCat(path_,
                                      ":1:8: roles: must be a list: each item in a line of its own "
                                      "after \"- \"")));
  unlink(path_.c_str());
  EXPECT_EQ(Start(), absl::InvalidArgumentError(absl::StrCat(
                         "policy file ", path_, " cannot be read: No such file or directory")));
  EXPECT_TRUE(events_.empty());
}

TEST_F(PolicyReloaderTest, ChangedFileIsTakenUp) {
  ASSERT_TRUE(Start().ok());
  Replace(PolicyFor("dns:b"));
  LetItLook();
  EXPECT_FALSE(Allowed("dns:a"));
  EXPECT_TRUE(Allowed("dns:b"));
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, Kind::kChanged);
  EXPECT_NE(events_[1].sha256, events_[0].sha256);
}

TEST_F(PolicyReloaderTest, BrokenFileKeepsTheOldPolicyAndIsToldOnce) {
  ASSERT_TRUE(Start().ok());
  Replace("roles: [{name: r}]\nbindings: [{callers: [\"*\"], roles: [r]}]\n");
  LetItLook();
  executor_.AdvanceBy(absl::Minutes(5));
  EXPECT_TRUE(Allowed("dns:a"));
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, Kind::kRejected);
  EXPECT_EQ(events_[1].sha256.size(), 64u);
  EXPECT_EQ(events_[1].text, absl::StrCat(path_,
                                          ":1:9: roles[0].methods: a role needs methods, such as "
                                          "VehicleService/GetSignal"));

  Replace(PolicyFor("dns:b"));
  LetItLook();
  EXPECT_TRUE(Allowed("dns:b"));
  ASSERT_EQ(events_.size(), 3u);
  EXPECT_EQ(events_[2].kind, Kind::kChanged);
}

TEST_F(PolicyReloaderTest, FileThatIsGoneKeepsTheOldPolicyUntilItIsBack) {
  ASSERT_TRUE(Start().ok());
  unlink(path_.c_str());
  LetItLook();
  executor_.AdvanceBy(absl::Minutes(5));
  EXPECT_TRUE(Allowed("dns:a"));
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, Kind::kRejected);
  EXPECT_EQ(events_[1].sha256, "");
  EXPECT_TRUE(absl::StrContains(events_[1].text, "cannot be read")) << events_[1].text;

  Replace(PolicyFor("dns:a"));
  LetItLook();
  ASSERT_EQ(events_.size(), 3u);
  EXPECT_EQ(events_[2].kind, Kind::kMended);
  EXPECT_EQ(events_[2].sha256, events_[0].sha256);
}

TEST_F(PolicyReloaderTest, SameContentIsNoChange) {
  ASSERT_TRUE(Start().ok());
  Replace(PolicyFor("dns:a"));
  LetItLook();
  EXPECT_EQ(events_.size(), 1u);
}

TEST_F(PolicyReloaderTest, SymbolicLinkThatIsSwappedIsFollowed) {
  const std::string a = folder_.Write("a", PolicyFor("dns:a"));
  const std::string b = folder_.Write("b", PolicyFor("dns:b"));
  unlink(path_.c_str());
  ASSERT_EQ(symlink(a.c_str(), path_.c_str()), 0);
  ASSERT_TRUE(Start().ok());
  const std::string next = folder_.path() + "/link";
  ASSERT_EQ(symlink(b.c_str(), next.c_str()), 0);
  ASSERT_EQ(rename(next.c_str(), path_.c_str()), 0);
  LetItLook();
  EXPECT_TRUE(Allowed("dns:b"));
}

TEST_F(PolicyReloaderTest, WarningsComeWithThePolicy) {
  Replace("roles: [{name: r, methods: [\"*\"], users: [\"*\"], vehicles: [\"*\"]}]\n");
  ASSERT_TRUE(Start().ok());
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].text, "1 role, 0 bindings; it refuses everything");
  EXPECT_EQ(events_[0].warnings,
            std::vector<std::string>{absl::StrCat(
                path_, ":1:16: roles[0].name: no binding gives this role to anybody")});
}

}  // namespace
}  // namespace smartcar_gateway
