// Fuzz target: what an error reply of Smartcar says, and what the caller of the gateway is told.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "server/errors/rich_status.h"
#include "server/smartcar/decode/decode_errors.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/upstream_error.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

constexpr int kStatuses[] = {200, 202, 302, 400, 401, 403, 404, 409,
                             429, 430, 500, 501, 502, 503, 504, 599};
constexpr const Endpoint* kEndpoints[] = {&endpoints::kListSignals, &endpoints::kGetSignal,
                                          &endpoints::kLockDoors, &endpoints::kCreateSubscription};
constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// Clients refuse more than 8 KiB of trailers. The message travels twice: escaped with up to three
// bytes for one, and in the details, which are in base 64. Some room is left for other trailers.
constexpr size_t kMaxTrailers = 8192 - 512;

size_t TrailerBytes(const google::rpc::Status& status) {
  return 3 * status.message().size() + (status.ByteSizeLong() + 2) / 3 * 4;
}

void CheckUpstreamError(const UpstreamError& error, size_t input_size, Findings* findings) {
  findings->Expect(error.status == 0 || (error.status >= 100 && error.status <= 599),
                   "a status is one of HTTP", absl::StrCat(error.status));
  size_t total = 0;
  const auto check = [&](const std::string& text) {
    total += text.size();
    CheckText(text, findings);
  };
  for (const std::string* text :
       {&error.type, &error.code, &error.title, &error.detail, &error.resolution_type,
        &error.resolution_url, &error.suggested_user_message, &error.about_url,
        &error.request_id}) {
    check(*text);
  }
  for (const auto& field : error.fields) {
    check(field.first);
    check(field.second);
  }
  findings->Expect(total <= 3 * input_size, "an error is no longer than its reply");
}

// What stands for the reply beside its body follows from the size of the input, so that every
// recorded reply is an input.
HttpResult ReplyWith(const std::string& body) {
  HttpResult result;
  result.response.status = kStatuses[body.size() % std::size(kStatuses)];
  result.response.body = body;
  if (body.size() % 3 == 0) {
    result.response.headers.push_back({"sc-request-id", body.substr(0, body.size() / 2)});
    result.response.headers.push_back({"retry-after", body.substr(0, 8)});
  }
  return result;
}

// Each detail as a caller unpacks it: inside of `rich` it is only bytes.
void CheckDetails(const google::rpc::Status& rich, size_t input_size, Findings* findings) {
  for (const google::protobuf::Any& detail : rich.details()) {
    std::string name;
    google::protobuf::Any::ParseAnyTypeUrl(detail.type_url(), &name);
    const auto* const type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
    findings->Expect(type != nullptr, "a detail is of a known type", name);
    if (type == nullptr) continue;
    const std::unique_ptr<google::protobuf::Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    findings->Expect(message->ParseFromString(detail.value()), "a detail can be read", name);
    CheckMessage(*message, input_size, findings);
  }
}

void CheckVerdict(const std::string& body, Findings* findings) {
  UpstreamRequest request;
  request.endpoint = kEndpoints[body.size() % std::size(kEndpoints)];
  request.vehicle_id = "v1";
  request.resource_name = "v1";
  const absl::Status status = JudgeResult(request, ReplyWith(body), kNow);
  if (status.ok()) return;
  if (request.endpoint->kind == CallKind::kWrite) {
    findings->Expect(status.code() != absl::StatusCode::kUnavailable,
                     "a command that arrived is never UNAVAILABLE", status.ToString());
  }
  const google::rpc::Status rich = ToRichStatus(status);
  CheckMessage(rich, body.size(), findings);
  CheckDetails(rich, body.size(), findings);
  findings->Expect(TrailerBytes(rich) <= kMaxTrailers, "an error fits into the trailers of a call",
                   absl::StrCat(TrailerBytes(rich), " bytes"));
}

void UpstreamErrors(const std::string& input, Findings* findings) {
  const auto error = DecodeUpstreamError(input);
  if (error.has_value()) CheckUpstreamError(*error, input.size(), findings);
  CheckVerdict(input, findings);
}

const FuzzTargetRegistration registration("upstream_errors", UpstreamErrors);

}  // namespace
}  // namespace smartcar_gateway
