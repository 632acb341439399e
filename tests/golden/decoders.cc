// What the gateway makes of a reply of Smartcar, as text.
#include "tests/golden/decoders.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "server/smartcar/decode/decode_command.h"
#include "server/smartcar/decode/decode_compatibility.h"
#include "server/smartcar/decode/decode_connections.h"
#include "server/smartcar/decode/decode_errors.h"
#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/decode/decode_vehicle.h"
#include "server/smartcar/decode/decode_webhooks.h"
#include "smartcar/gateway/v1/compatibility_service.pb.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the responses of every decoder

std::string Member(absl::string_view name, absl::string_view text) {
  return absl::StrCat(name, ": \"", absl::Utf8SafeCEscape(text), "\"\n");
}

std::string MessageOrRefusal(const absl::Status& status, const google::protobuf::Message& message) {
  if (!status.ok()) return Member("refused", status.message());
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(message, &text);
  return text;
}

template <typename Message>
std::string Decode(absl::Status (*decoder)(const std::string&, Message*), const std::string& body) {
  Message message;
  const absl::Status status = decoder(body, &message);
  return MessageOrRefusal(status, message);
}

template <typename Response>
std::string DecodeList(absl::Status (*decoder)(const std::string&, Response*, PageInfo*),
                       const std::string& body) {
  Response response;
  PageInfo page;
  const absl::Status status = decoder(body, &response, &page);
  std::string text = MessageOrRefusal(status, response);
  if (!status.ok()) return text;
  absl::StrAppend(&text, "page {\n  page_number: ", page.page_number,
                  "\n  page_size: ", page.page_size, "\n  total_count: ", page.total_count,
                  "\n  has_next: ", page.has_next ? "true" : "false", "\n}\n");
  return text;
}

absl::Status DecodeMatrix(const std::string& body, ListCompatibleVehiclesResponse* response,
                          PageInfo* page) {
  const auto add = [&](const CompatibleVehicle& vehicle) {
    *response->add_compatible_vehicles() = vehicle;
  };
  return DecodeCompatibleVehicles(body, add, page);
}

std::string DecodeError(const std::string& body) {
  const absl::optional<UpstreamError> error = DecodeUpstreamError(body);
  if (!error.has_value()) return Member("refused", "the reply is no error of Smartcar");
  std::string text = error->status == 0 ? "" : absl::StrCat("status: ", error->status, "\n");
  const auto add = [&](absl::string_view name, absl::string_view value) {
    if (!value.empty()) text += Member(name, value);
  };
  add("type", error->type);
  add("code", error->code);
  add("title", error->title);
  add("detail", error->detail);
  add("resolution_type", error->resolution_type);
  add("resolution_url", error->resolution_url);
  add("suggested_user_message", error->suggested_user_message);
  add("about_url", error->about_url);
  add("request_id", error->request_id);
  for (const auto& [field, message] : error->fields) {
    absl::StrAppend(&text, "fields {\n  ", Member("field", field), "  ", Member("message", message),
                    "}\n");
  }
  return text;
}

}  // namespace

absl::optional<std::string> DecodeToText(const std::string& endpoint, const std::string& body) {
  if (endpoint == "vehicle") return Decode(DecodeVehicle, body);
  if (endpoint == "signals") return Decode(DecodeSignalList, body);
  if (endpoint == "signal") return Decode(DecodeSignal, body);
  if (endpoint == "connections") return DecodeList(DecodeConnectionList, body);
  if (endpoint == "connection") return Decode(DecodeConnection, body);
  if (endpoint == "webhooks") return DecodeList(DecodeWebhookList, body);
  if (endpoint == "webhook") return Decode(DecodeWebhook, body);
  if (endpoint == "subscriptions") return DecodeList(DecodeSubscriptionList, body);
  if (endpoint == "subscription") return Decode(DecodeSubscription, body);
  if (endpoint == "compatible_vehicles") return DecodeList(DecodeMatrix, body);
  if (endpoint == "command") return Decode(DecodeCommandExecution, body);
  if (endpoint == "schedule") return Decode(DecodeScheduleExecution, body);
  if (endpoint == "error") return DecodeError(body);
  return absl::nullopt;
}

}  // namespace smartcar_gateway
