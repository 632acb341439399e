// What the requests of all list RPCs share: filters and pages.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_LISTING_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_LISTING_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/page_token.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

// A page of a list, and where it stands, for the token of the next one.
struct Listing {
  UpstreamRequest upstream;
  PagePosition position;
  std::string filters;  // what the page token is bound to
};

// Adds `filter[name]=value` to a query. An empty value adds nothing.
void AddFilter(absl::string_view name, absl::string_view value, std::string* query);

// The position that `page_size` and `page_token` of a request ask for. 1 to 100 entries, which is
// the most that is known to work upstream; 0 means 100. Reports what is wrong to `check`.
PagePosition ReadPosition(int32_t page_size, const std::string& page_token,
                          absl::string_view filters, FieldChecker* check);

// The same as a call upstream: a page of the list at `path`.
Listing MakeListing(const Endpoint& endpoint, absl::string_view path, std::string filters,
                    int32_t page_size, const std::string& page_token, FieldChecker* check);

// A call for the resource `id` in `folder`, which ends in a slash.
UpstreamRequest ById(const Endpoint& endpoint, absl::string_view folder, const std::string& id);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_LISTING_H_
