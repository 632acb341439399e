// A folder with the certificate files of a test.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_FOLDER_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_FOLDER_H_

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/listener/test_certificates.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// cert.pem, key.pem and ca.pem in a new folder, which Bazel removes after the test.
class TlsFolder {
 public:
  TlsFolder() {
    std::string path = testing::TempDir() + "/tls_XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    config_.set_cert_file(path + "/cert.pem");
    config_.set_key_file(path + "/key.pem");
    ca_file_ = path + "/ca.pem";
  }

  // Names cert.pem and key.pem, and once it has been written, ca.pem.
  smartcar::gateway::config::v1::TlsConfig& config() { return config_; }

  void Write(const CertificateAndKey& pair) {
    WriteCertificate(pair.certificate);
    WriteKey(pair.key);
  }
  void WriteCertificate(const std::string& pem) { WriteFile(config_.cert_file(), pem); }
  void WriteKey(const std::string& pem, mode_t mode = 0600) {
    WriteFile(config_.key_file(), pem);
    EXPECT_EQ(chmod(config_.key_file().c_str(), mode), 0);
  }
  void WriteAuthorities(const std::string& pem) {
    WriteFile(ca_file_, pem);
    config_.set_client_ca_file(ca_file_);
  }

 private:
  static void WriteFile(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }

  smartcar::gateway::config::v1::TlsConfig config_;
  std::string ca_file_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_FOLDER_H_
