// Smartcar's own name for a call.
#include "server/smartcar/request_id.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxBytes = 128;

bool IsVisible(char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); }

}  // namespace

std::string RequestIdOf(const HttpResponse& response) {
  const absl::string_view id = response.Header("sc-request-id").value_or("");
  if (id.size() > kMaxBytes || !std::all_of(id.begin(), id.end(), IsVisible)) return "";
  return std::string(id);
}

}  // namespace smartcar_gateway
