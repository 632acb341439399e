// The addresses of webhooks.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_URL_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_URL_H_

#include <optional>
#include <string>
#include <vector>

namespace smartcar_simulator {

struct HookUrl {
  bool tls = false;
  std::string host;       // without brackets
  std::string port;       // always set
  std::string target;     // path and query, at least "/"
  std::string authority;  // for the Host header, as it was written
};

// Nothing unless it is http:// or https:// with a host, and a port that is a number if there is
// one.
std::optional<HookUrl> ParseHookUrl(const std::string& url);

// Whether the host is this machine ("localhost", 127.0.0.0/8, ::1) or one of `also`. The simulator
// posts to no other, so that a test never calls a stranger.
bool MayPostTo(const HookUrl& url, const std::vector<std::string>& also);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_URL_H_
