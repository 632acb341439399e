// Implementation of the identity by certificate.
#include "server/access/certificate_identity.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxNames = 100;
constexpr size_t kMaxNameBytes = 512;

// A name stands in policies, logs and metrics, so it must not look like another one.
bool IsPlain(const std::string& name) {
  return name.size() <= kMaxNameBytes && name.front() != ' ' && name.back() != ' ' &&
         std::all_of(name.begin(), name.end(), [](char c) { return absl::ascii_isprint(c); });
}

}  // namespace

absl::StatusOr<Identity> IdentityOfCertificate(const Presented& presented) {
  std::vector<std::string> names;
  for (const std::string& uri : presented.uris) {
    if (absl::StartsWith(uri, "spiffe://")) names.push_back(uri);
  }
  for (const std::string& name : presented.dns_names) {
    if (!name.empty()) names.push_back(absl::StrCat("dns:", name));
  }
  if (names.empty() && !presented.common_name.empty()) {
    names.push_back(absl::StrCat("subject:", presented.common_name));
  }
  if (names.empty()) {
    return absl::UnauthenticatedError(
        "the client certificate has no name: give it a SPIFFE id (URI SAN), a DNS SAN or a common "
        "name");
  }
  if (names.size() > kMaxNames || !std::all_of(names.begin(), names.end(), IsPlain)) {
    return absl::UnauthenticatedError(
        absl::StrCat("the client certificate has a name that is not printable ASCII of at most ",
                     kMaxNameBytes, " characters, or more than ", kMaxNames, " names"));
  }
  Identity identity;
  identity.method = IdentityMethod::kCertificate;
  identity.names = std::move(names);
  return identity;
}

}  // namespace smartcar_gateway
