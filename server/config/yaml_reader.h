// Reads YAML into a message, field by field, whatever the message is.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_READER_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_READER_H_

#include <string>

#include "google/protobuf/message.h"
#include "server/config/violations.h"

namespace smartcar_gateway {

// Sets in `message` what `yaml` says, notes where each value, list and message stands in `origins`,
// and adds whatever is wrong to `violations`. Keys are the names of fields. A syntax error is the
// only violation of its text. An empty text, and a message's key without a value, set nothing. An
// item of a list that is wrong is an empty one in `message`.
void ReadYaml(const std::string& yaml, google::protobuf::Message* message, Origins* origins,
              Violations* violations);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_YAML_READER_H_
