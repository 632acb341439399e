// The answer for one vehicle of a batch. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_BATCH_ANSWER_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_BATCH_ANSWER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/smartcar/smartcar_client.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// Reads Smartcar's reply to a call built by BuildBatchItem with the same `codes` into an empty
// result. The error is that of the decoders: one clause that quotes nothing.
absl::Status DecodeBatchReply(const std::vector<std::string>& codes, const std::string& body,
                              smartcar::gateway::v1::SignalsResult* result);

// Gives the answer the outcome of its call; after a success it holds the decoded result already. A
// single signal that Smartcar has not stored is a result without it, as it is among many.
void ConcludeBatchAnswer(const SmartcarClient::Outcome& outcome,
                         const std::vector<std::string>& codes,
                         smartcar::gateway::v1::BatchGetSignalsResponse* answer);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_BATCH_ANSWER_H_
