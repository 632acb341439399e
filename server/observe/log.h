// Sets up logging. Everything else in the gateway logs with spdlog's own functions.
#ifndef SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_H_

#include <memory>

#include "smartcar/gateway/config/v1/config.pb.h"
#include "spdlog/logger.h"

namespace smartcar_gateway {

// Makes a logger to standard error the default one, so that `spdlog::info("listening on {}", port)`
// and the like obey the level and the format. Call it before other threads log. A Secret cannot be
// logged, because it cannot be printed.
void InitLogging(smartcar::gateway::config::v1::LogLevel level,
                 smartcar::gateway::config::v1::LogFormat format);

// The logger that InitLogging installs, writing to `sink`.
std::shared_ptr<spdlog::logger> MakeLogger(smartcar::gateway::config::v1::LogLevel level,
                                           smartcar::gateway::config::v1::LogFormat format,
                                           spdlog::sink_ptr sink);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_H_
