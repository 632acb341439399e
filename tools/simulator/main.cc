// The simulator's process: flags, certificates, listening, and a clean end on SIGINT and SIGTERM.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/asio_timers.h"
#include "tools/simulator/help.h"
#include "tools/simulator/hooks/beast_sender.h"
#include "tools/simulator/http/certificates.h"
#include "tools/simulator/http/http_server.h"
#include "tools/simulator/json.h"
#include "tools/simulator/options.h"
#include "tools/simulator/simulator.h"

namespace smartcar_simulator {
namespace {

constexpr int kUsageError = 2;
constexpr int kStartError = 1;

int Fail(int status, const std::string& error) {
  std::cerr << "smartcar_simulator: " << error << std::endl;
  return status;
}

// Readers see either no file or all of it.
bool WriteAtomically(const std::string& path, const std::string& content) {
  const std::string partial = absl::StrCat(path, ".", getpid(), ".partial");
  {
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << content;
    if (!file.flush()) {
      std::remove(partial.c_str());
      return false;
    }
  }
  return std::rename(partial.c_str(), path.c_str()) == 0;
}

std::string UrlOf(const Options& options, uint16_t port) {
  const bool ipv6 = absl::StrContains(options.listen_address, ":");
  std::string host = options.listen_address;
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  return absl::StrCat("https://", ipv6 && host != "127.0.0.1" ? absl::StrCat("[", host, "]") : host,
                      ":", port);
}

ServerOptions MakeServerOptions(const Options& options, const CertificateSet& certificates) {
  ServerOptions server;
  server.address = options.listen_address;
  server.port = options.listen_port;
  server.certificate_pem = certificates.certificate_pem;
  server.private_key_pem = certificates.private_key_pem;
  server.enable_http2 = options.http2;
  return server;
}

int Run(const Options& options) {
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(options.listen_address, not_an_address);
  if (not_an_address) {
    return Fail(kUsageError, absl::StrCat("--listen takes an IP address and a port, not '",
                                          options.listen_address, "'"));
  }
  boost::asio::io_context io(1);
  SimulatedClock clock(options.clock, options.clock_speed);
  AsioTimers timers(io);
  BeastSender sender(io, options.webhook_ca_file);
  Simulator simulator(options.backend, options.record_limit, &clock, &timers, &sender);
  const CertificateSet certificates =
      MakeCertificates({"localhost", "iam.smartcar.com", "vehicle.api.smartcar.com",
                        "management.api.smartcar.com", "compatibility.api.smartcar.com"},
                       {"127.0.0.1", "::1", options.listen_address});
  std::string error;
  const std::unique_ptr<HttpServer> server = HttpServer::Listen(
      io, MakeServerOptions(options, certificates),
      [&simulator](Request request, std::shared_ptr<Responder> responder) {
        simulator.Handle(std::move(request), std::move(responder));
      },
      &error);
  if (server == nullptr) return Fail(kStartError, error);
  const std::string url = UrlOf(options, server->port());
  const std::string& base_url = options.backend.base_url.empty() ? url : options.backend.base_url;
  simulator.SetBaseUrl(base_url);
  if (!options.ca_file.empty() && !WriteAtomically(options.ca_file, certificates.ca_pem)) {
    return Fail(kStartError, absl::StrCat("cannot write --ca_file ", options.ca_file));
  }
  const Json ready = {{"port", server->port()}, {"base_url", base_url}, {"pid", getpid()}};
  if (!options.ready_file.empty() && !WriteAtomically(options.ready_file, Dump(ready) + "\n")) {
    return Fail(kStartError, absl::StrCat("cannot write --ready_file ", options.ready_file));
  }
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) {
    server->Stop();
    io.stop();
  });
  std::cout << "smartcar_simulator is ready at " << url << " (Ctrl-C ends it)" << std::endl;
  io.run();
  return 0;
}

}  // namespace
}  // namespace smartcar_simulator

int main(int argc, char** argv) {
  std::string error;
  const std::optional<smartcar_simulator::Options> options =
      smartcar_simulator::ParseOptions(argc, argv, &error);
  if (!options) return smartcar_simulator::Fail(smartcar_simulator::kUsageError, error);
  if (options->help) {
    std::cout << smartcar_simulator::HelpText();
    return 0;
  }
  return smartcar_simulator::Run(*options);
}
