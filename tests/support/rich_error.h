// What a caller sees of an RPC that failed: the status with its google.rpc details.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_RICH_ERROR_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_RICH_ERROR_H_

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <ostream>
#include <string>

#include "google/rpc/error_details.pb.h"

namespace smartcar_gateway {

struct RichError {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  std::string details;  // the bytes of grpc-status-details-bin
  // Empty when everything about the details is as promised: exactly one ErrorInfo of our domain,
  // which comes first, no other detail twice, and code and message as in the status.
  std::string flaw;

  google::rpc::ErrorInfo info;
  std::optional<google::rpc::BadRequest> bad_request;
  std::optional<google::rpc::RetryInfo> retry_info;
  std::optional<google::rpc::QuotaFailure> quota_failure;
  std::optional<google::rpc::PreconditionFailure> precondition_failure;
  std::optional<google::rpc::ResourceInfo> resource_info;
  std::optional<google::rpc::Help> help;
  std::optional<google::rpc::RequestInfo> request_info;
  // The trailer grpc-retry-pushback-ms.
  std::optional<std::string> pushback;

  // Of the ErrorInfo; empty if there is no such entry.
  std::string Metadata(const std::string& key) const;
};

RichError ParseRichError(const grpc::Status& status, std::optional<std::string> pushback);

// For messages of failing tests.
std::ostream& operator<<(std::ostream& out, const RichError& error);

MATCHER(Succeeds, "succeeds") { return arg.code == grpc::StatusCode::OK; }

// A well-formed rich error with this code and reason.
MATCHER_P2(FailsWith, code, reason, "") {
  *result_listener << arg.flaw;
  return arg.code == code && arg.info.reason() == reason && arg.flaw.empty();
}

MATCHER_P2(HasMetadata, key, value, "") {
  *result_listener << "which has " << key << "=" << arg.Metadata(key);
  return arg.Metadata(key) == value;
}

// A BadRequest with a violation of this field, whose description contains `text`.
MATCHER_P2(Violates, field, text, "") {
  if (!arg.bad_request.has_value()) return false;
  for (const auto& violation : arg.bad_request->field_violations()) {
    if (violation.field() == field && violation.description().find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_RICH_ERROR_H_
