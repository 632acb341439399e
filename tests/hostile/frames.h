// HTTP/2 frames and header blocks as bytes: also those that no honest library would send.
#ifndef SMARTCAR_GATEWAY_TESTS_HOSTILE_FRAMES_H_
#define SMARTCAR_GATEWAY_TESTS_HOSTILE_FRAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smartcar_gateway {

enum class FrameType : uint8_t {
  kData = 0,
  kHeaders = 1,
  kPriority = 2,
  kRstStream = 3,
  kSettings = 4,
  kPushPromise = 5,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
  kContinuation = 9,
};

inline constexpr uint8_t kNoFlags = 0;
inline constexpr uint8_t kEndStream = 0x1;
inline constexpr uint8_t kAck = 0x1;
inline constexpr uint8_t kEndHeaders = 0x4;
inline constexpr uint8_t kPadded = 0x8;

inline constexpr uint16_t kSettingsHeaderTableSize = 1;
inline constexpr uint16_t kSettingsMaxConcurrentStreams = 3;
inline constexpr uint16_t kSettingsInitialWindowSize = 4;
inline constexpr uint16_t kSettingsMaxHeaderListSize = 6;

inline constexpr uint32_t kErrorCancel = 8;

inline constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// A received one, or one to send.
struct Frame {
  FrameType type;
  uint8_t flags = kNoFlags;
  uint32_t stream = 0;
  std::string payload;
};

// Four bytes, the highest first.
std::string U32(uint32_t number);
uint32_t ReadU32(std::string_view bytes);

std::string Bytes(FrameType type, uint8_t flags, uint32_t stream, std::string_view payload);
// Only the nine bytes before the payload, which may promise any length.
std::string FrameHeader(FrameType type, uint8_t flags, uint32_t stream, uint32_t length);

std::string Settings(const std::vector<std::pair<uint16_t, uint32_t>>& values);
std::string Ping(uint8_t flags = kNoFlags);
std::string RstStream(uint32_t stream, uint32_t error = kErrorCancel);
std::string WindowUpdate(uint32_t stream, uint32_t increment);

// Cuts the first frame off; nothing if it is not complete.
std::optional<Frame> TakeFrame(std::string* bytes);

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// A header block of literals that enter no table (HPACK), whatever the names and values are.
std::string Literals(const HeaderList& headers);
// One literal that enters the dynamic table, and a reference to the newest entry of it.
std::string IndexedLiteral(std::string_view name, std::string_view value);
inline constexpr char kNewestEntry = static_cast<char>(0x80 | 62);

// The headers of a gRPC call to this method, as a library sends them.
HeaderList CallHeaders(const std::string& method);

// A gRPC message: flag, length, bytes.
std::string Message(std::string_view bytes, uint8_t compressed = 0);
std::string MessageHeader(uint8_t compressed, uint32_t length);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_HOSTILE_FRAMES_H_
