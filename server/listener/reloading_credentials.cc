// Server credentials on gRPC's certificate fetcher, which its C++ API does not offer.
#include "server/listener/reloading_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

grpc_ssl_client_certificate_request_type RequestType(bool has_authorities,
                                                     configv1::ClientCertificates clients) {
  if (!has_authorities) return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  return clients == configv1::CLIENT_CERTIFICATES_OPTIONAL
             ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
}

// What gRPC asks at the beginning of each handshake on one port.
class Fetcher {
 public:
  explicit Fetcher(const TlsFiles* files) : files_(files) {}

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* fetcher, grpc_ssl_server_certificate_config** config) {
    return static_cast<Fetcher*>(fetcher)->FetchIfNew(config);
  }

 private:
  grpc_ssl_certificate_config_reload_status FetchIfNew(
      grpc_ssl_server_certificate_config** config) {
    std::shared_ptr<const TlsMaterial> now = files_->Current();
    MutexLock lock(&mutex_);
    if (now == given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    // The library takes C strings, so a copy that is not overwritten afterwards is its own.
    const Secret key_with_end(absl::StrCat(now->private_key.Reveal(), absl::string_view("\0", 1)));
    const grpc_ssl_pem_key_cert_pair pair{key_with_end.Reveal().data(),
                                          now->certificate_chain.c_str()};
    // Debian's gRPC insists on authorities, also where callers are not asked for certificates and
    // so none is ever held against them.
    const std::string& authorities =
        now->client_authorities.empty() ? now->certificate_chain : now->client_authorities;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
    given_ = std::move(now);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const TlsFiles* const files_;
  Mutex mutex_;
  std::shared_ptr<const TlsMaterial> given_ ABSL_GUARDED_BY(mutex_);
};

class Credentials final : public grpc::ServerCredentials {
 public:
  Credentials(const TlsFiles* files, configv1::ClientCertificates clients)
      : files_(files), clients_(clients) {}

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  // gRPC 1.51 replaces the certificates of a port under a lock, but uses them without it. That is
  // safe since connections come from one thread (Acceptor), on which their handshakes begin.
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    fetchers_.push_back(std::make_unique<Fetcher>(files_));
    grpc_server_credentials* const credentials = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            RequestType(!files_->Current()->client_authorities.empty(), clients_), Fetcher::Fetch,
            fetchers_.back().get()));
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  const TlsFiles* const files_;
  const configv1::ClientCertificates clients_;
  std::vector<std::unique_ptr<Fetcher>> fetchers_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> ReloadingCredentials(
    const TlsFiles* files, configv1::ClientCertificates clients) {
  return std::make_shared<Credentials>(files, clients);
}

}  // namespace smartcar_gateway
