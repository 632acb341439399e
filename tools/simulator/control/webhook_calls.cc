// Finding webhooks and reading what describes them.
#include "tools/simulator/control/webhook_calls.h"

#include "absl/strings/str_cat.h"
#include "tools/simulator/hooks/hook_url.h"

namespace smartcar_simulator {

Webhook* FindWebhook(const ControlCall& call) {
  auto& webhooks = call.engine.backend->world.webhooks;
  const auto it = webhooks.find(call.path[0]);
  return it == webhooks.end() ? nullptr : &it->second;
}

ControlReply NoWebhook(const ControlCall& call) {
  return UnknownControl(absl::StrCat("there is no webhook ", call.path[0]));
}

Complaint CheckUrl(const std::string& text, const Backend& backend) {
  const std::optional<HookUrl> url = ParseHookUrl(text);
  if (!url) {
    return BadControl(
        absl::StrCat("'", text, "' is not a URL such as https://127.0.0.1:8444/hook"));
  }
  if (MayPostTo(*url, backend.webhook_hosts)) return std::nullopt;
  return BadControl(
      absl::StrCat("the simulator posts to this machine alone; start it with "
                   "--webhook_hosts=",
                   url->host, " to allow that host"));
}

bool ReadCodes(const Json& value, std::vector<std::string>* codes) {
  if (!value.is_array()) return false;
  codes->clear();
  for (const Json& code : value) {
    if (!code.is_string()) return false;
    codes->push_back(code.get<std::string>());
  }
  return true;
}

}  // namespace smartcar_simulator
