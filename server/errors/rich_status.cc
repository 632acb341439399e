// absl::Status to google.rpc.Status.
#include "server/errors/rich_status.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "server/errors/error.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";

void AddDetail(absl::string_view type_url, const absl::Cord& payload, google::rpc::Status* status) {
  auto* detail = status->add_details();
  detail->set_type_url(std::string(type_url));
  detail->set_value(std::string(payload));
}

}  // namespace

google::rpc::Status ToRichStatus(const absl::Status& status) {
  const auto info = status.GetPayload(kErrorInfoUrl);
  if (!info.has_value()) {
    return ToRichStatus(
        MakeError(status.code(), ErrorReason::ERROR_REASON_INTERNAL, status.message()));
  }
  google::rpc::Status rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(std::string(status.message()));
  AddDetail(kErrorInfoUrl, *info, &rich);  // first: what most callers look for
  status.ForEachPayload([&rich](absl::string_view type_url, const absl::Cord& payload) {
    if (type_url != kErrorInfoUrl) AddDetail(type_url, payload, &rich);
  });
  return rich;
}

}  // namespace smartcar_gateway
