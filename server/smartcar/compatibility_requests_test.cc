// Tests of what is looked up in the matrix, how Smartcar is asked for it, and of what is refused.
#include "server/smartcar/compatibility_requests.h"

#include <string>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

std::string PathFor(v1::CompatibilityRegion region, const std::string& make, int page_number = 1) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_region(region);
  request.set_make(make);
  return BuildMatrixRequest(BuildListing(request)->key, page_number).path;
}

TEST(CompatibilityRequests, AskForRegionAndMake) {
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_UNSPECIFIED, ""), "/compatible-vehicles");
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_US, ""), "/compatible-vehicles?filter%5Bregion%5D=US");
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_CANADA, "KIA"),
            "/compatible-vehicles?filter%5Bregion%5D=CA&filter%5Bmake%5D=KIA");
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_EUROPE, "A&B"),
            "/compatible-vehicles?filter%5Bregion%5D=EUROPE&filter%5Bmake%5D=A%26B");
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_UNSPECIFIED, "", 2),
            "/compatible-vehicles?page%5Bnumber%5D=2");
  EXPECT_EQ(PathFor(v1::COMPATIBILITY_REGION_US, "", 3),
            "/compatible-vehicles?filter%5Bregion%5D=US&page%5Bnumber%5D=3");
}

TEST(CompatibilityRequests, MakesThatDifferInCaseAreOneKey) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_make(" Mercedes-Benz ");
  EXPECT_EQ(BuildListing(request)->key.make, "MERCEDES-BENZ");
}

TEST(CompatibilityRequests, PageTokenIsBoundToEveryFilter) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_page_size(3);
  request.set_make("Kia");
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_BEV);
  request.set_page_token(EncodePageToken({2, 3}, BuildListing(request)->filters));
  EXPECT_EQ(BuildListing(request)->position.page_number, 2);
  request.set_make("KIA");
  EXPECT_TRUE(BuildListing(request).ok());
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_ICE);
  EXPECT_FALSE(BuildListing(request).ok());
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_BEV);
  request.set_region(v1::COMPATIBILITY_REGION_US);
  EXPECT_FALSE(BuildListing(request).ok());
}

TEST(CompatibilityRequests, EveryViolationIsNamed) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_region(static_cast<v1::CompatibilityRegion>(9));
  request.set_make(std::string(65, 'm'));
  request.set_powertrain_type(static_cast<v1::PowertrainType>(9));
  request.set_page_size(-1);
  const absl::Status refused = BuildListing(request).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(refused.message(),
            "region: is no region this release knows; make: must be at most 64 bytes long; "
            "powertrain_type: is no powertrain this release knows; "
            "page_size: must not be negative");
}

}  // namespace
}  // namespace smartcar_gateway
