// What both protocol engines must know about header names.
#include "tools/simulator/http/header_names.h"

#include <algorithm>
#include <utility>

namespace smartcar_simulator {
namespace {

bool BelongsToConnection(const std::string& name) {
  return name == "connection" || name == "transfer-encoding" || name == "keep-alive" ||
         name == "upgrade" || name == "proxy-connection";
}

}  // namespace

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

const std::string* FindHeader(const HeaderList& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& header) {
    return LowerCase(header.first) == name;
  });
  return found == headers.end() ? nullptr : &found->second;
}

HeaderList MessageHeaders(HeaderList headers) {
  HeaderList result;
  result.reserve(headers.size() + 2);
  for (auto& [name, value] : headers) {
    std::string lower = LowerCase(std::move(name));
    if (!BelongsToConnection(lower)) result.emplace_back(std::move(lower), std::move(value));
  }
  return result;
}

bool ReplyHasBody(std::string_view method, int status) {
  return method != "HEAD" && status != 204 && status != 304;
}

}  // namespace smartcar_simulator
