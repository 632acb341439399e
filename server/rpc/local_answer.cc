// The end of an RPC that the gateway answers by itself.
#include "server/rpc/local_answer.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "server/errors/grpc_status.h"
#include "server/rpc/access_log.h"

namespace smartcar_gateway {

grpc::ServerUnaryReactor* FinishLocally(grpc::CallbackServerContext* context, const Clock& clock,
                                        absl::string_view name, absl::Time started,
                                        const absl::Status& status) {
  AccessRecord record;
  record.endpoint = name;
  record.status = status;
  record.duration = clock.Now() - started;
  WriteAccessLog(record);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

}  // namespace smartcar_gateway
