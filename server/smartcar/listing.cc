// Filters and pages.
#include "server/smartcar/listing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/http/percent_encoding.h"

namespace smartcar_gateway {
namespace {

constexpr int64_t kMaxPageSize = 100;

}  // namespace

void AddFilter(absl::string_view name, absl::string_view value, std::string* query) {
  if (value.empty()) return;
  absl::StrAppend(query, query->empty() ? "" : "&", "filter%5B", name,
                  "%5D=", PercentEncode(value));
}

PagePosition ReadPosition(int32_t page_size, const std::string& page_token,
                          absl::string_view filters, FieldChecker* check) {
  if (page_size < 0) check->Violation("page_size", "must not be negative");
  PagePosition position;
  if (page_token.empty()) {
    position.page_size = page_size == 0 ? kMaxPageSize : std::min<int64_t>(page_size, kMaxPageSize);
  } else if (const auto decoded = DecodePageToken(page_token, filters)) {
    position = *decoded;
  } else {
    check->Violation("page_token", "is not a next_page_token of a listing with these filters");
  }
  return position;
}

Listing MakeListing(const Endpoint& endpoint, absl::string_view path, std::string filters,
                    int32_t page_size, const std::string& page_token, FieldChecker* check) {
  Listing listing;
  listing.upstream.endpoint = &endpoint;
  listing.upstream.resource_name = std::string(path.substr(1));
  // With the path, so that a token of one list is refused by another without filters.
  listing.filters = absl::StrCat(path, "?", filters);
  listing.position = ReadPosition(page_size, page_token, listing.filters, check);
  listing.upstream.path = absl::StrCat(path, "?page%5Bnumber%5D=", listing.position.page_number,
                                       "&page%5Bsize%5D=", listing.position.page_size,
                                       filters.empty() ? "" : "&", filters);
  return listing;
}

UpstreamRequest ById(const Endpoint& endpoint, absl::string_view folder, const std::string& id) {
  UpstreamRequest upstream;
  upstream.endpoint = &endpoint;
  upstream.path = absl::StrCat(folder, id);
  upstream.resource_name = id;
  return upstream;
}

}  // namespace smartcar_gateway
