// absl::Status to grpc::Status.
#include "server/errors/grpc_status.h"

#include <grpcpp/support/status.h>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/errors/error.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr absl::string_view kRetryInfoUrl = "type.googleapis.com/google.rpc.RetryInfo";

void AddDetail(absl::string_view type_url, const absl::Cord& payload, google::rpc::Status* status) {
  auto* detail = status->add_details();
  detail->set_type_url(std::string(type_url));
  detail->set_value(std::string(payload));
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto info = status.GetPayload(kErrorInfoUrl);
  if (!info.has_value()) {
    return ToGrpcStatus(
        MakeError(status.code(), ErrorReason::ERROR_REASON_INTERNAL, status.message()));
  }
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(std::string(status.message()));
  AddDetail(kErrorInfoUrl, *info, &rich);  // first: what most callers look for
  status.ForEachPayload([&rich](absl::string_view type_url, const absl::Cord& payload) {
    if (type_url != kErrorInfoUrl) AddDetail(type_url, payload, &rich);
  });
  return grpc::Status(static_cast<grpc::StatusCode>(rich.code()), rich.message(),
                      rich.SerializeAsString());
}

absl::optional<std::string> RetryPushback(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryInfoUrl);
  google::rpc::RetryInfo retry;
  if (payload.has_value() && retry.ParseFromString(std::string(*payload))) {
    return absl::StrCat(retry.retry_delay().seconds() * 1000 +
                        retry.retry_delay().nanos() / 1'000'000);
  }
  if (status.code() == absl::StatusCode::kResourceExhausted) return "-1";
  return absl::nullopt;
}

}  // namespace smartcar_gateway
