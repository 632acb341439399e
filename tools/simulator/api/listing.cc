// Reading list queries and building pages with their links.
#include "tools/simulator/api/listing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_simulator {
namespace {

constexpr int kMaxPageNumber = 1'000'000;

bool IsUuid(const std::string& text) {
  constexpr size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (size_t i = 0; i < kLength; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

std::optional<ApiError> ReadFilter(const Filter& filter, const std::string& value,
                                   const Switches& switches, ListQuery* query) {
  const auto bad = [&filter](const std::string& wanted) {
    return InvalidInput(absl::StrCat("filter[", filter.name, "] must be ", wanted));
  };
  if (filter.form == FilterForm::kId && switches.strict && !IsUuid(value)) return bad("a UUID");
  if (filter.form == FilterForm::kWord &&
      std::find(filter.words.begin(), filter.words.end(), value) == filter.words.end()) {
    return bad(absl::StrJoin(filter.words, " or "));
  }
  if (!value.empty()) query->filters[filter.name] = value;
  return std::nullopt;
}

// With `clamped`, what is no number counts as `otherwise`, and what is out of range as its end.
bool ReadCount(const std::string& text, int max, int otherwise, bool clamped, int* count) {
  int parsed = 0;
  const bool number = absl::SimpleAtoi(text, &parsed);
  if (!clamped && (!number || parsed < 1 || parsed > max)) return false;
  *count = number ? std::min(std::max(parsed, 1), max) : otherwise;
  return true;
}

std::string PageLink(const ListDefinition& list, const ListQuery& query, int number,
                     const std::string& base_url) {
  std::vector<std::string> parts;
  if (list.page_size > 0) {
    parts.push_back(absl::StrCat("page%5Bnumber%5D=", number));
    parts.push_back(absl::StrCat("page%5Bsize%5D=", query.size));
  }
  for (const Filter& filter : list.filters) {
    const auto it = query.filters.find(filter.name);
    if (it == query.filters.end()) continue;
    parts.push_back(absl::StrCat(PercentEncode(absl::StrCat("filter[", filter.name, "]")), "=",
                                 PercentEncode(it->second)));
  }
  return absl::StrCat(base_url, list.path, parts.empty() ? "" : "?", absl::StrJoin(parts, "&"));
}

Json PageLinks(const ListDefinition& list, const ListQuery& query, size_t total,
               const std::string& base_url) {
  Json links = Json::object();
  links["self"] = PageLink(list, query, query.number, base_url);
  if (list.page_size == 0) return links;
  const int last = static_cast<int>(std::max<size_t>(1, (total + query.size - 1) / query.size));
  links["first"] = PageLink(list, query, 1, base_url);
  links["last"] = PageLink(list, query, last, base_url);
  links["next"] = nullptr;
  links["prev"] = nullptr;
  if (query.number < last) links["next"] = PageLink(list, query, query.number + 1, base_url);
  if (query.number > 1) links["prev"] = PageLink(list, query, query.number - 1, base_url);
  return links;
}

}  // namespace

bool ListQuery::Admits(const std::string& name, const std::string& value) const {
  const auto it = filters.find(name);
  return it == filters.end() || it->second == value;
}

bool ListQuery::AdmitsPart(const std::string& name, const std::string& value) const {
  const auto it = filters.find(name);
  return it == filters.end() ||
         absl::StrContains(absl::AsciiStrToLower(value), absl::AsciiStrToLower(it->second));
}

std::optional<ApiError> ReadListQuery(const ListDefinition& list, const Call& call,
                                      const Backend& backend, ListQuery* query) {
  const bool clamped = backend.switches.pages_clamped;
  query->size = list.page_size;
  for (const auto& [name, value] : call.target.query) {
    if (list.page_size > 0 && name == "page[number]") {
      if (!ReadCount(value, kMaxPageNumber, 1, clamped, &query->number)) {
        return InvalidInput("page[number] must be a number from 1");
      }
      continue;
    }
    if (list.page_size > 0 && name == "page[size]") {
      if (!ReadCount(value, list.max_page_size, list.page_size, clamped, &query->size)) {
        return InvalidInput(
            absl::StrCat("page[size] must be a number from 1 to ", list.max_page_size));
      }
      continue;
    }
    const auto filter =
        std::find_if(list.filters.begin(), list.filters.end(), [&name = name](const Filter& known) {
          return name == absl::StrCat("filter[", known.name, "]");
        });
    if (filter == list.filters.end()) {
      return InvalidInput(absl::StrCat("unknown query parameter ", name));
    }
    if (std::optional<ApiError> error = ReadFilter(*filter, value, backend.switches, query)) {
      return error;
    }
  }
  return std::nullopt;
}

Reply ListReply(const ListDefinition& list, const ListQuery& query, size_t total,
                const std::function<std::string(size_t)>& resource, const Backend& backend) {
  const size_t size = list.page_size == 0 ? total : static_cast<size_t>(query.size);
  const size_t begin = (static_cast<size_t>(query.number) - 1) * size;
  std::string text = "{\"data\":[";
  for (size_t i = begin; i < std::min(total, begin + size); ++i) {
    absl::StrAppend(&text, i == begin ? "" : ",", resource(i));
  }
  const bool short_name = list.page_number_short || backend.switches.page_number_short;
  Json meta = Json::object();
  meta[short_name ? "page" : "pageNumber"] = query.number;
  meta["pageSize"] = size;
  meta["totalCount"] = total;
  if (list.order_told) {
    meta["orderBy"] = "createdAt";
    meta["orderDirection"] = "DESC";
  }
  absl::StrAppend(&text, "],\"meta\":", Dump(meta),
                  ",\"links\":", Dump(PageLinks(list, query, total, backend.base_url)), "}");
  return TextReply(200, std::move(text));
}

}  // namespace smartcar_simulator
