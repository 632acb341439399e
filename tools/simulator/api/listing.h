// What all lists share: filters, paging, and the envelope of a page.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_LISTING_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_LISTING_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

enum class FilterForm { kText, kId, kWord };

// "vehicle.mode" stands for the query parameter filter[vehicle.mode].
struct Filter {
  const char* name;
  FilterForm form = FilterForm::kText;
  std::vector<const char*> words = {};  // what a kWord takes
};

// One kind of list.
struct ListDefinition {
  const char* path;  // "/v3/connections"
  int page_size;     // 0: everything on one page, and no paging parameters
  int max_page_size;
  bool order_told;         // orderBy and orderDirection in "meta"
  bool page_number_short;  // "page" instead of "pageNumber" in "meta"
  std::vector<Filter> filters;
};

// What a request asks for. Filters can be set beforehand: the query overrides them.
struct ListQuery {
  int number = 1;
  int size = 0;
  std::map<std::string, std::string> filters;  // by name

  // Whether the filter is absent or equal to `value`.
  bool Admits(const std::string& name, const std::string& value) const;
  // The same for a value that need only contain the filter's text, in upper or lower case.
  bool AdmitsPart(const std::string& name, const std::string& value) const;
};

// Fills `query`, or says what is wrong with it. Unknown parameters are refused: a misspelt filter
// that were ignored would list far too much.
std::optional<ApiError> ReadListQuery(const ListDefinition& list, const Call& call,
                                      const Backend& backend, ListQuery* query);

// The page that `query` asks for out of `total` resources, which `resource` makes by their index.
// As JSON text, since a page of the compatibility matrix can have many megabytes of it.
Reply ListReply(const ListDefinition& list, const ListQuery& query, size_t total,
                const std::function<std::string(size_t)>& resource, const Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_LISTING_H_
