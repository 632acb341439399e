// Timers on a boost::asio::io_context: one steady_timer per callback, owned by its own handler.
#include "tools/simulator/asio_timers.h"

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

namespace smartcar_simulator {

void AsioTimers::After(absl::Duration delay, std::function<void()> callback) {
  auto timer = std::make_shared<boost::asio::steady_timer>(io_, absl::ToChronoNanoseconds(delay));
  boost::asio::steady_timer& waiting = *timer;
  waiting.async_wait([timer = std::move(timer),
                      callback = std::move(callback)](const boost::system::error_code& error) {
    if (!error) callback();
  });
}

absl::Duration AsioTimers::Elapsed() const {
  return absl::FromChrono(boost::asio::steady_timer::clock_type::now().time_since_epoch());
}

}  // namespace smartcar_simulator
