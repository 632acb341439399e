// Implementation of CurlHeaders.
#include "server/http/curl_headers.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kAuthorization = "Authorization";
constexpr absl::string_view kBearer = ": Bearer ";
constexpr size_t kRoomForOwnLines = 64;

bool IsHeaderName(absl::string_view name) {
  constexpr absl::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [kOthers](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kOthers.find(c) != kOthers.npos;
  });
}

bool IsHeaderValue(absl::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool IsUrlText(absl::string_view url) {
  return std::all_of(url.begin(), url.end(),
                     [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
}

}  // namespace

bool RequestIsWellFormed(const HttpRequest& request) {
  if (!IsUrlText(request.url)) return false;
  if (request.bearer != nullptr && !IsHeaderValue(request.bearer->Reveal())) return false;
  return std::all_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& header) {
    return IsHeaderName(header.name) && IsHeaderValue(header.value);
  });
}

curl_slist* CurlHeaders::Build(const HttpRequest& request) {
  Clear();
  // Reserved at once: growing would leave copies of the token behind, and move the lines that the
  // nodes point to.
  size_t size = kRoomForOwnLines;
  size_t count = 3;
  for (const HttpHeader& header : request.headers) {
    size += header.name.size() + header.value.size() + 3;
    ++count;
  }
  if (request.bearer != nullptr) {
    size += kAuthorization.size() + kBearer.size() + request.bearer->Reveal().size() + 1;
  }
  lines_.reserve(size);
  nodes_.reserve(count);

  bool has_content_type = false;
  for (const HttpHeader& header : request.headers) {
    has_content_type |= absl::EqualsIgnoreCase(header.name, "content-type");
    // To libcurl "name:" means "do not send this header", and "name;" that it has no value.
    const bool blank = absl::StripAsciiWhitespace(header.value).empty();
    AppendLine(header.name, blank ? ";" : ": ", blank ? "" : absl::string_view(header.value));
  }
  if (request.bearer != nullptr) {
    AppendLine(kAuthorization, kBearer, request.bearer->Reveal());
  }
  // Left alone, libcurl would wait for "100 Continue" and call every body a form.
  AppendLine("Expect", ":", "");
  if (!has_content_type) AppendLine("Content-Type", ":", "");

  for (size_t i = 0; i + 1 < nodes_.size(); ++i) nodes_[i].next = &nodes_[i + 1];
  return nodes_.data();
}

void CurlHeaders::Clear() {
  // volatile: the compiler may not drop these writes.
  volatile char* bytes = lines_.empty() ? nullptr : &lines_[0];
  for (size_t i = 0; i < lines_.size(); ++i) bytes[i] = 0;
  lines_.clear();
  nodes_.clear();
}

void CurlHeaders::AppendLine(absl::string_view name, absl::string_view separator,
                             absl::string_view value) {
  const size_t start = lines_.size();
  lines_.append(name.data(), name.size());
  lines_.append(separator.data(), separator.size());
  lines_.append(value.data(), value.size());
  lines_.push_back('\0');
  nodes_.push_back({&lines_[start], nullptr});
}

}  // namespace smartcar_gateway
