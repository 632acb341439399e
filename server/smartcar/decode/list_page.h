// Where a page stands in its list.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_LIST_PAGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_LIST_PAGE_H_

#include <cstdint>

#include "server/smartcar/decode/json_read.h"

namespace smartcar_gateway {

// A count Smartcar did not send is 0.
struct PageInfo {
  int64_t page_number = 0;  // from 1
  int64_t page_size = 0;
  int64_t total_count = 0;
  // From `links.next`; from the counts if the reply has no such link.
  bool has_next = false;

  // For a field `total_size`.
  int32_t TotalSize() const;
};

// From `meta` and `links` of a reply with a list.
PageInfo DecodePage(const json::Object& reply);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_LIST_PAGE_H_
