// Tests of the listener with real connections: who gets in, and with which certificate.
#include "server/listener/listener.h"

#include <gmock/gmock.h>
#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "grpc/health/v1/health.grpc.pb.h"
#include "server/base/testing.h"
#include "server/listener/test_certificates.h"
#include "server/listener/test_folder.h"
#include "server/listener/test_tls_client.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;
namespace health = ::grpc::health::v1;

using ::testing::HasSubstr;
using ::testing::StartsWith;

// From now on. Only a failing test waits that long.
const gpr_timespec kPatience = gpr_time_from_seconds(30, GPR_TIMESPAN);

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() {
    config_.set_listen("127.0.0.1:0");
    configv1::ServerConfig& server = *config_.mutable_server();
    server.set_max_receive_message_bytes(64 * 1024);
    server.set_max_concurrent_streams(100);
    server.set_max_metadata_bytes(4096);
    server.set_reflection(true);  // gRPC starts no server without a service
    server.set_max_connection_memory_bytes(1 << 30);
    server.set_max_connections(1000);
    server.mutable_handshake_timeout()->set_seconds(20);
    server.mutable_keepalive_time()->set_seconds(120);
    server.mutable_keepalive_timeout()->set_seconds(20);
    server.mutable_min_ping_interval()->set_seconds(10);
    config_.mutable_deadlines()->mutable_max()->set_seconds(330);
  }

  void TearDown() override {
    if (listener_ != nullptr) listener_->server().Shutdown();
  }

  void ListenInPlaintext() {
    auto listener = Listener::Start(config_, {}, nullptr, [](absl::string_view) {});
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }

  // With what stands in the folder.
  void ListenWithTls(
      configv1::ClientCertificates clients = configv1::CLIENT_CERTIFICATES_REQUIRED) {
    *config_.mutable_server()->mutable_tls() = folder_.config();
    config_.mutable_server()->mutable_tls()->set_client_certificates(clients);
    auto files = TlsFiles::Open(folder_.config(), clock_, executor_, [](const TlsEvent&) {});
    ASSERT_TRUE(files.ok()) << files.status();
    files_ = *std::move(files);
    auto listener = Listener::Start(config_, {}, files_.get(), [](absl::string_view) {});
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }

  // What the files now hold is taken up.
  void LetTheWatcherLook() { executor_.AdvanceBy(absl::Seconds(3)); }

  std::shared_ptr<grpc::Channel> Connect(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    return grpc::CreateCustomChannel(listener_->address(), credentials, arguments);
  }
  std::shared_ptr<grpc::Channel> ConnectWithTls(const CertificateAndKey& own = {}) {
    return Connect(grpc::SslCredentials({authority_.certificate(), own.key, own.certificate}));
  }

  static grpc::Status Check(const std::shared_ptr<grpc::Channel>& channel,
                            const std::string& metadata = "",
                            grpc_compression_algorithm compression = GRPC_COMPRESS_NONE,
                            const std::string& service = "") {
    grpc::ClientContext context;
    context.set_deadline(kPatience);
    context.set_compression_algorithm(compression);
    if (!metadata.empty()) context.AddMetadata("x-metadata", metadata);
    health::HealthCheckRequest request;
    request.set_service(service);
    health::HealthCheckResponse response;
    return health::Health::NewStub(channel)->Check(&context, request, &response);
  }
  static grpc::StatusCode CodeOf(const std::shared_ptr<grpc::Channel>& channel) {
    return Check(channel).error_code();
  }

  const TestAuthority authority_;
  TlsFolder folder_;
  configv1::GatewayConfig config_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::unique_ptr<TlsFiles> files_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, PlaintextIsServedAndHealthIsServing) {
  ListenInPlaintext();
  EXPECT_THAT(listener_->address(), StartsWith("127.0.0.1:"));
  EXPECT_EQ(CodeOf(Connect(grpc::InsecureChannelCredentials())), grpc::OK);
}

