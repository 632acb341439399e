// What is looked up in the compatibility matrix, and how Smartcar is asked for it.
#include "server/smartcar/compatibility_requests.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/listing.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr size_t kMaxMakeBytes = 64;

absl::string_view RegionWord(v1::CompatibilityRegion region) {
  switch (region) {
    case v1::COMPATIBILITY_REGION_US:
      return "US";
    case v1::COMPATIBILITY_REGION_CANADA:
      return "CA";
    case v1::COMPATIBILITY_REGION_EUROPE:
      return "EUROPE";
    default:
      return "";
  }
}

std::string Filters(const MatrixKey& key) {
  std::string query;
  AddFilter("region", RegionWord(key.region), &query);
  AddFilter("make", key.make, &query);
  return query;
}

}  // namespace

absl::StatusOr<MatrixListing> BuildListing(const v1::ListCompatibleVehiclesRequest& request) {
  FieldChecker check;
  if (!v1::CompatibilityRegion_IsValid(request.region())) {
    check.Violation("region", "is no region this release knows");
  }
  if (request.make().size() > kMaxMakeBytes) {
    check.Violation("make", absl::StrCat("must be at most ", kMaxMakeBytes, " bytes long"));
  }
  if (!v1::PowertrainType_IsValid(request.powertrain_type())) {
    check.Violation("powertrain_type", "is no powertrain this release knows");
  }
  MatrixListing listing;
  listing.key.region = request.region();
  listing.key.make = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(request.make()));
  listing.powertrain_type = request.powertrain_type();
  listing.filters =
      absl::StrCat("/compatible-vehicles?", Filters(listing.key), "&", listing.powertrain_type);
  listing.position =
      ReadPosition(request.page_size(), request.page_token(), listing.filters, &check);
  if (!check.ok()) return check.Verdict();
  return listing;
}

UpstreamRequest BuildMatrixRequest(const MatrixKey& key, int page_number) {
  std::string query = Filters(key);
  if (page_number > 1) {
    absl::StrAppend(&query, query.empty() ? "" : "&", "page%5Bnumber%5D=", page_number);
  }
  UpstreamRequest upstream;
  upstream.endpoint = &endpoints::kListCompatibleVehicles;
  upstream.path = absl::StrCat("/compatible-vehicles", query.empty() ? "" : "?", query);
  upstream.resource_name = "compatible-vehicles";
  return upstream;
}

}  // namespace smartcar_gateway
