// Loads a policy from a file.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_FILE_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "smartcar/gateway/policy/v1/policy.pb.h"

namespace smartcar_gateway {

// A policy that can be put in force.
struct LoadedPolicy {
  smartcar::gateway::policy::v1::Policy policy;
  // Of the file's content: SHA-256, in lower-case hex.
  std::string sha256;
  // What is allowed but can hardly be meant, one line each: `file:line:column: path: text`.
  std::vector<std::string> warnings;
};

// `path`: a YAML file checked against policy.proto. The error's message lists everything that is
// wrong, one violation a line. A file that cannot be read is UNAVAILABLE, one that is wrong
// INVALID_ARGUMENT. A file without roles and bindings is a policy that denies everything.
absl::StatusOr<LoadedPolicy> LoadPolicy(const std::string& path);

// The same for its content; `path` is only named.
absl::StatusOr<LoadedPolicy> ParsePolicy(const std::string& yaml, absl::string_view path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_FILE_H_
