// The parts that every reply of the API has, in both shapes it has shipped.
#include "server/smartcar/decode/envelope.h"

namespace smartcar_gateway {

using json::Array;
using json::Element;
using json::Object;

absl::StatusOr<Object> FindResource(const Element& root) {
  Object reply;
  if (root.get(reply) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("the reply is no JSON object");
  }
  if (json::Find(reply, "data").has_value()) {
    const absl::optional<Object> data = json::FindObject(reply, "data");
    if (!data.has_value()) return absl::InvalidArgumentError("`data` of the reply is no object");
    if (!json::FindObject(*data, "attributes") && json::FindText(*data, "id").empty()) {
      return absl::InvalidArgumentError("`data` of the reply has neither `attributes` nor `id`");
    }
    return *data;
  }
  if (json::FindObject(reply, "attributes")) return reply;
  return absl::InvalidArgumentError("the reply has neither `data` nor `attributes`");
}

absl::Status ForEachResource(const Element& root, absl::FunctionRef<void(const Object&)> visit) {
  Object reply;
  if (root.get(reply) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("the reply is no JSON object");
  }
  const absl::optional<Array> data = json::FindArray(reply, "data");
  if (!data.has_value()) return absl::InvalidArgumentError("the reply has no array `data`");
  for (const Element& element : *data) {
    Object resource;
    if (element.get(resource) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError("`data` of the reply holds an entry that is no object");
    }
    visit(resource);
  }
  return absl::OkStatus();
}

Object AttributesOf(const Object& resource) {
  return json::FindObject(resource, "attributes").value_or(resource);
}

bool ReadMetaTime(const Object& resource, std::string_view name,
                  google::protobuf::Timestamp* time) {
  const absl::optional<Object> meta = json::FindObject(resource, "meta");
  if (!meta.has_value()) return false;
  const absl::optional<Element> value = json::Find(*meta, name);
  bool found = false;
  if (value.has_value()) {
    json::ReadTime(*value, [&] {
      found = true;
      return time;
    });
  }
  return found;
}

std::string RelatedId(const Object& resource, std::string_view name) {
  const absl::optional<Object> relationships = json::FindObject(resource, "relationships");
  if (!relationships.has_value()) return "";
  const absl::optional<Object> related = json::FindObject(*relationships, name);
  if (!related.has_value()) return "";
  const absl::optional<Object> data = json::FindObject(*related, "data");
  return data.has_value() ? json::FindText(*data, "id") : "";
}

absl::optional<Object> FindIncludedVehicle(const Element& root) {
  Object reply;
  if (root.get(reply) != simdjson::SUCCESS) return absl::nullopt;
  const absl::optional<Object> included = json::FindObject(reply, "included");
  if (!included.has_value()) return absl::nullopt;
  return json::FindObject(*included, "vehicle");
}

}  // namespace smartcar_gateway
