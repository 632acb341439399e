// Logging of policy events.
#include "server/policy_log.h"

#include "absl/strings/str_replace.h"
#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogPolicyEvent(const PolicyEvent& event) {
  switch (event.kind) {
    case PolicyEvent::Kind::kLoaded:
      spdlog::info("policy: {} is in force: {} (sha256 {})", event.file, event.text, event.sha256);
      break;
    case PolicyEvent::Kind::kChanged:
      spdlog::info("policy: {} has changed and is in force: {} (sha256 {})", event.file, event.text,
                   event.sha256);
      break;
    case PolicyEvent::Kind::kMended:
      spdlog::info("policy: {} is again the one that is in force: {} (sha256 {})", event.file,
                   event.text, event.sha256);
      break;
    case PolicyEvent::Kind::kRejected:
      spdlog::error(
          "policy: {} cannot be used; the policy before stays in force until it is mended: {}",
          event.file, absl::StrReplaceAll(event.text, {{"\n", "; "}}));
      break;
  }
  for (const std::string& warning : event.warnings) spdlog::warn("policy: {}", warning);
}

void LogThatThereIsNoPolicy() {
  spdlog::info("policy: there is none, every caller may do everything (access.policy_file)");
}

}  // namespace smartcar_gateway
