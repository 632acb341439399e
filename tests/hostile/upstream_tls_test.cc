// Upstreams that are not who they say they are, or speak older or other protocols than agreed: no
// request is sent to them.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "tests/hostile/upstream_fixture.h"

namespace smartcar_gateway {
namespace {

class UpstreamTlsTest : public UpstreamTest {
 protected:
  // Neither a read nor a command is sent to a host that presents this.
  void ExpectRefused(const std::string& what, const Liar::Options& options) {
    SCOPED_TRACE(what);
    liar().Present(options);
    const auto has_heard = std::make_shared<std::atomic<bool>>(false);
    liar().SetScript(
        [has_heard](Conversation& gateway) { *has_heard = !gateway.ReadSome().empty(); });
    const int connections = liar().connections();
    ExpectRead(grpc::UNAVAILABLE, "UPSTREAM_UNREACHABLE");
    const RichError lock = Lock();
    EXPECT_THAT(lock, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNREACHABLE"));
    EXPECT_GE(liar().connections(), connections + 2);
    EXPECT_FALSE(*has_heard);
    liar().SetScript(TellTheTruth);
    std::printf("%s: %s\n", what.c_str(), lock.message.c_str());
  }
};

TEST_F(UpstreamTlsTest, ACertificateOfAnotherAuthorityIsRefused) {
  ExpectRefused("another authority", {TestAuthority("an impostor").Issue(LocalServer())});
}

TEST_F(UpstreamTlsTest, ACertificateOfAnotherHostIsRefused) {
  CertificateRequest request = LocalServer();
  request.dns_names = {"vehicle.api.smartcar.com"};
  request.ip_addresses = {"127.0.0.2"};
  ExpectRefused("another host", {Trusted(request)});
  request.ip_addresses = {};
  request.dns_names = {"*"};
  ExpectRefused("every host", {Trusted(request)});
}

TEST_F(UpstreamTlsTest, ACertificateOfAnotherTimeIsRefused) {
  CertificateRequest request = LocalServer();
  request.not_after = absl::FromUnixSeconds(1'700'000'000);
  ExpectRefused("expired", {Trusted(request)});
  request = LocalServer();
  request.not_before = absl::FromUnixSeconds(3'900'000'000);
  ExpectRefused("not yet valid", {Trusted(request)});
}

TEST_F(UpstreamTlsTest, OldVersionsOfTlsAreRefused) {
  ExpectRefused("TLS 1.1", {Trusted(), TLS1_1_VERSION});
  ExpectRefused("TLS 1.0", {Trusted(), TLS1_VERSION});
}

TEST_F(UpstreamTlsTest, AProtocolThatWasNotOfferedIsNotSpoken) {
  liar().Present({Trusted(), 0, "spdy/3"});
  const int handshakes = liar().handshakes();
  EXPECT_NE(Read().code, grpc::OK);
  EXPECT_EQ(liar().handshakes(), handshakes);
}

TEST_F(UpstreamTlsTest, WhoAgreesToHttp2AndSpeaksHttp1IsNotUnderstood) {
  liar().Present({Trusted(), 0, "h2"});
  Say(HttpReply("", "{}"));
  EXPECT_NE(Read().code, grpc::OK);
  ExpectLostCommand();
}

}  // namespace
}  // namespace smartcar_gateway
