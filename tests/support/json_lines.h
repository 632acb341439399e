// Files with one JSON object a line.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_JSON_LINES_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_JSON_LINES_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/wait.h"

namespace smartcar_gateway {

// The whole lines of the file; none if it does not exist. Throws if one is not JSON.
inline std::vector<nlohmann::json> ReadJsonLines(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    lines.push_back(nlohmann::json::parse(line));
  }
  return lines;
}

// The same when there are so many, or when patience is over.
inline std::vector<nlohmann::json> WaitForJsonLines(const std::string& path, size_t count) {
  Eventually([&] { return ReadJsonLines(path).size() >= count; });
  return ReadJsonLines(path);
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_JSON_LINES_H_
