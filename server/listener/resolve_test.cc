// Tests of the names of listening addresses.
#include "server/listener/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smartcar_gateway {
namespace {

std::vector<std::string> Resolve(absl::string_view address) {
  std::vector<std::string> texts;
  for (const SocketAddress& one : ResolveListenAddress(address)) texts.push_back(ToString(one));
  return texts;
}

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ResolveListenAddress, NumericAddressesStandForThemselves) {
  EXPECT_THAT(Resolve("127.0.0.1:50051"), ElementsAre("127.0.0.1:50051"));
  EXPECT_THAT(Resolve("0.0.0.0:0"), ElementsAre("0.0.0.0:0"));
  EXPECT_THAT(Resolve("[::1]:443"), ElementsAre("[::1]:443"));
  EXPECT_THAT(Resolve("[::]:1"), ElementsAre("[::]:1"));
}

TEST(ResolveListenAddress, NameStandsForItsAddresses) {
  EXPECT_THAT(Resolve("localhost:50051"), Contains("127.0.0.1:50051"));
}

TEST(ResolveListenAddress, UnknownNameStandsForNone) {
  EXPECT_THAT(Resolve("not.a.name.invalid:1"), IsEmpty());
}

TEST(SetPort, ReplacesThePort) {
  for (const char* address : {"127.0.0.1:0", "[::1]:0"}) {
    SocketAddress one = ResolveListenAddress(address).front();
    SetPort(50051, &one);
    EXPECT_EQ(ToString(one), WithPort(address, 50051));
  }
}

TEST(WithPort, ReplacesThePort) {
  EXPECT_EQ(WithPort("127.0.0.1:0", 50051), "127.0.0.1:50051");
  EXPECT_EQ(WithPort("[::1]:0", 443), "[::1]:443");
}

}  // namespace
}  // namespace smartcar_gateway
