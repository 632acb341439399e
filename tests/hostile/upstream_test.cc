// Replies of an upstream that lies, over HTTP/1.1: a clear error each, and nothing of them is kept,
// followed or quoted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/hostile/upstream_fixture.h"

namespace smartcar_gateway {
namespace {

constexpr char kOk[] = "HTTP/1.1 200 OK\r\n";

// More than the gateway may take of any reply.
constexpr int kEndless = 1'000'000;

class UpstreamRepliesTest : public UpstreamTest {
 protected:
  // After the beginning, the same again and again; prints how much of it the gateway took.
  void SayWithoutEnd(const std::string& beginning, const std::string& more) {
    liar().SetScript([=](Conversation& gateway) {
      gateway.ReadRequest();
      gateway.Write(beginning);
      std::printf("the gateway took %.1f KB\n",
                  gateway.Repeat(more, kEndless) * static_cast<double>(more.size()) / 1024);
    });
  }
};

TEST_F(UpstreamRepliesTest, RedirectsToAnotherHostAreNotFollowed) {
  const auto other = AnotherLiar();
  for (const char* status : {"301", "302", "303", "307", "308"}) {
    Say(HttpReply(absl::StrCat("location: ", other->base_url(), "/v3/vehicles/a\r\n"), "",
                  absl::StrCat("HTTP/1.1 ", status, " Go there")));
    ExpectRead(grpc::INTERNAL, "UPSTREAM_STATUS_UNEXPECTED");
    EXPECT_EQ(Lock().code, grpc::INTERNAL);
  }
  EXPECT_EQ(other->connections(), 0);
}

TEST_F(UpstreamRepliesTest, RedirectsOfTheTokenEndpointAreNotFollowed) {
  const auto other = AnotherLiar();
  EXPECT_THAT(Read(), Succeeds()) << "this gateway has its token";
  for (const int status : {301, 302, 307, 308}) {
    simulator().ClearFaults();
    simulator().Queue({{"match", {{"path", kTokenPath}}},
                       {"times", -1},
                       {"status", status},
                       {"headers", {{"location", other->base_url() + kTokenPath}}},
                       {"body", ""}});
    const auto gateway = Gateway::Start(simulator());
    const auto stub = v1::VehicleService::NewStub(gateway->NewChannel());
    v1::GetVehicleRequest request;
    request.set_vehicle_id("a");
    EXPECT_THAT(Call(*stub, &Vehicles::GetVehicle, request).error,
                FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"))
        << status;
  }
  EXPECT_EQ(other->connections(), 0);
}

TEST_F(UpstreamRepliesTest, OtherPlacesToGoAreNotGoneTo) {
  const auto other = AnotherLiar();
  const std::string place = other->base_url().substr(8);
  for (const std::string& header :
       {absl::StrCat("alt-svc: h2=\"", place, "\"; ma=86400; persist=1, http/1.1=\"", place, "\""),
        absl::StrCat("refresh: 0; url=", other->base_url()),
        absl::StrCat("link: <", other->base_url(), ">; rel=preload"),
        absl::StrCat("content-location: ", other->base_url())}) {
    Say(HttpReply(header + "\r\n", "{}"));
    ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
    ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  }
  EXPECT_EQ(other->connections(), 0);
}

TEST_F(UpstreamRepliesTest, CookiesAreNotKept) {
  Say(HttpReply("set-cookie: SENTINEL=1; Path=/\r\n", "{}"));
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  std::atomic<bool> has_cookie{false};
  liar().SetScript([&](Conversation& gateway) {
    has_cookie = absl::StrContains(gateway.ReadRequest(), "SENTINEL");
    gateway.Write(HttpReply("", "{}"));
  });
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  EXPECT_FALSE(has_cookie);
}

TEST_F(UpstreamRepliesTest, HeadersWithoutEndAreBrokenOff) {
  SayWithoutEnd(kOk, "x-filler: " + std::string(1000, 'x') + "\r\n");
  EXPECT_NE(Read().code, grpc::OK);
  ExpectLostCommand();
}

TEST_F(UpstreamRepliesTest, AHeaderLineWithoutEndIsBrokenOff) {
  SayWithoutEnd(absl::StrCat(kOk, "x-filler: "), std::string(10'000, 'x'));
  EXPECT_NE(Read().code, grpc::OK);
  ExpectLostCommand();
}

TEST_F(UpstreamRepliesTest, TenThousandHeadersAreTooLarge) {
  std::string headers;
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&headers, "x-", i, ": y\r\n");
  Say(HttpReply(headers, "{}"));
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE");
  ExpectLostCommand();
}

TEST_F(UpstreamRepliesTest, ABodyWithoutEndIsTooLarge) {
  SayWithoutEnd(absl::StrCat(kOk, "connection: close\r\n\r\n{\"data\":\""),
                std::string(10'000, 'x'));
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE");
  ExpectLostCommand();
}

TEST_F(UpstreamRepliesTest, ChunksWithoutEndAreTooLarge) {
  SayWithoutEnd(absl::StrCat(kOk, "transfer-encoding: chunked\r\n\r\n"),
                "10\r\n0123456789abcdef\r\n");
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_TOO_LARGE");
}

TEST_F(UpstreamRepliesTest, ABodyOfABytePerCenturyEndsWithTheDeadline) {
  liar().SetScript([](Conversation& gateway) {
    gateway.ReadRequest();
    gateway.Write(absl::StrCat(kOk, "content-length: 100\r\n\r\n{"));
    gateway.ReadSome();  // until the gateway hangs up
  });
  EXPECT_THAT(Read(std::chrono::seconds(1)),
              FailsWith(grpc::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"));
}

TEST_F(UpstreamRepliesTest, InterimRepliesWithoutEndAreEndedByLimitOrDeadline) {
  SayWithoutEnd("", "HTTP/1.1 100 Continue\r\nx-filler: " + std::string(100, 'x') + "\r\n\r\n");
  const RichError error = Read(std::chrono::seconds(5));
  EXPECT_NE(error.code, grpc::OK);
  std::printf("%s\n", error.info.reason().c_str());
}

TEST_F(UpstreamRepliesTest, WhatIsCompressedThoughNobodyAskedIsNotInflated) {
  // The beginning of a gzip file; with it anything could come.
  const std::string gzip("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03", 10);
  for (const char* encoding : {"gzip", "deflate", "br", "gzip, gzip", "x"}) {
    Say(HttpReply(absl::StrCat("content-encoding: ", encoding, "\r\n"),
                  gzip + std::string(100'000, '\0')));
    ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  }
}

TEST_F(UpstreamRepliesTest, OldAndStrangeProtocolsAreUnderstoodOrRefused) {
  Say("HTTP/1.0 200 OK\r\n\r\n{}");
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  for (const char* reply :
       {"{\"data\":{}}", "HTTP/0.9 200 OK\r\n\r\n{}", "HTTP/9.9 200 OK\r\n\r\n{}",
        "ICY 200 OK\r\n\r\n{}", "HTTP/1.1 999999 OK\r\n\r\n{}", "HTTP/1.1 OK\r\n\r\n{}",
        "\r\n\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nXYZ\r\n{}",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"}) {
    Say(reply);
    const RichError read = Read(std::chrono::seconds(5));
    EXPECT_NE(read.code, grpc::OK) << reply;
    EXPECT_EQ(read.flaw, "") << reply;
    ExpectLostCommand();
  }
}

TEST_F(UpstreamRepliesTest, TwoRepliesToOneRequestAreOne) {
  Say(HttpReply("", "{}") + HttpReply("", "{\"data\":{\"id\":\"SENTINEL\"}}"));
  ExpectRead(grpc::INTERNAL, "UPSTREAM_REPLY_INVALID");
  liar().SetScript(TellTheTruth);
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(UpstreamRepliesTest, AHostileRequestIdSplitsNoLine) {
  for (const std::string& id :
       {std::string("\x1b[31mSENTINEL\x07"), std::string("a\rSENTINEL"),
        std::string("a\n SENTINEL"), std::string("a\0SENTINEL", 10), std::string("\xff\xfe"),
        std::string("SENTINEL\x7f"), std::string(20'000, 'S')}) {
    Say(HttpReply(absl::StrCat("sc-request-id: ", id, "\r\n"), "{}"));
    const RichError error = Read();
    EXPECT_NE(error.code, grpc::OK);
    EXPECT_EQ(error.flaw, "");
    if (error.request_info.has_value()) {
      EXPECT_LT(error.request_info->request_id().size(), 300u);
    }
    // The command's line in the log is one that shows, whatever the level.
    ExpectLostCommand();
  }
  ExpectCleanLog();
}

}  // namespace
}  // namespace smartcar_gateway
