// Decodes every recorded reply of this directory and holds the result against the text beside it.
// With --update, under `bazel run`, writes those texts anew in the workspace instead.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/golden/decoders.h"
#include "tests/golden/text_diff.h"

namespace smartcar_gateway {
namespace {

using std::filesystem::path;

constexpr char kDirectory[] = "tests/golden";
constexpr char kExpectation[] = ".textproto";
// The fewest replies there must be: a walk that finds nothing is a failure.
constexpr size_t kAtLeast = 40;

std::string Read(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream.good()) << "cannot read " << file;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

struct Files {
  std::vector<path> replies;
  std::vector<path> expectations;
};

// What is in the folders of the endpoints, sorted.
Files FindFiles(const path& directory) {
  Files files;
  for (const auto& endpoint : std::filesystem::directory_iterator(directory)) {
    if (!endpoint.is_directory()) continue;
    for (const auto& file : std::filesystem::directory_iterator(endpoint.path())) {
      const bool is_reply = file.path().extension() != kExpectation;
      (is_reply ? files.replies : files.expectations).push_back(file.path());
    }
  }
  std::sort(files.replies.begin(), files.replies.end());
  std::sort(files.expectations.begin(), files.expectations.end());
  return files;
}

path ExpectationOf(path reply) { return reply.replace_extension(kExpectation); }

std::string DecodeFile(const path& reply) {
  const auto text = DecodeToText(reply.parent_path().filename().string(), Read(reply));
  EXPECT_TRUE(text.has_value()) << "there is no decoder for the folder of " << reply;
  return text.value_or("");
}

class GoldenTest : public testing::Test {
 public:
  explicit GoldenTest(path reply) : reply_(std::move(reply)) {}

  void TestBody() override {
    const path expectation = ExpectationOf(reply_);
    ASSERT_TRUE(std::filesystem::exists(expectation)) << "there is no " << expectation;
    const std::string diff = DiffLines(Read(expectation), DecodeFile(reply_));
    EXPECT_TRUE(diff.empty()) << reply_ << " no longer decodes to " << expectation.filename()
                              << ", see the lines with - (expected) and + (decoded):\n"
                              << diff
                              << "If the new result is right: bazel run "
                                 "//tests/golden:golden_test -- --update";
  }

 private:
  const path reply_;
};

class GoldenFilesTest : public testing::Test {
 public:
  explicit GoldenFilesTest(Files files) : files_(std::move(files)) {}

  void TestBody() override {
    EXPECT_GE(files_.replies.size(), kAtLeast);
    std::vector<path> expected;
    for (const path& reply : files_.replies) expected.push_back(ExpectationOf(reply));
    EXPECT_EQ(files_.expectations, expected) << "a reply or an expectation stands alone";
  }

 private:
  const Files files_;
};

// A name GoogleTest takes: `signals/of_2025.json` is `signals_of_2025`.
std::string NameOf(const path& reply) {
  return reply.parent_path().filename().string() + "_" + reply.stem().string();
}

void RegisterTests(const Files& files) {
  testing::RegisterTest("GoldenFilesTest", "EachReplyHasItsExpectation", nullptr, nullptr, __FILE__,
                        __LINE__, [files] { return new GoldenFilesTest(files); });
  for (const path& reply : files.replies) {
    testing::RegisterTest("GoldenTest", NameOf(reply).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [reply] { return new GoldenTest(reply); });
  }
}

int Update() {
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) {
    std::cerr << "--update writes into the workspace: bazel run //tests/golden:golden_test -- "
                 "--update\n";
    return 2;
  }
  for (const path& reply : FindFiles(path(workspace) / kDirectory).replies) {
    std::ofstream(ExpectationOf(reply), std::ios::binary) << DecodeFile(reply);
  }
  return 0;
}

}  // namespace
}  // namespace smartcar_gateway

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1 && std::string(argv[1]) == "--update") return smartcar_gateway::Update();
  smartcar_gateway::RegisterTests(smartcar_gateway::FindFiles(smartcar_gateway::kDirectory));
  return RUN_ALL_TESTS();
}
