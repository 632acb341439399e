// What every connection of a server shares.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CONNECTION_OPTIONS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CONNECTION_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "tools/simulator/http/http_message.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

// Called once per complete request, on the io_context's thread. It may answer before it returns or
// keep the responder for later.
using Handler = std::function<void(Request, std::shared_ptr<Responder>)>;

struct ConnectionOptions {
  Handler handler;
  size_t max_body_bytes = 0;
  uint32_t max_concurrent_streams = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CONNECTION_OPTIONS_H_
