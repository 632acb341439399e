// Tests of TlsFiles: when changed files are taken up, and what is told.
#include "server/listener/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "server/base/testing.h"
#include "server/listener/test_certificates.h"
#include "server/listener/test_folder.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kInUse = TlsEvent::Kind::kInUse;
constexpr auto kRejected = TlsEvent::Kind::kRejected;
constexpr auto kDates = TlsEvent::Kind::kDates;

class TlsFilesTest : public testing::Test {
 protected:
  void Open() {
    auto files = TlsFiles::Open(folder_.config(), clock_, executor_,
                                [this](const TlsEvent& event) { events_.push_back(event); });
    ASSERT_TRUE(files.ok()) << files.status();
    files_ = *std::move(files);
  }

  // What was told since the last question.
  std::vector<TlsEvent::Kind> Told() {
    std::vector<TlsEvent::Kind> kinds;
    for (const TlsEvent& event : events_) kinds.push_back(event.kind);
    if (!events_.empty()) last_ = events_.back();
    events_.clear();
    return kinds;
  }

  CertificateAndKey Issue(const std::string& name) { return authority_.Issue(LocalServer(name)); }
  std::string InUse() { return files_->Current()->subject; }

  const TestAuthority authority_;
  TlsFolder folder_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::vector<TlsEvent> events_;
  TlsEvent last_;
  std::unique_ptr<TlsFiles> files_;
};

