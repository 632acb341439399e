// Timers on a boost::asio::io_context.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_ASIO_TIMERS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_ASIO_TIMERS_H_

#include <boost/asio/io_context.hpp>

#include "tools/simulator/timers.h"

namespace smartcar_simulator {

// `io` must outlive this object. Callbacks that have not run when `io` is destroyed are dropped.
class AsioTimers : public Timers {
 public:
  explicit AsioTimers(boost::asio::io_context& io) : io_(io) {}
  void After(absl::Duration delay, std::function<void()> callback) override;
  absl::Duration Elapsed() const override;

 private:
  boost::asio::io_context& io_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_ASIO_TIMERS_H_
