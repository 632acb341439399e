// Tests of Smartcar's own name for a call.
#include "server/smartcar/request_id.h"

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

std::string IdFrom(const std::string& header) {
  HttpResponse response;
  response.headers = {{"content-type", "x"}, {"sc-request-id", header}};
  return RequestIdOf(response);
}

TEST(RequestIdTest, IsTheHeaderAsItCame) {
  EXPECT_EQ(IdFrom("9f3c1d52-7a40-4c55-8d1e-2f60b1a7c301"), "9f3c1d52-7a40-4c55-8d1e-2f60b1a7c301");
  EXPECT_EQ(IdFrom(std::string(128, 'a')), std::string(128, 'a'));
}

TEST(RequestIdTest, IsEmptyWithoutTheHeader) { EXPECT_EQ(RequestIdOf(HttpResponse()), ""); }

TEST(RequestIdTest, WhatCannotTravelIsLeftOut) {
  for (const std::string& header :
       {std::string("\xFF\xFE"), std::string("Z\xC3\xBCrich"), std::string("a b"),
        std::string("a\tb"), std::string("a\x7F"), std::string(129, 'a')}) {
    EXPECT_EQ(IdFrom(header), "") << header;
  }
}

}  // namespace
}  // namespace smartcar_gateway
