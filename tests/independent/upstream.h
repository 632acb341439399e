// An nginx that answers as Smartcar's documents say, as a process.
#ifndef SMARTCAR_GATEWAY_TESTS_INDEPENDENT_UPSTREAM_H_
#define SMARTCAR_GATEWAY_TESTS_INDEPENDENT_UPSTREAM_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/support/gateway.h"
#include "tests/support/process.h"

namespace smartcar_gateway {

enum class HttpVersion { k1, k2 };

// A running nginx with the configuration and the replies of this folder. Not thread-safe.
class Upstream {
 public:
  // Connections are accepted when it returns.
  static std::unique_ptr<Upstream> Start(HttpVersion version);

  Process& process() { return *process_; }
  // What a gateway must be told to use it.
  GatewayOptions ForGateway() const;

  // The requests so far, each an object as `log_format` in nginx.conf says. nginx writes them down
  // once they are answered, which may be a moment after the gateway has the answer.
  std::vector<Json> Requests() const;
  // The request that was answered with this SC-Request-Id; ends the test if there is none.
  Json Request(const std::string& request_id) const;

 private:
  Upstream() = default;

  std::string folder_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_INDEPENDENT_UPSTREAM_H_
