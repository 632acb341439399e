// Tests of the forms of addresses.
#include "server/config/address.h"

#include <string>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

TEST(Address, LegalUrlsPass) {
  for (const char* url :
       {"https://iam.smartcar.com/oauth2/token", "https://localhost", "https://localhost/",
        "https://127.0.0.1:8443/v3", "https://[::1]:8443", "https://[2001:db8::1]/v3/",
        "https://a-b.example/%7Euser/a.b_c~d;e=f,g", "https://my_host:65535"}) {
    EXPECT_TRUE(CheckHttpsUrl(url).ok()) << url << ": " << CheckHttpsUrl(url);
  }
}

TEST(Address, IllegalUrlsAreNamedForWhatIsWrong) {
  const std::string host = "has no legal host after https://";
  const std::string port = "has no legal port after the host; it must be 1 to 65535";
  const std::string path =
      "has a character in its path that must be percent-encoded, such as a space";
  const std::string user = "must hold no user name or password before the host";
  const std::string query = "must have no query (?) and no fragment (#)";
  const std::string whole = "must be a whole URL such as https://vehicle.api.smartcar.com/v3";
  const std::string http = "must begin with https://: secrets and tokens never travel unencrypted";
  struct Case {
    std::string url;
    std::string message;
  };
  const Case cases[] = {
      {"", "must not be empty"},
      {"http://iam.smartcar.com", http},
      {"HTTP://127.0.0.1:80", http},
      {"iam.smartcar.com", whole},
      {"ftp://iam.smartcar.com", whole},
      {"HTTPS://iam.smartcar.com", whole},
      {"https://", host},
      {"https:///v3", host},
      {"https://:443/v3", host},
      {"https://a b/", host},
      {"https://-a/", host},
      {"https://a..b/", host},
      {"https://1.2.3/", host},
      {"https://1.2.3.256/", host},
      {"https://::1/", host},
      {"https://[::1/", host},
      {"https://[::1]x/", host},
      {"https://[fe80::1%eth0]/", host},
      {"https://b\xC3\xBC.example/", host},
      {"https://" + std::string(64, 'a') + "/", host},
      {"https://a:0/", port},
      {"https://a:/", port},
      {"https://a:65536/", port},
      {"https://a:+1/", port},
      {"https://a:1:2/", port},
      {"https://user@a/", user},
      {"https://user:word@a/", user},
      {"https://a?x=1", query},
      {"https://a/v3#top", query},
      {"https://a/v 3", path},
      {"https://a/%zz", path},
      {"https://a/%7", path},
      {"https://a/\"", path},
  };
  for (const Case& c : cases) EXPECT_EQ(CheckHttpsUrl(c.url).message(), c.message) << c.url;
}

TEST(Address, LegalListenAddressesPass) {
  for (const char* address : {"127.0.0.1:50051", "0.0.0.0:0", "[::]:65535", "[::1]:0",
                              "localhost:443", "gateway.internal:1"}) {
    EXPECT_TRUE(CheckListenAddress(address).ok()) << address << ": " << CheckListenAddress(address);
  }
}

TEST(Address, IllegalListenAddressesAreNamedForWhatIsWrong) {
  const std::string form = "must be host:port, such as 127.0.0.1:50051 or [::1]:50051";
  const std::string brackets =
      "must have an IPv6 address in brackets and a port, such as [::1]:50051";
  const std::string no_host =
      "has no host; write 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses";
  const std::string host =
      "has no legal host; write an IPv4 address, an IPv6 address in brackets, or a name";
  const std::string port = "has no legal port; it must be 0 to 65535";
  struct Case {
    std::string address;
    std::string message;
  };
  const Case cases[] = {
      {"", form},
      {"50051", form},
      {"127.0.0.1", form},
      {"[::1]", form},
      {"[::1", form},
      {"::1", brackets},
      {"2001:db8::1", brackets},
      {":50051", no_host},
      {"*:50051", host},
      {"http://a:1", port},
      {"127.0.0.1.5:1", host},
      {"[127.0.0.1]:1", host},
      {"127.0.0.1:", port},
      {"127.0.0.1:x", port},
      {"127.0.0.1:-1", port},
      {"127.0.0.1:65536", port},
      {"127.0.0.1:99999999999", port},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(CheckListenAddress(c.address).message(), c.message) << c.address;
  }
}

TEST(IsLoopbackAddress, OnlyWhatNoOtherMachineReaches) {
  for (const char* address : {"127.0.0.1:50051", "127.255.255.254:0", "[::1]:1",
                              "[0:0:0:0:0:0:0:1]:1", "localhost:1", "LOCALHOST:1"}) {
    EXPECT_TRUE(IsLoopbackAddress(address)) << address;
  }
  for (const char* address :
       {"0.0.0.0:50051", "[::]:1", "10.0.0.1:1", "128.0.0.1:1", "127.example.com:1",
        "localhost.example.com:1", "gateway:1", "[::ffff:10.0.0.1]:1", "[fe80::1]:1", ""}) {
    EXPECT_FALSE(IsLoopbackAddress(address)) << address;
  }
}

}  // namespace
}  // namespace smartcar_gateway
