// ReadKey: tells which reads ask for the same thing.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_READ_KEY_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_READ_KEY_H_

#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// URL and all headers (so also whose car it is and the units), with the vehicle in front, so that
// what concerns one vehicle stands together in order.
struct ReadKey {
  std::string vehicle_id;  // empty: none
  std::string text;

  friend bool operator<(const ReadKey& a, const ReadKey& b) {
    return std::tie(a.vehicle_id, a.text) < std::tie(b.vehicle_id, b.text);
  }
  friend bool operator==(const ReadKey& a, const ReadKey& b) {
    return a.vehicle_id == b.vehicle_id && a.text == b.text;
  }
};

// Whether the request is a read that has nothing beside its URL and headers.
inline bool IsPlainRead(const HttpRequest& request) {
  return request.method == HttpMethod::kGet && request.replay == Replay::kAllowed &&
         request.body.empty() && request.secret_body.empty() && request.bearer == nullptr &&
         request.send_gate == nullptr;
}

// Of a plain read. Neither URLs nor headers can contain a line break.
inline ReadKey KeyOf(const HttpRequest& request) {
  ReadKey key;
  if (request.call != nullptr) key.vehicle_id = request.call->vehicle_id;
  key.text = request.url;
  for (const HttpHeader& header : request.headers) {
    absl::StrAppend(&key.text, "\n", header.name, ":", header.value);
  }
  return key;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_READ_KEY_H_
