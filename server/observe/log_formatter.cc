// Implementation of the log formatters.
#include "server/observe/log_formatter.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "spdlog/details/log_msg.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

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

// The length of the UTF-8 sequence at the start of `text`; 0 if there is no legal one.
size_t Utf8Length(absl::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what is beyond U+10FFFF.
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }

// Both formats escape control characters as JSON does; JSON's own signs are escaped on demand.
void AppendEscaped(absl::string_view text, absl::string_view also_escaped,
                   spdlog::memory_buf_t* line) {
  while (!text.empty()) {
    const char c = text.front();
    const size_t length = Utf8Length(text);
    if (length == 0) {
      Append(kReplacement, line);
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
