// absl::Status to grpc::Status.
#include "server/errors/grpc_status.h"

#include <grpcpp/support/status.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "server/errors/rich_status.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kRetryInfoUrl = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kDoNotRetry[] = "-1";
// A client sleeps for as long as it is told to, if its call has no deadline.
constexpr int64_t kLongestPushbackSeconds = 24 * 60 * 60;

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rich = ToRichStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(rich.code()), rich.message(),
                      rich.SerializeAsString());
}

absl::optional<std::string> RetryPushback(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryInfoUrl);
  google::rpc::RetryInfo retry;
  if (payload.has_value() && retry.ParseFromString(std::string(*payload))) {
    if (retry.retry_delay().seconds() > kLongestPushbackSeconds) return kDoNotRetry;
    return absl::StrCat(retry.retry_delay().seconds() * 1000 +
                        (retry.retry_delay().nanos() + 999'999) / 1'000'000);
  }
  if (status.code() == absl::StatusCode::kResourceExhausted) return kDoNotRetry;
  return absl::nullopt;
}

}  // namespace smartcar_gateway
