// Implementation of the log formatters.
#include "server/observe/log_formatter.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/utf8.h"
#include "spdlog/details/log_msg.h"

namespace smartcar_gateway {
namespace {

std::string TimeText(spdlog::log_clock::time_point time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(time), absl::UTCTimeZone());
}

// The words of the configuration, so that one may search a log for them.
absl::string_view LevelText(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
      return "trace";
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::info:
      return "info";
    case spdlog::level::warn:
      return "warning";
    default:
      return "error";
  }
}

void Append(absl::string_view text, spdlog::memory_buf_t* line) {
  line->append(text.data(), text.data() + text.size());
}

bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }

// Both formats escape control characters as JSON does; JSON's own signs are escaped on demand.
void AppendEscaped(absl::string_view text, absl::string_view also_escaped,
                   spdlog::memory_buf_t* line) {
  while (!text.empty()) {
    const char c = text.front();
    const size_t length = Utf8Length(text);
    if (length == 0) {
      Append(kUtf8Replacement, line);
    } else if (c == '\n') {
      Append("\\n", line);
    } else if (IsControl(c)) {
      Append(absl::StrFormat("\\u%04x", static_cast<uint8_t>(c)), line);
    } else if (also_escaped.find(c) != absl::string_view::npos) {
      Append("\\", line);
      Append(text.substr(0, 1), line);
    } else {
      Append(text.substr(0, length), line);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

absl::string_view TextOf(const spdlog::details::log_msg& message) {
  return absl::string_view(message.payload.data(), message.payload.size());
}

class ConsoleFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    Append(absl::StrFormat("%s %-7s  ", TimeText(message.time), LevelText(message.level)), &line);
    AppendEscaped(TextOf(message), "", &line);
    Append("\n", &line);
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<ConsoleFormatter>();
  }
};

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    Append(absl::StrCat("{\"time\":\"", TimeText(message.time), "\",\"level\":\"",
                        LevelText(message.level), "\",\"message\":\""),
           &line);
    AppendEscaped(TextOf(message), "\"\\", &line);
    Append("\"}\n", &line);
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

}  // namespace

std::unique_ptr<spdlog::formatter> MakeConsoleFormatter() {
  return std::make_unique<ConsoleFormatter>();
}

std::unique_ptr<spdlog::formatter> MakeJsonFormatter() { return std::make_unique<JsonFormatter>(); }

}  // namespace smartcar_gateway
