// Starting nginx and reading its log.
#include "tests/independent/upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/wait.h"
#include "tools/simulator/http/certificates.h"

namespace smartcar_gateway {
namespace {

// What nginx.conf accepts. Each of the signs means something in a form.
constexpr char kClientId[] = "client_of_the_depot";
constexpr char kSecret[] = "words+&100%=1/2";

// A port of its own for nginx, which cannot choose one. Nobody else is given it as long as this
// lives, and nginx can listen on it, as a socket that does not listen itself lets another do so.
class Reservation {
 public:
  Reservation() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (descriptor_ < 0 ||
        setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(descriptor_, generic, size) != 0 || getsockname(descriptor_, generic, &size) != 0) {
      Die(absl::StrCat("no free port: ", std::strerror(errno)));
    }
    port_ = ntohs(address.sin_port);
  }
  ~Reservation() { close(descriptor_); }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  int port() const { return port_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  const int descriptor_;
  int port_ = 0;
};

std::string Here() { return RunfilePath("tests/independent"); }

void WriteCertificates(const std::string& folder) {
  const auto certificates = smartcar_simulator::MakeCertificates(
      {"iam.localhost", "vehicle.localhost", "management.localhost", "compatibility.localhost"},
      {});
  WriteFile(folder + "/ca.pem", certificates.ca_pem);
  WriteFile(folder + "/certificate.pem", certificates.certificate_pem);
  WriteFile(folder + "/key.pem", certificates.private_key_pem);
}

}  // namespace

std::unique_ptr<Upstream> Upstream::Start(HttpVersion version) {
  std::unique_ptr<Upstream> upstream(new Upstream());
  upstream->folder_ = NewScratchFolder("nginx");
  const std::string config = upstream->folder_ + "/nginx.conf";
  WriteCertificates(upstream->folder_);
  const Reservation front;
  const Reservation behind;
  upstream->port_ = front.port();
  WriteFile(config, absl::StrReplaceAll(ReadFile(Here() + "/nginx.conf"),
                                        {{"@FRONT@", front.address()},
                                         {"@BEHIND@", behind.address()},
                                         {"@HTTP2@", version == HttpVersion::k2 ? "http2" : ""},
                                         {"@HERE@", Here()}}));
  upstream->process_ = Process::Start(
      {RunfilePath("../nginx/nginx"), {"-p", upstream->folder_, "-c", config, "-e", "stderr"}, {}});
  // Written once it listens.
  if (!upstream->process_->WaitForErr("getrlimit(RLIMIT_NOFILE)")) {
    Die("nginx did not start: " + upstream->process_->err());
  }
  return upstream;
}

GatewayOptions Upstream::ForGateway() const {
  // A name below `localhost` needs no DNS: libcurl itself knows where that is.
  const auto url = [this](const char* host, const char* path) {
    return absl::StrCat("https://", host, ".localhost:", port_, path);
  };
  GatewayOptions options;
  options.config["smartcar"] = {{"token_url", url("iam", "/oauth2/token")},
                                {"vehicle_base_url", url("vehicle", "/v3")},
                                {"management_base_url", url("management", "/v3")},
                                {"compatibility_base_url", url("compatibility", "/v3")},
                                {"client_id", kClientId},
                                {"ca_file", folder_ + "/ca.pem"}};
  options.secret_file_content = absl::StrCat(kSecret, "\n");
  return options;
}

std::vector<Json> Upstream::Requests() const {
  std::vector<std::string> lines = absl::StrSplit(ReadFile(folder_ + "/sent.jsonl"), '\n');
  lines.pop_back();  // Empty, or a line still being written.
  std::vector<Json> requests;
  for (const std::string& line : lines) requests.push_back(Json::parse(line));
  return requests;
}

Json Upstream::Request(const std::string& request_id) const {
  std::optional<Json> found;
  const bool there = Eventually([&] {
    for (Json& request : Requests()) {
      if (request.at("request_id") == request_id) found = std::move(request);
    }
    return found.has_value();
  });
  if (!there) Die(absl::StrCat("nginx did not answer a request with '", request_id, "'"));
  return *found;
}

}  // namespace smartcar_gateway
