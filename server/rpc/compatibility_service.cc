// The handler of CompatibilityService.
#include "server/rpc/compatibility_service.h"

#include <utility>

#include "server/smartcar/compatibility_page.h"
#include "server/smartcar/compatibility_requests.h"
#include "server/smartcar/endpoints.h"
#include "smartcar/gateway/v1/compatibility_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class CompatibilityServiceImpl final : public v1::CompatibilityService::CallbackService {
 public:
  CompatibilityServiceImpl(RpcEnvironment environment, CompatibilityMatrix* matrix)
      : environment_(environment), matrix_(matrix) {}

  ServerUnaryReactor* ListCompatibleVehicles(
      CallbackServerContext* context, const v1::ListCompatibleVehiclesRequest* request,
      v1::ListCompatibleVehiclesResponse* response) override {
    absl::StatusOr<MatrixListing> listing = BuildListing(*request);
    if (!listing.ok()) return Refuse(Rpc(context, environment_, *request), listing.status());
    CallSubject subject;
    subject.endpoint = endpoints::kListCompatibleVehicles.name;
    return StartWork(Rpc(context, environment_, *request), std::move(subject),
                     [this, listing = *std::move(listing), response](
                         SmartcarClient::Context call, SmartcarClient::Done done) mutable {
                       const MatrixKey key = listing.key;
                       matrix_->Get(
                           key, call,
                           [listing = std::move(listing), response,
                            done = std::move(done)](CompatibilityMatrix::Result copy) mutable {
                             SmartcarClient::Outcome outcome;
                             outcome.status = copy.status();
                             if (copy.ok()) FillPage(**copy, listing, response);
                             std::move(done)(std::move(outcome));
                           });
                     });
  }

 private:
  const RpcEnvironment environment_;
  CompatibilityMatrix* const matrix_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCompatibilityService(RpcEnvironment environment,
                                                        CompatibilityMatrix* matrix) {
  return std::make_unique<CompatibilityServiceImpl>(environment, matrix);
}

}  // namespace smartcar_gateway
