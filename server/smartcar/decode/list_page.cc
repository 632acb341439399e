// Where a page stands in its list.
#include "server/smartcar/decode/list_page.h"

#include <algorithm>
#include <limits>

namespace smartcar_gateway {
namespace {

int64_t FindCount(const json::Object& meta, std::string_view name) {
  const auto value = json::Find(meta, name);
  return value.has_value() ? std::max<int64_t>(0, json::AsInteger(*value).value_or(0)) : 0;
}

bool HasMember(const json::Object& object, std::string_view name) {
  return object.at_key(name).error() == simdjson::SUCCESS;
}

}  // namespace

int32_t PageInfo::TotalSize() const {
  return static_cast<int32_t>(std::min<int64_t>(total_count, std::numeric_limits<int32_t>::max()));
}

PageInfo DecodePage(const json::Object& reply) {
  PageInfo page;
  if (const auto meta = json::FindObject(reply, "meta")) {
    page.page_number = FindCount(*meta, "pageNumber");
    if (page.page_number == 0) page.page_number = FindCount(*meta, "page");
    page.page_size = FindCount(*meta, "pageSize");
    page.total_count = FindCount(*meta, "totalCount");
  }
  const auto links = json::FindObject(reply, "links");
  if (links.has_value() && HasMember(*links, "next")) {
    page.has_next = !json::FindText(*links, "next").empty();
  } else if (page.page_number > 0 && page.page_size > 0) {
    // Divided, as the product of two numbers from outside may overflow.
    page.has_next = page.page_number <= (page.total_count - 1) / page.page_size;
  }
  return page;
}

}  // namespace smartcar_gateway
