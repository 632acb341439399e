// The search for secrets bites: what it must find, and that it fails the test of whoever leaks.
#include "tests/support/leaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace smartcar_gateway {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kSecret[] = "S3cr3t/with+odd&\"characters\"=and%more";
constexpr char kShort[] = "sh0rt-one";
constexpr char kJwt[] =
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJsZWFrc190ZXN0Iiwibm9uY2UiOjF9."
    "c2lnbmF0dXJlLW9mLXRoZS1sZWFrcy10ZXN0";

class LeaksTest : public ::testing::Test {
 protected:
  LeaksTest() {
    for (const char* secret : {kSecret, kShort, kJwt, "short"}) RegisterSecret(secret);
  }

  // A gateway by name alone, which writes `text`.
  static std::unique_ptr<Process> FakeGateway(const std::string& text) {
    const std::string folder = NewScratchFolder("fake");
    WriteFile(folder + "/text", text);
    WriteFile(folder + "/smartcar_gateway", absl::StrCat("#!/bin/sh\ncat ", folder, "/text >&2\n"));
    EXPECT_EQ(chmod((folder + "/smartcar_gateway").c_str(), 0700), 0);
    std::unique_ptr<Process> process = Process::Start({folder + "/smartcar_gateway", {}, {}});
    process->WaitForExit();
    return process;
  }
};

TEST_F(LeaksTest, FindsSecretsInEveryForm) {
  const std::string secret = kSecret;
  for (const std::string& text :
       {secret, std::string("S3cr3t%2Fwith%2Bodd%26%22characters%22%3Dand%25more"),
        std::string("S3cr3t%2fwith%2bodd%26%22characters%22%3dand%25more"),
        std::string("S3cr3t/with+odd&\\\"characters\\\"=and%more"), absl::Base64Escape(secret),
        absl::Base64Escape("client_simulator:" + secret), secret.substr(0, 25),
        secret.substr(secret.size() - 25), std::string(kShort), std::string(kJwt),
        std::string(kJwt).substr(60), std::string("JsZWFrc190ZXN0Iiwibm9uY2UiOjF9.c2ln")}) {
    EXPECT_THAT(FindLeaks(absl::StrCat("some text, ", text, " and more")), Not(IsEmpty())) << text;
  }
}

TEST_F(LeaksTest, FindsNothingInWhatIsNoSecret) {
  for (const char* text : {"", "short", "S3cr3t/", "client_simulator", "a token was obtained",
                           "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9", "Y2xpZW50X3NpbXVsYXRvcjo="}) {
    EXPECT_THAT(FindLeaks(text), IsEmpty()) << text;
  }
}

TEST_F(LeaksTest, GatewayThatWritesASecretFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(FakeGateway(absl::StrCat("token: ", kJwt)).reset(),
                          "secrets have leaked into the output of");
  FakeGateway("token: obtained").reset();
}

TEST_F(LeaksTest, FilesOfAGatewayAreSearched) {
  const std::string folder = NewScratchFolder("state");
  NoteWritten(folder);
  WriteFile(folder + "/audit.jsonl", absl::StrCat("{\"who\":\"", kJwt, "\"}"));
  EXPECT_NONFATAL_FAILURE(FakeGateway("").reset(), "audit.jsonl");
  WriteFile(folder + "/audit.jsonl", "");
}

TEST_F(LeaksTest, SecretThatIsLearnedOfAtTheEndIsLookedForEverywhere) {
  const int source = AddSecretSource([] { RegisterSecret("learned-of-at-the-end"); });
  EXPECT_NONFATAL_FAILURE(FakeGateway("it is learned-of-at-the-end").reset(), "the output of");
  RemoveSecretSource(source);
}

// Last: what was seen stays.
TEST_F(LeaksTest, WhatCallersSawIsSearched) {
  NoteSeen(absl::StrCat("upstream said: ", kSecret));
  EXPECT_NONFATAL_FAILURE(FakeGateway("").reset(), "what callers saw");
}

}  // namespace
}  // namespace smartcar_gateway
