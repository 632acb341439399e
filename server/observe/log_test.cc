// Tests of logging: what lines look like, and which are written.
#include "server/observe/log.h"

#include <chrono>
#include <sstream>
#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "server/observe/log_formatter.h"
#include "spdlog/details/log_msg.h"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

// One line as `formatter` writes it, at a fixed time.
std::string Line(spdlog::formatter& formatter, spdlog::level::level_enum level,
                 const std::string& message) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-11-24T03:01:02.345999Z", &time, nullptr));
  const spdlog::details::log_msg entry(
      std::chrono::time_point_cast<spdlog::log_clock::duration>(absl::ToChronoTime(time)),
      spdlog::source_loc(), "gateway", level, message);
  spdlog::memory_buf_t line;
  formatter.format(entry, line);
  return std::string(line.data(), line.size());
}

TEST(Log, ConsoleLineHasTimeLevelAndMessage) {
  const auto formatter = MakeConsoleFormatter();
  EXPECT_EQ(Line(*formatter, spdlog::level::info, "listening on [::1]:50051"),
            "2026-11-24T03:01:02.345Z info     listening on [::1]:50051\n");
  EXPECT_EQ(Line(*formatter, spdlog::level::warn, "\"quoted\\\" ö"),
            "2026-11-24T03:01:02.345Z warning  \"quoted\\\" ö\n");
}

TEST(Log, MessageCannotForgeASecondConsoleLine) {
  const auto formatter = MakeConsoleFormatter();
  EXPECT_EQ(
      Line(*formatter, spdlog::level::err, "make \"X\n2026 error  forged\r\x1b[31m\""),
      "2026-11-24T03:01:02.345Z error    make \"X\\n2026 error  forged\\u000d\\u001b[31m\"\n");
}

TEST(Log, JsonLineParsesBackToTheMessage) {
  const auto formatter = MakeJsonFormatter();
  static const char kBytes[] = "quote \" backslash \\ slash / newline \n tab \t bell \a nul \0 ö 🚗";
  const std::string message(kBytes, sizeof(kBytes) - 1);
  const std::string line = Line(*formatter, spdlog::level::warn, message);
  ASSERT_EQ(line.find('\n'), line.size() - 1);
  const nlohmann::json json = nlohmann::json::parse(line);
  EXPECT_EQ(json.size(), 3u);
  EXPECT_EQ(json["time"], "2026-11-24T03:01:02.345Z");
  EXPECT_EQ(json["level"], "warning");
  EXPECT_EQ(json["message"], message);
}

TEST(Log, JsonLineIsUtf8WhateverTheMessageHolds) {
  const auto formatter = MakeJsonFormatter();
  struct Case {
    const char* bytes;
    const char* shown;
  };
  const Case cases[] = {
      {"a\xFFz", "a\xEF\xBF\xBDz"},                                      // never legal
      {"cut \xF0\x9F\x9A", "cut \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // sequence cut short
      {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                          // overlong
      {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},          // surrogate
      {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},  // the last code point
  };
  for (const Case& c : cases) {
    const nlohmann::json json =
        nlohmann::json::parse(Line(*formatter, spdlog::level::info, c.bytes));
    EXPECT_EQ(json["message"], c.shown);
  }
}

TEST(Log, LevelOfTheConfigurationDecidesWhatIsWritten) {
  struct Case {
    configv1::LogLevel level;
    const char* written;
  };
  const Case cases[] = {
      {configv1::LOG_LEVEL_TRACE, "tdiwe"}, {configv1::LOG_LEVEL_DEBUG, "diwe"},
      {configv1::LOG_LEVEL_INFO, "iwe"},    {configv1::LOG_LEVEL_WARNING, "we"},
      {configv1::LOG_LEVEL_ERROR, "e"},     {configv1::LOG_LEVEL_OFF, ""},
  };
  for (const Case& c : cases) {
    std::ostringstream out;
    const auto logger = MakeLogger(c.level, configv1::LOG_FORMAT_JSON,
                                   std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
    logger->trace("t");
    logger->debug("d");
    logger->info("i");
    logger->warn("w");
    logger->error("e");
    std::string written;
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) {
      written += nlohmann::json::parse(line)["message"].get<std::string>();
    }
    EXPECT_EQ(written, c.written) << configv1::LogLevel_Name(c.level);
  }
}

TEST(Log, InitLoggingSendsTheDefaultLoggerToStandardError) {
  testing::internal::CaptureStderr();
  InitLogging(configv1::LOG_LEVEL_INFO, configv1::LOG_FORMAT_JSON);
  spdlog::info("port {}", 50051);
  spdlog::debug("not at this level");
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_EQ(nlohmann::json::parse(line)["message"], "port 50051");
}

}  // namespace
}  // namespace smartcar_gateway
