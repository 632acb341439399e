// What libFuzzer calls: the one target that is linked in.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "google/protobuf/stubs/logging.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

// Replies arrive with spare bytes behind them, so that they are parsed in place; any other string
// is copied first. Inputs of an odd size are of the first kind, so that both ways are tried.
constexpr size_t kSpareBytes = 64;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  if (smartcar_gateway::FuzzTargets().size() != 1) {
    std::fprintf(stderr, "a fuzzer is linked with one target\n");
    std::abort();
  }
  // Protobuf logs what a target finds anyway.
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string input(reinterpret_cast<const char*>(data), size);
  if (size % 2 == 1) input.reserve(size + kSpareBytes);
  smartcar_gateway::Findings findings;
  smartcar_gateway::FuzzTargets().begin()->second(input, &findings);
  if (findings.broken().empty()) return 0;
  for (const std::string& promise : findings.broken()) {
    std::fprintf(stderr, "BROKEN PROMISE: %s\n", promise.c_str());
  }
  std::abort();
}
