// Implementation of the logging set-up.
#include "server/observe/log.h"

#include <utility>

#include "server/observe/log_formatter.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

spdlog::level::level_enum ToSpdlog(configv1::LogLevel level) {
  switch (level) {
    case configv1::LOG_LEVEL_TRACE:
      return spdlog::level::trace;
    case configv1::LOG_LEVEL_DEBUG:
      return spdlog::level::debug;
    case configv1::LOG_LEVEL_WARNING:
      return spdlog::level::warn;
    case configv1::LOG_LEVEL_ERROR:
      return spdlog::level::err;
    case configv1::LOG_LEVEL_OFF:
      return spdlog::level::off;
    default:
      return spdlog::level::info;
  }
}

}  // namespace

std::shared_ptr<spdlog::logger> MakeLogger(configv1::LogLevel level, configv1::LogFormat format,
                                           spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("gateway", std::move(sink));
  logger->set_level(ToSpdlog(level));
  logger->set_formatter(format == configv1::LOG_FORMAT_JSON ? MakeJsonFormatter()
                                                            : MakeConsoleFormatter());
  return logger;
}

void InitLogging(configv1::LogLevel level, configv1::LogFormat format) {
  spdlog::set_default_logger(
      MakeLogger(level, format, std::make_shared<spdlog::sinks::stderr_sink_mt>()));
}

}  // namespace smartcar_gateway
