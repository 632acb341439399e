// Writing and reading of frames.
#include "tests/hostile/frames.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kFrameHeader = 9;

std::string U16(uint16_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number)};
}

// An HPACK string without Huffman coding: its length as an integer with a prefix of 7 bits.
std::string HpackString(std::string_view text) {
  std::string bytes;
  size_t length = text.size();
  constexpr size_t kPrefix = 127;
  if (length < kPrefix) {
    bytes.push_back(static_cast<char>(length));
  } else {
    bytes.push_back(static_cast<char>(kPrefix));
    length -= kPrefix;
    for (; length >= 128; length /= 128) bytes.push_back(static_cast<char>(length % 128 + 128));
    bytes.push_back(static_cast<char>(length));
  }
  return bytes.append(text);
}

}  // namespace

std::string U32(uint32_t number) {
  return U16(static_cast<uint16_t>(number >> 16)) + U16(static_cast<uint16_t>(number));
}

uint32_t ReadU32(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes.substr(0, 4)) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::string FrameHeader(FrameType type, uint8_t flags, uint32_t stream, uint32_t length) {
  std::string header = U32(length).substr(1);
  header.push_back(static_cast<char>(type));
  header.push_back(static_cast<char>(flags));
  return header + U32(stream);
}

std::string Bytes(FrameType type, uint8_t flags, uint32_t stream, std::string_view payload) {
  return FrameHeader(type, flags, stream, static_cast<uint32_t>(payload.size())).append(payload);
}

std::string Settings(const std::vector<std::pair<uint16_t, uint32_t>>& values) {
  std::string payload;
  for (const auto& [key, value] : values) payload += U16(key) + U32(value);
  return Bytes(FrameType::kSettings, kNoFlags, 0, payload);
}

std::string Ping(uint8_t flags) { return Bytes(FrameType::kPing, flags, 0, "12345678"); }

std::string RstStream(uint32_t stream, uint32_t error) {
  return Bytes(FrameType::kRstStream, kNoFlags, stream, U32(error));
}

std::string WindowUpdate(uint32_t stream, uint32_t increment) {
  return Bytes(FrameType::kWindowUpdate, kNoFlags, stream, U32(increment));
}

std::optional<Frame> TakeFrame(std::string* bytes) {
  if (bytes->size() < kFrameHeader) return std::nullopt;
  const size_t length = ReadU32(std::string(1, '\0') + bytes->substr(0, 3));
  if (bytes->size() < kFrameHeader + length) return std::nullopt;
  Frame frame{static_cast<FrameType>((*bytes)[3]), static_cast<uint8_t>((*bytes)[4]),
              ReadU32(bytes->substr(5, 4)), bytes->substr(kFrameHeader, length)};
  bytes->erase(0, kFrameHeader + length);
  return frame;
}

std::string Literals(const HeaderList& headers) {
  std::string block;
  for (const auto& [name, value] : headers) {
    block.push_back('\0');
    block += HpackString(name) + HpackString(value);
  }
  return block;
}

std::string IndexedLiteral(std::string_view name, std::string_view value) {
  return '\x40' + HpackString(name) + HpackString(value);
}

HeaderList CallHeaders(const std::string& method) {
  return {{":method", "POST"},         {":scheme", "http"}, {":path", method},
          {":authority", "localhost"}, {"te", "trailers"},  {"content-type", "application/grpc"},
          {"user-agent", "hostile"}};
}

std::string MessageHeader(uint8_t compressed, uint32_t length) {
  return static_cast<char>(compressed) + U32(length);
}

std::string Message(std::string_view bytes, uint8_t compressed) {
  return MessageHeader(compressed, static_cast<uint32_t>(bytes.size())).append(bytes);
}

}  // namespace smartcar_gateway
