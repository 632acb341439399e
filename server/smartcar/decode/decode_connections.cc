// Replies with connections: JSON of the vehicle API into our protos.
#include "server/smartcar/decode/decode_connections.h"

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/vehicle_object.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Connection;

void DecodeConnectionObject(const json::Object& resource, Connection* connection) {
  connection->set_connection_id(json::FindText(resource, "id"));
  const json::Object attributes = AttributesOf(resource);
  if (const auto vehicle = json::FindObject(attributes, "vehicle")) {
    DecodeVehicleObject(*vehicle, connection->mutable_vehicle());
  }
  const std::string vehicle_id = RelatedId(resource, "vehicle");
  if (!vehicle_id.empty()) connection->mutable_vehicle()->set_vehicle_id(vehicle_id);
  if (const auto user = json::FindObject(attributes, "user")) {
    connection->set_user_id(json::FindText(*user, "id"));
    connection->set_external_user_id(json::FindText(*user, "externalId"));
  }
  if (connection->user_id().empty()) connection->set_user_id(RelatedId(resource, "user"));
  if (const auto permissions = json::Find(attributes, "permissions")) {
    json::ReadTexts(*permissions, [&](std::string_view permission) {
      connection->add_permissions(std::string(permission));
    });
  }
  google::protobuf::Timestamp time;
  if (ReadMetaTime(resource, "createdAt", &time)) *connection->mutable_create_time() = time;
  if (ReadMetaTime(resource, "updatedAt", &time)) *connection->mutable_update_time() = time;
}

}  // namespace

absl::Status DecodeConnectionList(const std::string& body,
                                  smartcar::gateway::v1::ListConnectionsResponse* response,
                                  PageInfo* page) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const absl::Status status = ForEachResource(*root, [&](const json::Object& resource) {
    DecodeConnectionObject(resource, response->add_connections());
  });
  if (!status.ok()) return status;
  *page = DecodePage(json::Object(*root));
  response->set_total_size(page->TotalSize());
  return absl::OkStatus();
}

absl::Status DecodeConnection(const std::string& body,
                              smartcar::gateway::v1::GetConnectionResponse* response) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  DecodeConnectionObject(*resource, response->mutable_connection());
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
