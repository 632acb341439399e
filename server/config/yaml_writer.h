// Writes a message as YAML, the opposite of ReadYaml.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_WRITER_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_WRITER_H_

#include <string>

#include "google/protobuf/message.h"

namespace smartcar_gateway {

// All fields that are set, in the order of the message; strings in quotes. Ends with a line break.
std::string WriteYaml(const google::protobuf::Message& message);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_WRITER_H_
