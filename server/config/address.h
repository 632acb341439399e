// The forms of addresses that a configuration may hold: https URLs and listening addresses.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_ADDRESS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_ADDRESS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// OK for `https://host[:port][/path]` with a legal host and port, and a path of legal characters.
// No user info, query or fragment. The error is a clause that never repeats the URL, which may hold
// a password.
absl::Status CheckHttpsUrl(absl::string_view url);

// OK for `host:port`, `a.b.c.d:port` and `[IPv6]:port`; port 0 is allowed. The error is a clause.
absl::Status CheckListenAddress(absl::string_view address);

// Whether a legal listening address can be reached from this machine alone: 127.0.0.0/8, ::1 or
// localhost.
bool IsLoopbackAddress(absl::string_view address);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_ADDRESS_H_
