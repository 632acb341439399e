// A command without a request_id: it waits for its turn.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_PLAIN_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_PLAIN_COMMAND_H_

#include <memory>

#include "server/commands/command_environment.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Sends the request when it is its turn with the vehicle. Until then its deadline ends it with
// kTimedOut, its cancel with kCancelled, and too long a queue with kOverloaded, all with Sent::kNo.
// From then on both are the business of the transport below.
void StartPlainCommand(const CommandEnvironment& environment, HttpRequest request,
                       std::shared_ptr<Cancellation> cancellation, HttpTransport::Done done);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_PLAIN_COMMAND_H_
