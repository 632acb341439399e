// The attacker's socket.
#include "tests/hostile/attacker.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

constexpr int kPatienceMs = std::chrono::milliseconds(kPatience).count();
// Of a peer whose answers nobody reads, and who may therefore take nothing more.
constexpr int kStuckMs = 250;

int Connect(const std::string& address) {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(std::atoi(address.c_str() + address.rfind(':') + 1));
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0 ||
      connect(descriptor, reinterpret_cast<sockaddr*>(&target), sizeof(target)) != 0 ||
      setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
      fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) {
    Die(absl::StrCat("cannot connect to ", address, ": ", std::strerror(errno)));
  }
  return descriptor;
}

}  // namespace

std::string StreamReply::Header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

int StreamReply::grpc_status() const {
  const std::string status = Header("grpc-status");
  return status.empty() ? -1 : std::atoi(status.c_str());
}

Attacker::Attacker(const std::string& address) : socket_(Connect(address)) {
  if (nghttp2_hd_inflate_new(&inflater_) != 0) Die("no memory");
}

Attacker::~Attacker() {
  close(socket_);
  nghttp2_hd_inflate_del(inflater_);
}

bool Attacker::Poll(short events, int milliseconds) const {  // NOLINT(runtime/int)
  pollfd polled{socket_, events, 0};
  return poll(&polled, 1, milliseconds) > 0;
}

bool Attacker::Send(std::string_view bytes, Meanwhile meanwhile) {
  const bool reads = meanwhile == Meanwhile::kRead;
  while (!bytes.empty() && !closed_) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(sent);
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) {
      // What the gateway said before it closed may still be there to be read.
      if (reads) ReadUntil([] { return false; });
      closed_ = true;
      return false;
    }
    const short events = POLLOUT | (reads ? POLLIN : 0);  // NOLINT(runtime/int)
    if (!Poll(events, reads ? kPatienceMs : kStuckMs)) return false;
    if (reads && Poll(POLLIN, 0)) ReadSome();
  }
  return bytes.empty();
}

bool Attacker::Open(const std::string& settings) {
  Send(absl::StrCat(kPreface, settings));
  return WaitFor([](const Frame& frame) {
           return frame.type == FrameType::kSettings && frame.flags == kNoFlags;
         }).has_value() &&
         Send(Bytes(FrameType::kSettings, kAck, 0, ""));
}

bool Attacker::OpenWithoutAcknowledging() { return Send(absl::StrCat(kPreface, Settings({}))); }

uint32_t Attacker::NextStream() {
  const uint32_t stream = next_stream_;
  next_stream_ += 2;
  return stream;
}

uint32_t Attacker::Begin(const HeaderList& headers) {
  const uint32_t stream = NextStream();
  Send(Bytes(FrameType::kHeaders, kEndHeaders, stream, Literals(headers)));
  return stream;
}

uint32_t Attacker::Call(const HeaderList& headers, const std::string& data) {
  const uint32_t stream = Begin(headers);
  SendData(stream, data, kEndStream);
  return stream;
}

bool Attacker::SendData(uint32_t stream, const std::string& data, uint8_t flags) {
  constexpr int64_t kMaxFrame = 16'384;
  size_t at = 0;
  do {
    const auto room = [&] { return std::min(window_, initial_window_ + windows_[stream]); };
    const int64_t left = static_cast<int64_t>(data.size() - at);
    ReadUntil([&] { return replies_[stream].over() || left == 0 || room() > 0; });
    if (closed_ || replies_[stream].over() || (left > 0 && room() <= 0)) return false;
    const int64_t size = std::min({left, room(), kMaxFrame});
    window_ -= size;
    windows_[stream] -= size;
    if (!Send(Bytes(FrameType::kData, size == left ? flags : kNoFlags, stream,
                    data.substr(at, size)))) {
      return false;
    }
    at += size;
  } while (at < data.size());
  return true;
}

const StreamReply& Attacker::Wait(uint32_t stream) {
  StreamReply& reply = replies_[stream];
  ReadUntil([&reply] { return reply.over(); });
  return reply;
}

std::optional<Frame> Attacker::WaitFor(const std::function<bool(const Frame&)>& wanted) {
  std::optional<Frame> found;
  on_frame_ = [&](const Frame& frame) {
    if (!found.has_value() && wanted(frame)) found = frame;
  };
  ReadUntil([&found] { return found.has_value(); });
  on_frame_ = nullptr;
  return found;
}

bool Attacker::WaitUntilRead() {
  const std::string mark = "all read";
  Send(Bytes(FrameType::kPing, kNoFlags, 0, mark));
  return WaitFor([&mark](const Frame& frame) {
           return frame.type == FrameType::kPing && frame.flags == kAck && frame.payload == mark;
         })
      .has_value();
}

bool Attacker::WaitForClose() {
  ReadUntil([] { return false; });
  return closed_;
}

int Attacker::Received(FrameType type) const {
  const auto it = counts_.find(type);
  return it == counts_.end() ? 0 : it->second;
}

bool Attacker::ReadUntil(const Condition& condition) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (closed_ || std::chrono::steady_clock::now() > give_up) return false;
    if (Poll(POLLIN, kPatienceMs)) ReadSome();
  }
  return true;
}

void Attacker::ReadSome() {
  char buffer[65536];
  const ssize_t count = recv(socket_, buffer, sizeof(buffer), 0);
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) closed_ = true;
  if (count <= 0) return;
  received_.append(buffer, count);
  while (std::optional<Frame> frame = TakeFrame(&received_)) Take(*std::move(frame));
}

void Attacker::Take(Frame frame) {
  ++counts_[frame.type];
  StreamReply& reply = replies_[frame.stream];
  switch (frame.type) {
    case FrameType::kHeaders:
      Inflate(frame.payload, &reply.headers);
      reply.ended |= (frame.flags & kEndStream) != 0;
      break;
    case FrameType::kData:
      reply.data += frame.payload;
      reply.ended |= (frame.flags & kEndStream) != 0;
      break;
    case FrameType::kRstStream:
      reply.reset = ReadU32(frame.payload);
      break;
    case FrameType::kWindowUpdate:
      (frame.stream == 0 ? window_ : windows_[frame.stream]) += ReadU32(frame.payload);
      break;
    case FrameType::kSettings:
      for (size_t at = 0; at + 6 <= frame.payload.size(); at += 6) {
        if (frame.payload[at + 1] == kSettingsInitialWindowSize) {
          initial_window_ = ReadU32(frame.payload.substr(at + 2));
        }
      }
      break;
    case FrameType::kGoAway:
      goaway_ = absl::StrCat(ReadU32(frame.payload.substr(4)), " ", frame.payload.substr(8));
      break;
    default:
      break;
  }
  if (on_frame_) on_frame_(frame);
}

void Attacker::Inflate(const std::string& block, HeaderList* headers) {
  const auto* in = reinterpret_cast<const uint8_t*>(block.data());
  size_t left = block.size();
  for (;;) {
    nghttp2_nv header;
    int flags = 0;
    const ssize_t used = nghttp2_hd_inflate_hd2(inflater_, &header, &flags, in, left, 1);
    if (used < 0) Die("the gateway sent headers that cannot be read");
    in += used;
    left -= used;
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      headers->emplace_back(std::string(header.name, header.name + header.namelen),
                            std::string(header.value, header.value + header.valuelen));
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
  }
  nghttp2_hd_inflate_end_headers(inflater_);
}

}  // namespace smartcar_gateway
