// What tests of kept state share.
#ifndef SMARTCAR_GATEWAY_SERVER_STORE_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_STORE_TESTING_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace smartcar_gateway {

// A new folder in the test's scratch space.
inline std::string NewStateFolder() {
  std::string path = ::testing::TempDir() + "/state_XXXXXX";
  return mkdtemp(path.data()) == nullptr ? "" : path;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_STORE_TESTING_H_
