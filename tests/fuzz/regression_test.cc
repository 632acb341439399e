// Replays, without libFuzzer, the seeds of every fuzz target and each input that ever broke a
// promise.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fuzz/fuzz_target.h"

namespace smartcar_gateway {
namespace {

using std::filesystem::path;

constexpr char kList[] = "tests/fuzz/targets.txt";
constexpr size_t kSpareBytes = 64;

std::string Read(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream.good()) << "cannot read " << file;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// The folders with inputs of each target: those of the list, and its own.
std::map<std::string, std::vector<path>> FoldersByTarget() {
  std::map<std::string, std::vector<path>> folders;
  std::istringstream list(Read(kList));
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string target;
    if (!(words >> target) || target[0] == '#') continue;
    for (std::string folder; words >> folder;) folders[target].push_back(folder);
    for (const char* own : {"tests/fuzz/seeds", "tests/fuzz/regressions"}) {
      if (const path folder = path(own) / target; std::filesystem::is_directory(folder)) {
        folders[target].push_back(folder);
      }
    }
  }
  return folders;
}

std::vector<path> FilesIn(const std::vector<path>& folders) {
  std::vector<path> files;
  for (const path& folder : folders) {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      files.push_back(file.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Broken(FuzzTarget target, const std::string& input) {
  Findings findings;
  target(input, &findings);
  std::string broken;
  for (const std::string& promise : findings.broken()) broken += promise + "\n";
  return broken;
}

class ReplayTest : public testing::Test {
 public:
  ReplayTest(FuzzTarget target, path file) : target_(target), file_(std::move(file)) {}

  void TestBody() override {
    std::string input = Read(file_);
    input.shrink_to_fit();
    EXPECT_EQ(Broken(target_, input), "") << "promises broken by " << file_;
    input.reserve(input.size() + kSpareBytes);
    EXPECT_EQ(Broken(target_, input), "") << "promises broken by " << file_ << ", read in place";
  }

 private:
  const FuzzTarget target_;
  const path file_;
};

class ListTest : public testing::Test {
 public:
  void TestBody() override {
    std::set<std::string> listed, linked;
    for (const auto& [target, folders] : FoldersByTarget()) {
      listed.insert(target);
      EXPECT_GE(FilesIn(folders).size(), 3u) << "too few seeds of " << target;
    }
    for (const auto& target : FuzzTargets()) linked.insert(target.first);
    EXPECT_EQ(listed, linked) << kList << " and the targets of tests/fuzz/BUILD differ";
  }
};

void RegisterTests() {
  testing::RegisterTest("FuzzTargetsTest", "EachIsListedAndHasSeeds", nullptr, nullptr, __FILE__,
                        __LINE__, [] { return new ListTest(); });
  const auto folders = FoldersByTarget();
  for (const auto& [name, target] : FuzzTargets()) {
    const auto found = folders.find(name);
    if (found == folders.end()) continue;
    for (const path& file : FilesIn(found->second)) {
      const std::string test =
          file.parent_path().filename().string() + "/" + file.filename().string();
      testing::RegisterTest(("Replay/" + name).c_str(), test.c_str(), nullptr, nullptr, __FILE__,
                            __LINE__,
                            [target = target, file] { return new ReplayTest(target, file); });
    }
  }
}

}  // namespace
}  // namespace smartcar_gateway

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  smartcar_gateway::RegisterTests();
  return RUN_ALL_TESTS();
}
