// What tells one command from another.
#include "server/commands/fingerprint.h"

#include <openssl/sha.h>

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {

std::string Fingerprint(const HttpRequest& request) {
  absl::string_view user;
  for (const HttpHeader& header : request.headers) {
    if (header.name == "sc-user-id") user = header.value;
  }
  // Neither method, URL nor header can hold a line break.
  const std::string command = absl::StrCat(HttpMethodName(request.method), "\n", request.url, "\n",
                                           user, "\n", request.body);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(command.data()), command.size(),
         reinterpret_cast<unsigned char*>(&hash[0]));
  return hash;
}

}  // namespace smartcar_gateway
