// Handlers of ConnectionService.
#include "server/rpc/connection_service.h"

#include "server/rpc/list_call.h"
#include "server/smartcar/connection_requests.h"
#include "server/smartcar/decode/decode_connections.h"
#include "smartcar/gateway/v1/connection_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class ConnectionServiceImpl final : public v1::ConnectionService::CallbackService {
 public:
  explicit ConnectionServiceImpl(RpcEnvironment environment) : environment_(environment) {}

  ServerUnaryReactor* ListConnections(CallbackServerContext* context,
                                      const v1::ListConnectionsRequest* request,
                                      v1::ListConnectionsResponse* response) override {
    return AnswerPage(Rpc(context, environment_, *request), BuildListing(*request), response,
                      DecodeConnectionList);
  }

  ServerUnaryReactor* GetConnection(CallbackServerContext* context,
                                    const v1::GetConnectionRequest* request,
                                    v1::GetConnectionResponse* response) override {
    return AnswerRead(
        Rpc(context, environment_, *request), BuildRequest(*request), response,
        [](const UpstreamRequest&, const HttpResponse& http, v1::GetConnectionResponse* out) {
          return DecodeConnection(http.body, out);
        });
  }

  ServerUnaryReactor* DeleteConnection(CallbackServerContext* context,
                                       const v1::DeleteConnectionRequest* request,
                                       v1::DeleteConnectionResponse* response) override {
    return Answer(Rpc(context, environment_, *request), BuildRequest(*request), response,
                  NothingToDecode<v1::DeleteConnectionResponse>);
  }

  ServerUnaryReactor* DeleteUser(CallbackServerContext* context,
                                 const v1::DeleteUserRequest* request,
                                 v1::DeleteUserResponse* response) override {
    return Answer(Rpc(context, environment_, *request), BuildRequest(*request), response,
                  NothingToDecode<v1::DeleteUserResponse>);
  }

 private:
  const RpcEnvironment environment_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeConnectionService(RpcEnvironment environment) {
  return std::make_unique<ConnectionServiceImpl>(environment);
}

}  // namespace smartcar_gateway
