// The parts that every reply of the API has, in both shapes it has shipped.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_ENVELOPE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_ENVELOPE_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/smartcar/decode/json_read.h"

namespace smartcar_gateway {

// The resource of a reply with one: `data`, or the root itself where a reply of 2025 has no
// envelope. An error if there is none with `attributes` or an `id`.
absl::StatusOr<json::Object> FindResource(const json::Element& root);

// Calls `visit` with each resource of a reply with a list. An error if `data` is no array of
// objects.
absl::Status ForEachResource(const json::Element& root,
                             absl::FunctionRef<void(const json::Object&)> visit);

// `attributes` of a resource, or the resource itself where it is flat.
json::Object AttributesOf(const json::Object& resource);

// The time under that name in `meta` of a resource; false if it has none.
bool ReadMetaTime(const json::Object& resource, std::string_view name,
                  google::protobuf::Timestamp* time);

// The id of the resource that `relationships` of another has under that name, whatever `type` it is
// said to be of; empty if there is none.
std::string RelatedId(const json::Object& resource, std::string_view name);

// The vehicle that replies with signals include beside `data`; nullopt if it is missing.
absl::optional<json::Object> FindIncludedVehicle(const json::Element& root);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_ENVELOPE_H_
