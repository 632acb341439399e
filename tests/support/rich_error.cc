// Unpacking of google.rpc.Status.
#include "tests/support/rich_error.h"

#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"
#include "tests/support/leaks.h"

namespace smartcar_gateway {
namespace {

// Unpacks a detail of this type; a second one of it is a flaw.
template <typename Detail>
bool Take(const google::protobuf::Any& any, std::optional<Detail>* into, std::string* flaw) {
  if (!any.Is<Detail>()) return false;
  if (into->has_value()) *flaw = "there are two details of type " + any.type_url();
  into->emplace();
  if (!any.UnpackTo(&**into)) *flaw = "a detail cannot be parsed: " + any.type_url();
  return true;
}

bool TakeAny(const google::protobuf::Any& any, RichError* error) {
  return Take(any, &error->bad_request, &error->flaw) ||
         Take(any, &error->retry_info, &error->flaw) ||
         Take(any, &error->quota_failure, &error->flaw) ||
         Take(any, &error->precondition_failure, &error->flaw) ||
         Take(any, &error->resource_info, &error->flaw) || Take(any, &error->help, &error->flaw) ||
         Take(any, &error->request_info, &error->flaw);
}

}  // namespace

std::string RichError::Metadata(const std::string& key) const {
  const auto it = info.metadata().find(key);
  return it == info.metadata().end() ? "" : it->second;
}

RichError ParseRichError(const grpc::Status& status, std::optional<std::string> pushback) {
  RichError error;
  error.code = status.error_code();
  error.message = status.error_message();
  error.details = status.error_details();
  error.pushback = std::move(pushback);
  if (status.ok()) return error;
  NoteSeen(error.message + error.details);
  google::rpc::Status rich;
  if (!rich.ParseFromString(error.details)) {
    error.flaw = "the details cannot be parsed";
    return error;
  }
  if (rich.code() != static_cast<int>(error.code) || rich.message() != error.message) {
    error.flaw = "code or message of the details differ from the status";
  }
  int infos = 0;
  for (const google::protobuf::Any& any : rich.details()) {
    if (any.Is<google::rpc::ErrorInfo>()) {
      ++infos;
      any.UnpackTo(&error.info);
    } else if (!TakeAny(any, &error)) {
      error.flaw = "there is an unknown detail " + any.type_url();
    }
  }
  if (infos != 1) error.flaw = absl::StrCat("there are ", infos, " ErrorInfo, not one");
  if (infos == 1 && !rich.details(0).Is<google::rpc::ErrorInfo>()) {
    error.flaw = "the ErrorInfo is not the first detail";
  }
  if (infos == 1 && error.info.domain() != "smartcar-gateway") {
    error.flaw = "the domain is " + error.info.domain();
  }
  return error;
}

std::ostream& operator<<(std::ostream& out, const RichError& error) {
  if (error.code == grpc::StatusCode::OK) return out << "OK";
  out << "code " << error.code << ", \"" << error.message << "\"";
  google::rpc::Status rich;
  if (rich.ParseFromString(error.details)) out << "\n" << rich.DebugString();
  if (error.pushback.has_value()) out << "grpc-retry-pushback-ms: " << *error.pushback;
  return out;
}

}  // namespace smartcar_gateway
