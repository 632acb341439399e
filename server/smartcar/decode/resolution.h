// Who can do what about an error.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_RESOLUTION_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_RESOLUTION_H_

#include <string>

#include "server/smartcar/decode/json_read.h"

namespace smartcar_gateway {

struct Resolution {
  std::string type;
  std::string url;
};

// Reads `resolution` of an error in each of its forms: null, a word, {"type", "url"}.
Resolution ReadResolution(const json::Object& error);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_RESOLUTION_H_
