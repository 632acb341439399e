// Where the documents of a YAML text begin.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_ROOTS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_ROOTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "yaml-cpp/mark.h"

namespace smartcar_gateway {

// The places of the roots of the first documents in `yaml`, at most `limit`. Two in the same place
// mean a comma where a document should begin: yaml-cpp takes that for an empty document and never
// gets past it, so that YAML::LoadAll runs until memory is used up. Throws YAML::Exception.
std::vector<YAML::Mark> FindRoots(const std::string& yaml, size_t limit);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_ROOTS_H_
