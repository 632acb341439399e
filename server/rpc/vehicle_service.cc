// Handlers of VehicleService.
#include "server/rpc/vehicle_service.h"

#include <utility>

#include "server/rpc/batch_get_signals.h"
#include "server/smartcar/decode/decode_command.h"
#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/decode/decode_vehicle.h"
#include "server/smartcar/execution.h"
#include "server/smartcar/signal_definitions.h"
#include "server/smartcar/state/vehicle_state.h"
#include "server/smartcar/vehicle_requests.h"
#include "smartcar/gateway/v1/vehicle_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

absl::Status Decode(const std::string& body, v1::CommandExecution* execution) {
  return DecodeCommandExecution(body, execution);
}

absl::Status Decode(const std::string& body, v1::ChargeScheduleExecution* execution) {
  return DecodeScheduleExecution(body, execution);
}

// Reads the reply to a command and judges the status in it.
template <typename Response>
absl::Status DecodeExecution(const UpstreamRequest& request, const HttpResponse& http,
                             Response* response) {
  auto* execution = response->mutable_execution();
  const absl::Status decoded = Decode(http.body, execution);
  if (!decoded.ok()) return decoded;
  return JudgeExecution(request, http, execution->status(), execution->status_text());
}

// Smartcar may answer a deletion with nothing at all.
absl::Status DecodeDeletion(const UpstreamRequest& request, const HttpResponse& http,
                            v1::DeleteChargeScheduleResponse* response) {
  if (http.body.empty()) {
    response->mutable_execution();
    return absl::OkStatus();
  }
  return DecodeExecution(request, http, response);
}

class VehicleServiceImpl final : public v1::VehicleService::CallbackService {
 public:
  VehicleServiceImpl(RpcEnvironment environment, BatchLimits batch)
      : environment_(environment), batch_(batch) {}

  ServerUnaryReactor* GetVehicle(CallbackServerContext* context,
                                 const v1::GetVehicleRequest* request,
                                 v1::GetVehicleResponse* response) override {
    return AnswerRead(Rpc(context, environment_, *request), BuildRequest(*request), response,
                      [](const UpstreamRequest&, const HttpResponse& http,
                         v1::GetVehicleResponse* out) { return DecodeVehicle(http.body, out); });
  }

  ServerUnaryReactor* GetVehicleState(CallbackServerContext* context,
                                      const v1::GetVehicleStateRequest* request,
                                      v1::GetVehicleStateResponse* response) override {
    return AnswerRead(
        Rpc(context, environment_, *request), BuildRequest(*request), response,
        [mask = request->read_mask()](const UpstreamRequest&, const HttpResponse& http,
                                      v1::GetVehicleStateResponse* out) {
          return DecodeVehicleState(http.body, mask, out);
        });
  }

  ServerUnaryReactor* ListSignals(CallbackServerContext* context,
                                  const v1::ListSignalsRequest* request,
                                  v1::ListSignalsResponse* response) override {
    return AnswerRead(
        Rpc(context, environment_, *request), BuildRequest(*request), response,
        [](const UpstreamRequest&, const HttpResponse& http, v1::ListSignalsResponse* out) {
          return DecodeSignalList(http.body, out);
        });
  }

  ServerUnaryReactor* GetSignal(CallbackServerContext* context, const v1::GetSignalRequest* request,
                                v1::GetSignalResponse* response) override {
    return AnswerRead(Rpc(context, environment_, *request), BuildRequest(*request), response,
                      [](const UpstreamRequest&, const HttpResponse& http,
                         v1::GetSignalResponse* out) { return DecodeSignal(http.body, out); });
  }

  grpc::ServerWriteReactor<v1::BatchGetSignalsResponse>* BatchGetSignals(
      CallbackServerContext* context, const v1::BatchGetSignalsRequest* request) override {
    return StartBatchGetSignals(Rpc(context, environment_, *request), batch_, request);
  }

  ServerUnaryReactor* ListSignalDefinitions(CallbackServerContext* context,
                                            const v1::ListSignalDefinitionsRequest* request,
                                            v1::ListSignalDefinitionsResponse* response) override {
    CallSubject subject;
    subject.endpoint = "signal-definitions.list";
    return StartWork(Rpc(context, environment_, *request), std::move(subject),
                     [request, response](SmartcarClient::Context, SmartcarClient::Done done) {
                       SmartcarClient::Outcome outcome;
                       outcome.status = smartcar_gateway::ListSignalDefinitions(*request, response);
                       std::move(done)(std::move(outcome));
                     });
  }

  ServerUnaryReactor* StartCharge(CallbackServerContext* context,
                                  const v1::StartChargeRequest* request,
                                  v1::StartChargeResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* StopCharge(CallbackServerContext* context,
                                 const v1::StopChargeRequest* request,
                                 v1::StopChargeResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* SetChargeLimit(CallbackServerContext* context,
                                     const v1::SetChargeLimitRequest* request,
                                     v1::SetChargeLimitResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* OpenChargePort(CallbackServerContext* context,
                                     const v1::OpenChargePortRequest* request,
                                     v1::OpenChargePortResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* CloseChargePort(CallbackServerContext* context,
                                      const v1::CloseChargePortRequest* request,
                                      v1::CloseChargePortResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* LockDoors(CallbackServerContext* context, const v1::LockDoorsRequest* request,
                                v1::LockDoorsResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* UnlockDoors(CallbackServerContext* context,
                                  const v1::UnlockDoorsRequest* request,
                                  v1::UnlockDoorsResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* SetDestination(CallbackServerContext* context,
                                     const v1::SetDestinationRequest* request,
                                     v1::SetDestinationResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* CreateDailyChargeSchedule(
      CallbackServerContext* context, const v1::CreateDailyChargeScheduleRequest* request,
      v1::CreateDailyChargeScheduleResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* CreateWeeklyChargeSchedule(
      CallbackServerContext* context, const v1::CreateWeeklyChargeScheduleRequest* request,
      v1::CreateWeeklyChargeScheduleResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* CreateWorkweekChargeSchedule(
      CallbackServerContext* context, const v1::CreateWorkweekChargeScheduleRequest* request,
      v1::CreateWorkweekChargeScheduleResponse* response) override {
    return Command(context, *request, response);
  }

  ServerUnaryReactor* DeleteChargeSchedule(CallbackServerContext* context,
                                           const v1::DeleteChargeScheduleRequest* request,
                                           v1::DeleteChargeScheduleResponse* response) override {
    return Answer(Rpc(context, environment_, *request), BuildRequest(*request), response,
                  DecodeDeletion);
  }

 private:
  template <typename Request, typename Response>
  ServerUnaryReactor* Command(CallbackServerContext* context, const Request& request,
                              Response* response) {
    return Answer(Rpc(context, environment_, request), BuildRequest(request), response,
                  DecodeExecution<Response>);
  }

  const RpcEnvironment environment_;
  const BatchLimits batch_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeVehicleService(RpcEnvironment environment, BatchLimits batch) {
  return std::make_unique<VehicleServiceImpl>(environment, batch);
}

}  // namespace smartcar_gateway
