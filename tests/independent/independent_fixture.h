// The fixture of tests of a gateway in front of nginx.
#ifndef SMARTCAR_GATEWAY_TESTS_INDEPENDENT_INDEPENDENT_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_INDEPENDENT_INDEPENDENT_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "google/protobuf/message.h"
#include "smartcar/gateway/v1/compatibility_service.grpc.pb.h"
#include "smartcar/gateway/v1/connection_service.grpc.pb.h"
#include "smartcar/gateway/v1/vehicle_service.grpc.pb.h"
#include "smartcar/gateway/v1/webhook_service.grpc.pb.h"
#include "tests/independent/upstream.h"
#include "tests/support/gateway.h"
#include "tests/support/rpc.h"

namespace smartcar_gateway {

namespace v1 = smartcar::gateway::v1;

using Vehicles = v1::VehicleService::Stub;
using Connections = v1::ConnectionService::Stub;
using Webhooks = v1::WebhookService::Stub;
using Compatibility = v1::CompatibilityService::Stub;

// The ids that endpoints.map has replies for.
inline constexpr char kUser[] = "7d0c2a94-5b1e-4f6a-8c3d-90e1f2a3b4c5";
inline constexpr char kCar[] = "3f9b6c10-8a2d-4e57-b6f1-2c4d8e0a1b35";
inline constexpr char kEmptyCar[] = "e58d40b7-1c9f-4a62-8d03-b4a5c6d7e8f9";  // nothing stored
inline constexpr char kUnwellCar[] =
    "94d3e0a7-2b5c-4f81-a6e9-0c1d2e3f4a5b";  // all sorts of trouble
inline constexpr char kCarOf2025[] = "c2a71f08-64de-4b19-9a35-7e0d1c2b3f46";
inline constexpr char kUserOf2025[] = "1e5b8d72-4c09-43fa-a7d6-6f7a8b9c0d1e";
inline constexpr char kConnection[] = "0b64a2f1-93c7-4d58-8e1b-5f6a7b8c9d01";
inline constexpr char kConnectionOf2025[] = "e2f7c916-5d04-4a3b-9c68-8b9c0d1e2f03";
inline constexpr char kWebhook[] = "b1d5f3a6-70c2-4e98-9b47-1a2b3c4d5e04";
inline constexpr char kSubscription[] = "c80e2b95-3f61-4d7a-8a2c-4b5c6d7e8f05";

// Both processes start once per suite, and speak the version of HTTP that the environment variable
// UPSTREAM_HTTP names: 1 or 2. In the end every request must have come by that version, with a
// token where Smartcar documents one and none where it does not.
class IndependentTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  static Upstream& upstream() { return *upstream_; }
  static Vehicles& vehicles() { return *vehicles_; }
  static Connections& connections() { return *connections_; }
  static Webhooks& webhooks() { return *webhooks_; }
  static Compatibility& compatibility() { return *compatibility_; }

  // How many requests of this method and target nginx has written down.
  static int Count(const std::string& method, const std::string& target);

  // What was sent for the RPC that this is the response of. It must have gone there, and once if it
  // changes anything.
  template <typename Response>
  static Json Sent(const Response& response, const std::string& method, const std::string& target) {
    return SentAs(response.upstream_request_id(), method, target);
  }
  // The same by Smartcar's id of its reply.
  static Json SentAs(const std::string& request_id, const std::string& method,
                     const std::string& target);

 private:
  static std::unique_ptr<Upstream> upstream_;
  static std::unique_ptr<Gateway> gateway_;
  static std::unique_ptr<Vehicles> vehicles_;
  static std::unique_ptr<Connections> connections_;
  static std::unique_ptr<Webhooks> webhooks_;
  static std::unique_ptr<Compatibility> compatibility_;
};

// A request about a car of the user.
template <typename Request>
Request About(const std::string& vehicle_id, const std::string& user_id = kUser) {
  Request request;
  request.set_vehicle_id(vehicle_id);
  request.set_user_id(user_id);
  return request;
}

// Whether the message equals the one written in protobuf's text format; if not, `out`, which may be
// null, is told what it is.
bool EqualsText(const google::protobuf::Message& message, const std::string& text,
                std::ostream* out);
MATCHER_P(IsMessage, text, "") { return EqualsText(arg, text, result_listener->stream()); }

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_INDEPENDENT_INDEPENDENT_FIXTURE_H_
