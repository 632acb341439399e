// Who can do what about an error.
#include "server/smartcar/decode/resolution.h"

namespace smartcar_gateway {

Resolution ReadResolution(const json::Object& error) {
  if (const auto resolution = json::FindObject(error, "resolution")) {
    return {json::FindText(*resolution, "type"), json::FindText(*resolution, "url")};
  }
  return {json::FindText(error, "resolution"), ""};
}

}  // namespace smartcar_gateway