TEST_F(ListenerTest, PortInUseIsUnavailable) {
  ListenInPlaintext();
  config_.set_listen(listener_->address());
  const auto second = Listener::Start(config_, {}, nullptr, [](absl::string_view) {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("cannot listen on 127.0.0.1:"));
}

TEST_F(ListenerTest, PortInUseIsUnavailableWithTls) {
  folder_.Write(authority_.Issue(LocalServer()));
  ListenWithTls();
  config_.set_listen(listener_->address());
  const auto second = Listener::Start(config_, {}, files_.get(), [](absl::string_view) {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ListenerTest, TlsIsServedWithoutAskingForCertificates) {
  folder_.Write(authority_.Issue(LocalServer()));
  ListenWithTls();
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::OK);
}

TEST_F(ListenerTest, NameIsServedOnItsAddresses) {
  folder_.Write(authority_.Issue(LocalServer()));
  config_.set_listen("localhost:0");
  ListenWithTls();
  EXPECT_THAT(listener_->address(), StartsWith("localhost:"));
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::OK);
}

TEST_F(ListenerTest, PlaintextClientIsRefusedByTls) {
  folder_.Write(authority_.Issue(LocalServer()));
  ListenWithTls();
  EXPECT_EQ(CodeOf(Connect(grpc::InsecureChannelCredentials())), grpc::UNAVAILABLE);
}

TEST_F(ListenerTest, RequiredCertificateMustBeOfTheAuthority) {
  folder_.Write(authority_.Issue(LocalServer()));
  folder_.WriteAuthorities(authority_.certificate());
  ListenWithTls();
  EXPECT_EQ(CodeOf(ConnectWithTls(authority_.Issue({}))), grpc::OK);
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::UNAVAILABLE);
  const TestAuthority stranger;
  EXPECT_EQ(CodeOf(ConnectWithTls(stranger.Issue({}))), grpc::UNAVAILABLE);
}

TEST_F(ListenerTest, OptionalCertificateMayBeMissingButMustBeOfTheAuthority) {
  folder_.Write(authority_.Issue(LocalServer()));
  folder_.WriteAuthorities(authority_.certificate());
  ListenWithTls(configv1::CLIENT_CERTIFICATES_OPTIONAL);
  EXPECT_EQ(CodeOf(ConnectWithTls(authority_.Issue({}))), grpc::OK);
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::OK);
  const TestAuthority stranger;
  EXPECT_EQ(CodeOf(ConnectWithTls(stranger.Issue({}))), grpc::UNAVAILABLE);
}

TEST_F(ListenerTest, ExpiredCertificateOfACallerIsRefused) {
  folder_.Write(authority_.Issue(LocalServer()));
  folder_.WriteAuthorities(authority_.certificate());
  CertificateRequest expired;
  expired.not_after = absl::FromUnixSeconds(1'600'000'001);
  for (const auto clients :
       {configv1::CLIENT_CERTIFICATES_REQUIRED, configv1::CLIENT_CERTIFICATES_OPTIONAL}) {
    ListenWithTls(clients);
    EXPECT_EQ(CodeOf(ConnectWithTls(authority_.Issue(expired))), grpc::UNAVAILABLE);
    listener_->server().Shutdown();
  }
}

TEST_F(ListenerTest, CertificateThatIsNotForClientsIsRefused) {
  folder_.Write(authority_.Issue(LocalServer()));
  folder_.WriteAuthorities(authority_.certificate());
  ListenWithTls();
  CertificateRequest request;
  request.usage = "serverAuth";
  EXPECT_EQ(CodeOf(ConnectWithTls(authority_.Issue(request))), grpc::UNAVAILABLE);
  request.usage = "clientAuth";
  EXPECT_EQ(CodeOf(ConnectWithTls(authority_.Issue(request))), grpc::OK);
}

TEST_F(ListenerTest, ReplacedCertificateIsShownToNewConnectionsAndOldOnesGoOn) {
  folder_.Write(authority_.Issue(LocalServer("one")));
  ListenWithTls();
  const auto old = ConnectWithTls();
  EXPECT_EQ(CodeOf(old), grpc::OK);
  EXPECT_EQ(ShakeHands(listener_->address()).subject, "CN=one");
  folder_.Write(authority_.Issue(LocalServer("two")));
  LetTheWatcherLook();
  EXPECT_EQ(ShakeHands(listener_->address()).subject, "CN=two");
  EXPECT_EQ(CodeOf(old), grpc::OK);
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::OK);
}

