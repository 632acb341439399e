// Implementation of PolicyReloader.
#include "server/policy_reloader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/access/policy.h"
#include "server/config/policy_file.h"
#include "server/policy_summary.h"

namespace smartcar_gateway {

absl::StatusOr<std::unique_ptr<PolicyReloader>> PolicyReloader::Create(std::string file,
                                                                       PolicyAccessControl& access,
                                                                       Executor& executor,
                                                                       OnEvent on_event) {
  // The constructor is private. It watches before the file is read, so that no change is missed.
  std::unique_ptr<PolicyReloader> reloader(
      new PolicyReloader(std::move(file), access, executor, std::move(on_event)));
  const Look look = reloader->LookAtFile(PolicyEvent::Kind::kLoaded);
  if (!look.status.ok()) return absl::InvalidArgumentError(look.status.message());
  if (look.event.has_value()) reloader->on_event_(*look.event);
  return reloader;
}

PolicyReloader::PolicyReloader(std::string file, PolicyAccessControl& access, Executor& executor,
                               OnEvent on_event)
    : file_(std::move(file)),
      access_(access),
      on_event_(std::move(on_event)),
      watcher_({file_}, executor, [this] {
        const Look look = LookAtFile(PolicyEvent::Kind::kChanged);
        if (look.event.has_value()) on_event_(*look.event);
        // What cannot be read may be about to be replaced; what is wrong stays so until it changes.
        return !absl::IsUnavailable(look.status);
      }) {}

PolicyReloader::Look PolicyReloader::LookAtFile(PolicyEvent::Kind kind_if_good) {
  MutexLock lock(&mutex_);
  Look look;
  PolicyEvent event;
  event.kind = kind_if_good;
  event.file = file_;
  const absl::StatusOr<std::string> yaml = ReadPolicyFile(file_);
  if (yaml.ok()) event.sha256 = PolicyHash(*yaml);
  auto loaded = yaml.ok() ? ParsePolicy(*yaml, file_) : yaml.status();
  look.status = loaded.status();
  if (!loaded.ok()) {
    event.kind = PolicyEvent::Kind::kRejected;
    event.text = std::string(loaded.status().message());
    const std::string reject = absl::StrCat(event.sha256, " ", event.text);
    if (reject != last_reject_) look.event = std::move(event);
    last_reject_ = reject;
    return look;
  }
  event.text = CountInWords(loaded->policy);
  const bool after_reject = !last_reject_.empty();
  last_reject_.clear();
  if (event.sha256 == in_force_) {
    if (!after_reject) return look;
    event.kind = PolicyEvent::Kind::kMended;
  } else {
    event.warnings = std::move(loaded->warnings);
    access_.Replace(Policy::Compile(loaded->policy));
    in_force_ = event.sha256;
  }
  look.event = std::move(event);
  return look;
}

}  // namespace smartcar_gateway