TEST_F(TlsFilesTest, WhatIsInUseIsToldAtTheStart) {
  folder_.Write(Issue("one"));
  Open();
  EXPECT_THAT(Told(), ElementsAre(kInUse));
  EXPECT_EQ(last_.subject, "CN=one");
  EXPECT_EQ(last_.not_after, absl::FromUnixSeconds(4'000'000'000));
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(TlsFilesTest, UnusableFilesAreAnErrorAtTheStart) {
  folder_.WriteCertificate(Issue("one").certificate);
  folder_.WriteKey(Issue("two").key);
  const auto files = TlsFiles::Open(folder_.config(), clock_, executor_, [](const TlsEvent&) {});
  EXPECT_EQ(files.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(files.status().message()), HasSubstr("does not belong"));
}

TEST_F(TlsFilesTest, ChangedFilesAreInUseWithinThreeSeconds) {
  folder_.Write(Issue("one"));
  Open();
  const auto before = files_->Current();
  folder_.Write(Issue("two"));
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(InUse(), "CN=two");
  EXPECT_EQ(before->subject, "CN=one");  // whoever holds it goes on with it
  EXPECT_THAT(Told(), ElementsAre(kInUse, kInUse));
}

TEST_F(TlsFilesTest, HalfReplacedFilesLeaveTheOldInUseUntilTheOtherHalfCame) {
  folder_.Write(Issue("one"));
  Open();
  Told();
  const CertificateAndKey next = Issue("two");
  folder_.WriteKey(next.key);
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(InUse(), "CN=one");
  EXPECT_THAT(Told(), ElementsAre(kRejected));  // once, not every second
  EXPECT_EQ(last_.subject, "CN=one");
  EXPECT_THAT(last_.problem, HasSubstr("server.tls.key_file: the key does not belong"));
  folder_.WriteCertificate(next.certificate);
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(InUse(), "CN=two");
  EXPECT_THAT(Told(), ElementsAre(kInUse));
}

TEST_F(TlsFilesTest, EachNewProblemIsToldAndTheEndOfItToo) {
  const CertificateAndKey own = Issue("one");
  folder_.Write(own);
  Open();
  Told();
  folder_.WriteCertificate("nothing");
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_THAT(Told(), ElementsAre(kRejected));
  folder_.WriteCertificate(own.certificate);
  folder_.WriteKey("nothing");
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_THAT(Told(), ElementsAre(kRejected));
  EXPECT_THAT(last_.problem, HasSubstr("server.tls.key_file"));
  folder_.WriteKey(own.key);
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_THAT(Told(), ElementsAre(kInUse));
  EXPECT_EQ(last_.subject, "CN=one");
}

TEST_F(TlsFilesTest, FilesWrittenAnewWithTheSameContentAreNoNews) {
  const CertificateAndKey own = Issue("one");
  folder_.Write(own);
  Open();
  Told();
  const auto before = files_->Current();
  folder_.Write(own);
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(files_->Current(), before);
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(TlsFilesTest, ChangedAuthoritiesAreTakenUp) {
  folder_.Write(Issue("one"));
  folder_.WriteAuthorities(authority_.certificate());
  Open();
  const TestAuthority other;
  folder_.WriteAuthorities(other.certificate());
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(files_->Current()->client_authorities, other.certificate());
}

// Kubernetes mounts secrets as links into a folder that a link names, and exchanges that link.
TEST_F(TlsFilesTest, SwapOfTheFolderThatTheFilesAreLinksIntoIsTakenUp) {
  TlsFolder first;
  TlsFolder second;
  first.Write(Issue("one"));
  second.Write(Issue("two"));
  const auto folder_of = [](TlsFolder& folder) {
    const std::string& file = folder.config().cert_file();
    return file.substr(0, file.rfind('/'));
  };
  const std::string mount = folder_of(folder_);
  ASSERT_EQ(symlink(folder_of(first).c_str(), (mount + "/..data").c_str()), 0);
  ASSERT_EQ(symlink("..data/cert.pem", folder_.config().cert_file().c_str()), 0);
  ASSERT_EQ(symlink("..data/key.pem", folder_.config().key_file().c_str()), 0);
  Open();
  EXPECT_EQ(InUse(), "CN=one");
  ASSERT_EQ(symlink(folder_of(second).c_str(), (mount + "/..next").c_str()), 0);
  ASSERT_EQ(rename((mount + "/..next").c_str(), (mount + "/..data").c_str()), 0);
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(InUse(), "CN=two");
}

TEST_F(TlsFilesTest, ExpiredCertificateIsInUseAndTold) {
  CertificateRequest request = LocalServer();
  request.not_after = clock_.Now() - absl::Seconds(1);
  folder_.Write(authority_.Issue(request));
  Open();
  EXPECT_THAT(Told(), ElementsAre(kInUse, kDates));
  EXPECT_THAT(last_.problem, HasSubstr("has expired"));
}

TEST_F(TlsFilesTest, EndOfTheCertificateIsToldAWeekAndADayBeforeAndWhenItCame) {
  CertificateRequest request = LocalServer();
  request.not_after = clock_.Now() + absl::Hours(24 * 10);
  folder_.Write(authority_.Issue(request));
  Open();
  EXPECT_THAT(Told(), ElementsAre(kInUse));
  executor_.AdvanceBy(absl::Hours(24 * 3));
  EXPECT_THAT(Told(), ElementsAre());
  executor_.AdvanceBy(absl::Hours(24 * 2));
  EXPECT_THAT(Told(), ElementsAre(kDates));
  EXPECT_THAT(last_.problem, HasSubstr("expires in 167 hours"));
  executor_.AdvanceBy(absl::Hours(24 * 4));
  EXPECT_THAT(Told(), ElementsAre());
  executor_.AdvanceBy(absl::Hours(2));
  EXPECT_THAT(Told(), ElementsAre(kDates));
  executor_.AdvanceBy(absl::Hours(24 * 5));
  EXPECT_THAT(Told(), ElementsAre(kDates));
  EXPECT_THAT(last_.problem, HasSubstr("has expired"));
  // A new one begins anew.
  request.not_after = clock_.Now() + absl::Hours(12);
  folder_.Write(authority_.Issue(request));
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_THAT(Told(), ElementsAre(kInUse, kDates));
}

TEST_F(TlsFilesTest, CertificateThatIsNotGoodNowDoesNotReplaceOneThatIs) {
  folder_.Write(Issue("good"));
  Open();
  Told();
  CertificateRequest expired = LocalServer("expired");
  expired.not_after = clock_.Now() - absl::Seconds(1);
  folder_.Write(authority_.Issue(expired));
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(InUse(), "CN=good");
  EXPECT_THAT(Told(), ElementsAre(kRejected));
  EXPECT_THAT(last_.problem, HasSubstr("has expired"));
  CertificateRequest early = LocalServer("early");
  early.not_before = clock_.Now() + absl::Seconds(10);
  folder_.Write(authority_.Issue(early));
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(InUse(), "CN=good");
  // Once it is good, it is taken.
  executor_.AdvanceBy(absl::Seconds(10));
  EXPECT_EQ(InUse(), "CN=early");
}

TEST_F(TlsFilesTest, CertificateOfTheFutureIsInUseAndTold) {
  CertificateRequest request = LocalServer();
  request.not_before = clock_.Now() + absl::Seconds(10);
  folder_.Write(authority_.Issue(request));
  Open();
  EXPECT_THAT(Told(), ElementsAre(kInUse, kDates));
  EXPECT_THAT(last_.problem, HasSubstr("not valid yet"));
}

}  // namespace
}  // namespace smartcar_gateway
