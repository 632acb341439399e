// One signal of Smartcar inside a parsed document, be it of a reply or of a webhook.
#include "server/smartcar/decode/signal_object.h"

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/resolution.h"
#include "server/smartcar/decode/signal_body.h"
#include "server/smartcar/decode/signal_catalogue.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of a signal

constexpr json::Word<SignalStatus> kStatuses[] = {
    {"SUCCESS", SIGNAL_STATUS_SUCCESS},
    {"ERROR", SIGNAL_STATUS_ERROR},
    {"UNAVAILABLE", SIGNAL_STATUS_UNAVAILABLE},
};

void DecodeError(const json::Object& object, SignalError* error) {
  error->set_type(json::FindText(object, "type"));
  error->set_code(json::FindText(object, "code"));
  error->set_title(json::FindText(object, "title"));
  std::string detail = json::FindText(object, "detail");
  // Smartcar's older name for the same.
  if (detail.empty()) detail = json::FindText(object, "description");
  error->set_detail(std::move(detail));
  Resolution resolution = ReadResolution(object);
  error->set_resolution_type(std::move(resolution.type));
  error->set_resolution_url(std::move(resolution.url));
}

void DecodeStatus(const json::Element& value, Signal* signal) {
  json::Object status;
  if (value.get(status) != simdjson::SUCCESS) {
    json::ReadWord(value, kStatuses, [&](SignalStatus known, std::string word) {
      signal->set_status(known);
      signal->set_status_text(std::move(word));
    });
    return;
  }
  std::string word = json::FindText(status, "value");
  signal->set_status(json::EnumFromWord(kStatuses, word));
  signal->set_status_text(std::move(word));
  const auto error = json::FindObject(status, "error");
  if (error.has_value() && signal->status() != SIGNAL_STATUS_SUCCESS) {
    DecodeError(*error, signal->mutable_error());
  }
}

void DecodeTimes(const json::Object& meta, Signal* signal) {
  json::ForEachMember(meta, [&](std::string_view name, const json::Element& value) {
    if (name == "oemUpdatedAt") {
      json::ReadTime(value, [&] { return signal->mutable_oem_updated_time(); });
    } else if (name == "retrievedAt") {
      json::ReadTime(value, [&] { return signal->mutable_retrieved_time(); });
    } else if (name == "ingestedAt") {
      json::ReadTime(value, [&] { return signal->mutable_ingested_time(); });
    }
  });
}

void Assign(std::string_view text, std::string* field) { field->assign(text.data(), text.size()); }

}  // namespace

void DecodeSignalObject(const simdjson::dom::object& object, Signal* signal) {
  absl::optional<json::Element> body;
  json::ForEachMember(AttributesOf(object), [&](std::string_view name, const json::Element& value) {
    if (name == "code") {
      Assign(json::AsText(value).value_or(""), signal->mutable_code());
    } else if (name == "name") {
      Assign(json::AsText(value).value_or(""), signal->mutable_name());
    } else if (name == "group") {
      Assign(json::AsText(value).value_or(""), signal->mutable_group());
    } else if (name == "status") {
      DecodeStatus(value, signal);
    } else if (name == "body") {
      body = value;
    }
  });
  if (signal->code().empty()) signal->set_code(json::FindText(object, "id"));
  const SignalDefinition* const definition = FindSignalDefinition(signal->code());
  if (definition != nullptr) {
    if (signal->name().empty()) signal->set_name(std::string(definition->name));
    if (signal->group().empty()) signal->set_group(std::string(definition->group));
  }
  if (const auto meta = json::FindObject(object, "meta")) DecodeTimes(*meta, signal);
  if (body.has_value() && !body->is_null()) DecodeSignalBody(definition, *body, signal);
}

}  // namespace smartcar_gateway
