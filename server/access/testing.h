// Policies and identities for tests.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/access/identity.h"
#include "smartcar/gateway/policy/v1/policy.pb.h"

namespace smartcar_gateway {

inline smartcar::gateway::policy::v1::Policy ParsedPolicy(const std::string& text) {
  smartcar::gateway::policy::v1::Policy policy;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &policy));
  return policy;
}

// A caller of these names; with a subject, by a token.
inline Identity KnownAs(std::vector<std::string> names, std::string subject = "") {
  Identity identity;
  identity.method = subject.empty() ? IdentityMethod::kCertificate : IdentityMethod::kToken;
  identity.names = std::move(names);
  identity.subject = std::move(subject);
  return identity;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_TESTING_H_
