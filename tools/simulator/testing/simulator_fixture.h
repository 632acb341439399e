// A whole simulator without a network, for tests of its endpoints.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_SIMULATOR_FIXTURE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_SIMULATOR_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tools/simulator/clock.h"
#include "tools/simulator/control/record.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/simulator.h"
#include "tools/simulator/testing/fake_hook_sender.h"
#include "tools/simulator/testing/fake_responder.h"
#include "tools/simulator/testing/manual_timers.h"

namespace smartcar_simulator {

inline std::string UserId(int number) { return FleetId(IdKind::kUser, 1, number); }
inline std::string VehicleId(int number) { return FleetId(IdKind::kVehicle, 1, number); }
inline std::string ConnectionId(int number) { return FleetId(IdKind::kConnection, 1, number); }
inline std::string WebhookId(int number) { return FleetId(IdKind::kWebhook, 1, number); }
inline std::string SubscriptionId(int number) { return FleetId(IdKind::kSubscription, 1, number); }

// Seed 1, the manual clock, base URL https://smartcar.test. Has a token; the record is empty.
class SimulatorFixture : public testing::Test {
 protected:
  SimulatorFixture();

  using Answer = std::shared_ptr<FakeResponder>;

  Answer Send(const std::string& method, const std::string& target, const HeaderList& headers,
              const std::string& body = "");

  // With a valid token, and a sc-user-id unless `user` is 0.
  Answer Call(const std::string& method, const std::string& target, int user = 0,
              const Json& body = Json());

  // "/v3/vehicles/<id>" + `rest` for the first user.
  Answer OnVehicle(const std::string& method, int vehicle, const std::string& rest, int user = 1,
                   const Json& body = Json());

  // A signal's whole `attributes` as the vehicle's owner reads it.
  Json ReadSignal(int vehicle, const std::string& code, int user = 1);

  // Expects a control request to succeed and returns its reply.
  Json Control(const std::string& method, const std::string& target, const Json& body = Json());

  void SetSwitch(const std::string& name, const std::string& value);

  std::string FreshToken();

  static Json Attributes(const Json& attributes);

  SimulatedClock clock_{SimulatedClock::Mode::kManual};
  ManualTimers timers_;
  FakeHookSender hooks_;
  Simulator simulator_;

 private:
  static BackendOptions MakeOptions();

  std::string token_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_SIMULATOR_FIXTURE_H_
