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

// The content of the file. UNAVAILABLE, with the path in the message: it cannot be read.
absl::StatusOr<std::string> ReadPolicyFile(const std::string& path);

// What LoadedPolicy::sha256 is, also of a file that is no policy.
std::string PolicyHash(const std::string& yaml);

// `yaml`: the content of the file `path`, which is only named; it is checked against policy.proto.
// INVALID_ARGUMENT: the message lists everything that is wrong, one violation a line. That is also
// a file without roles and bindings, which is what a full disk leaves.
absl::StatusOr<LoadedPolicy> ParsePolicy(const std::string& yaml, absl::string_view path);

// All of it; errors as above.
absl::StatusOr<LoadedPolicy> LoadPolicy(const std::string& path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_FILE_H_
