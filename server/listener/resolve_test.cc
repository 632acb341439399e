// Tests of the names of listening addresses.
#include "server/listener/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smartcar_gateway {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ResolveListenAddress, NumericAddressesStandForThemselves) {
  EXPECT_THAT(ResolveListenAddress("127.0.0.1:50051"), ElementsAre("127.0.0.1:50051"));
  EXPECT_THAT(ResolveListenAddress("0.0.0.0:0"), ElementsAre("0.0.0.0:0"));
  EXPECT_THAT(ResolveListenAddress("[::1]:443"), ElementsAre("[::1]:443"));
  EXPECT_THAT(ResolveListenAddress("[::]:1"), ElementsAre("[::]:1"));
}

TEST(ResolveListenAddress, NameStandsForItsAddresses) {
  EXPECT_THAT(ResolveListenAddress("localhost:50051"), Contains("127.0.0.1:50051"));
}

TEST(ResolveListenAddress, UnknownNameStandsForNone) {
  EXPECT_THAT(ResolveListenAddress("not.a.name.invalid:1"), IsEmpty());
}

TEST(WithPort, ReplacesThePort) {
  EXPECT_EQ(WithPort("127.0.0.1:0", 50051), "127.0.0.1:50051");
  EXPECT_EQ(WithPort("[::1]:0", 443), "[::1]:443");
}

}  // namespace
}  // namespace smartcar_gateway
