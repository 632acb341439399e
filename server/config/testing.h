// What tests of the configuration need: files that vanish and an environment by hand.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_TESTING_H_

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "gtest/gtest.h"
#include "server/config/environment.h"

namespace smartcar_gateway {

// A folder that is removed with its files at the end. Files are written into it by name.
class TestFolder {
 public:
  TestFolder() {
    std::string path = testing::TempDir() + "/config_XXXXXX";
    EXPECT_NE(mkdtemp(&path[0]), nullptr);
    path_ = path;
  }
  ~TestFolder() {
    for (const std::string& file : files_) unlink(file.c_str());
    rmdir(path_.c_str());
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }

  // Returns the path of the file, which nobody else can read, as a secret's must be.
  std::string Write(const std::string& name, const std::string& content) {
    const std::string file = path_ + "/" + name;
    std::ofstream(file, std::ios::binary) << content;
    EXPECT_EQ(chmod(file.c_str(), 0600), 0);
    files_.push_back(file);
    return file;
  }

  // A symbolic link that leads to itself: nobody can read it, not even root.
  std::string WriteUnreadable(const std::string& name) {
    const std::string file = path_ + "/" + name;
    EXPECT_EQ(symlink(file.c_str(), file.c_str()), 0);
    files_.push_back(file);
    return file;
  }

 private:
  std::string path_;
  std::vector<std::string> files_;
};

// An environment of just these variables.
inline Environment FakeEnvironment(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> absl::optional<std::string> {
    const auto it = variables.find(name);
    if (it == variables.end()) return absl::nullopt;
    return it->second;
  };
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_TESTING_H_