TEST_F(ListenerTest, HalfReplacedFilesBreakNoHandshake) {
  folder_.Write(authority_.Issue(LocalServer("one")));
  ListenWithTls();
  const CertificateAndKey next = authority_.Issue(LocalServer("two"));
  folder_.WriteKey(next.key);
  LetTheWatcherLook();
  EXPECT_EQ(CodeOf(ConnectWithTls()), grpc::OK);
  EXPECT_EQ(ShakeHands(listener_->address()).subject, "CN=one");
  folder_.WriteCertificate(next.certificate);
  LetTheWatcherLook();
  EXPECT_EQ(ShakeHands(listener_->address()).subject, "CN=two");
}

TEST_F(ListenerTest, ReplacedAuthoritiesDecideOnNewConnections) {
  const TestAuthority first;
  const TestAuthority second;
  folder_.Write(authority_.Issue(LocalServer()));
  folder_.WriteAuthorities(first.certificate());
  ListenWithTls();
  const CertificateAndKey of_first = first.Issue({});
  const CertificateAndKey of_second = second.Issue({});
  EXPECT_EQ(CodeOf(ConnectWithTls(of_first)), grpc::OK);
  EXPECT_EQ(CodeOf(ConnectWithTls(of_second)), grpc::UNAVAILABLE);
  folder_.WriteAuthorities(second.certificate());
  LetTheWatcherLook();
  EXPECT_EQ(CodeOf(ConnectWithTls(of_first)), grpc::UNAVAILABLE);
  EXPECT_EQ(CodeOf(ConnectWithTls(of_second)), grpc::OK);
}

TEST_F(ListenerTest, OnlyTls12And13AreSpoken) {
  folder_.Write(authority_.Issue(LocalServer()));
  ListenWithTls();
  const auto handshake = [this](int version) {
    TlsClientOptions options;
    options.version = version;
    return ShakeHands(listener_->address(), options);
  };
  EXPECT_EQ(handshake(TLS1_3_VERSION).version, "TLSv1.3");
  EXPECT_EQ(handshake(TLS1_2_VERSION).version, "TLSv1.2");
  // gRPC hangs up in answer. A client that could not speak these at all would fail by itself, with
  // "no protocols available".
  EXPECT_EQ(handshake(TLS1_1_VERSION).failure, "unexpected eof while reading");
  EXPECT_EQ(handshake(TLS1_VERSION).failure, "unexpected eof while reading");
}

TEST_F(ListenerTest, Http2IsNegotiatedAndNothingElseIsServed) {
  folder_.Write(authority_.Issue(LocalServer()));
  ListenWithTls();
  const auto handshake = [this](std::vector<std::string> alpn) {
    TlsClientOptions options;
    options.alpn = std::move(alpn);
    options.read = true;
    return ShakeHands(listener_->address(), options);
  };
  const TlsHandshake both = handshake({"http/1.1", "h2"});
  EXPECT_EQ(both.alpn, "h2");
  EXPECT_NE(both.bytes, "");
  EXPECT_EQ(handshake({"http/1.1"}).bytes, "");
  EXPECT_EQ(handshake({}).bytes, "");
}

TEST_F(ListenerTest, TooLargeMetadataIsRefused) {
  ListenInPlaintext();
  const auto connect = [this] { return Connect(grpc::InsecureChannelCredentials()); };
  EXPECT_EQ(Check(connect(), std::string(3000, 'x')).error_code(), grpc::OK);
  const grpc::Status refused = Check(connect(), std::string(6000, 'x'));
  EXPECT_EQ(refused.error_code(), grpc::RESOURCE_EXHAUSTED) << refused.error_message();
  EXPECT_EQ(CodeOf(connect()), grpc::OK);
}

TEST_F(ListenerTest, CompressedRequestIsRefusedUnread) {
  ListenInPlaintext();
  const auto channel = Connect(grpc::InsecureChannelCredentials());
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    const grpc::Status refused = Check(channel, "", algorithm, std::string(10000, 'x'));
    EXPECT_EQ(refused.error_code(), grpc::UNIMPLEMENTED);
    EXPECT_THAT(refused.error_message(), HasSubstr("is disabled"));
  }
}

TEST_F(ListenerTest, TooLargeRequestIsRefused) {
  ListenInPlaintext();
  const auto channel = Connect(grpc::InsecureChannelCredentials());
  EXPECT_EQ(Check(channel, "", GRPC_COMPRESS_NONE, std::string(70000, 'x')).error_code(),
            grpc::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace smartcar_gateway
