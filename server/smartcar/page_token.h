// Page tokens of list RPCs (AIP-158): opaque to callers, bound to the request they belong to.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_PAGE_TOKEN_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

struct PagePosition {
  int64_t page_number = 1;  // 1-based, as Smartcar counts
  int64_t page_size = 0;
};

// `filters` is any text that is the same for every page of one listing.
std::string EncodePageToken(const PagePosition& position, absl::string_view filters);

// Nothing if the token was not made by EncodePageToken, or was made for other filters. A token is
// no secret and no proof: whoever forges one gets another page of what they may list anyway.
absl::optional<PagePosition> DecodePageToken(absl::string_view token, absl::string_view filters);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_PAGE_TOKEN_H_
