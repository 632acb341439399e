// Posting to webhooks over HTTP/1.1, with and without TLS.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_BEAST_SENDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_BEAST_SENDER_H_

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "tools/simulator/hooks/hook_sender.h"

namespace smartcar_simulator {

// Keeps connections open for later posts to the same place. Certificates of receivers are checked,
// with their names, against the authorities of `ca_file`, or those of the system when it is empty;
// the file is read at every new connection. TLS 1.2 or later.
//
// One thread, the one that runs `io`. `io` outlives it; what has not been answered when `io` goes
// is never answered.
class BeastSender : public HookSender {
 public:
  BeastSender(boost::asio::io_context& io, std::string ca_file);
  ~BeastSender() override;

  void Post(HookPost post, std::function<void(HookAnswer)> done) override;

 private:
  struct Connection;
  class Pool;
  class Exchange;

  boost::asio::io_context& io_;
  const std::shared_ptr<Pool> pool_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_BEAST_SENDER_H_
