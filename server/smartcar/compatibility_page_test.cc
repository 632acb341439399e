// Tests of pages of the compatibility matrix.
#include "server/smartcar/compatibility_page.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

// Seven models: BEV, ICE, BEV, ICE, …
MatrixCopy SevenModels() {
  MatrixCopy copy;
  for (int i = 0; i < 7; ++i) {
    v1::CompatibleVehicle vehicle;
    vehicle.set_model(absl::StrCat("m", i));
    vehicle.set_powertrain_type(i % 2 == 0 ? v1::POWERTRAIN_TYPE_BEV : v1::POWERTRAIN_TYPE_ICE);
    copy.entries.push_back({vehicle.powertrain_type(), vehicle.SerializeAsString()});
  }
  copy.retrieved_time = absl::FromUnixMillis(1'800'000'000'250);
  copy.upstream_request_id = "r-1";
  return copy;
}

v1::ListCompatibleVehiclesResponse PageOf(const MatrixCopy& copy,
                                          const v1::ListCompatibleVehiclesRequest& request) {
  v1::ListCompatibleVehiclesResponse response;
  FillPage(copy, *BuildListing(request), &response);
  return response;
}

// The models of every page, walked by token.
std::vector<std::string> Walk(v1::ListCompatibleVehiclesRequest request) {
  std::vector<std::string> models;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = PageOf(SevenModels(), request);
    for (const auto& vehicle : page.compatible_vehicles()) models.push_back(vehicle.model());
    models.push_back("/");
    if (page.next_page_token().empty()) return models;
    request.set_page_token(page.next_page_token());
  }
  ADD_FAILURE() << "the pages do not end";
  return models;
}

TEST(CompatibilityPageTest, TellsWhereTheCopyIsFrom) {
  const auto page = PageOf(SevenModels(), {});
  EXPECT_EQ(page.compatible_vehicles_size(), 7);
  EXPECT_EQ(page.total_size(), 7);
  EXPECT_EQ(page.next_page_token(), "");
  EXPECT_EQ(page.retrieved_time().seconds(), 1'800'000'000);
  EXPECT_EQ(page.retrieved_time().nanos(), 250'000'000);
  EXPECT_EQ(page.upstream_request_id(), "r-1");
}

TEST(CompatibilityPageTest, PagesHoldEveryModelOnce) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_page_size(3);
  EXPECT_EQ(Walk(request),
            (std::vector<std::string>{"m0", "m1", "m2", "/", "m3", "m4", "m5", "/", "m6", "/"}));
}

TEST(CompatibilityPageTest, PowertrainIsFilteredBeforeCounting) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_page_size(2);
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_BEV);
  EXPECT_EQ(Walk(request), (std::vector<std::string>{"m0", "m2", "/", "m4", "m6", "/"}));
  EXPECT_EQ(PageOf(SevenModels(), request).total_size(), 4);
  request.set_powertrain_type(v1::POWERTRAIN_TYPE_HEV);
  EXPECT_EQ(PageOf(SevenModels(), request).total_size(), 0);
}

TEST(CompatibilityPageTest, PageBeyondTheEndIsEmpty) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_page_token(EncodePageToken({1'000'000'000, 100}, BuildListing(request)->filters));
  const auto page = PageOf(SevenModels(), request);
  EXPECT_EQ(page.compatible_vehicles_size(), 0);
  EXPECT_EQ(page.next_page_token(), "");
  EXPECT_EQ(page.total_size(), 7);
}

}  // namespace
}  // namespace smartcar_gateway
