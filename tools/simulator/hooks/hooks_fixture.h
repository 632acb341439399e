// A simulator whose posts to webhooks the test answers.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOKS_FIXTURE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOKS_FIXTURE_H_

#include <string>
#include <vector>

#include "tools/simulator/hooks/signature.h"
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {

inline constexpr char kToken[] = "simulator-management-token";
inline constexpr char kUrl[] = "http://127.0.0.1:9000/hook";
inline constexpr char kCharge[] = "tractionbattery-stateofcharge";

class HooksTest : public SimulatorFixture {
 protected:
  using Sent = FakeHookSender::Sent;

  static std::string Path(int webhook, const std::string& rest = "") {
    return "/control/webhooks/" + WebhookId(webhook) + rest;
  }

  // Gives the webhook an address and answers its VERIFY rightly.
  void PointAtUs(int webhook, const Json& more = Json::object()) {
    Json body = more;
    body["callback_uri"] = kUrl;
    Control("PUT", Path(webhook), body);
    AnswerVerify();
    Control("DELETE", "/control/deliveries");
  }

  void AnswerVerify() {
    const std::vector<Sent> sent = hooks_.Take();
    ASSERT_EQ(sent.size(), 1u);
    const std::string challenge = sent[0].json()["data"]["challenge"];
    sent[0].Answer(200, "{\"challenge\":\"" + HmacSha256Hex(kToken, challenge) + "\"}");
  }

  void SetCharge(int vehicle, int percent) {
    Control("PUT", "/control/vehicles/" + VehicleId(vehicle) + "/signals/" + kCharge,
            {{"body", {{"value", percent}, {"unit", "percent"}}}});
  }

  void Deliver(int webhook, const Json& what) { Control("POST", Path(webhook, "/deliver"), what); }

  void DeliverNumbered(int count) {
    for (int i = 0; i < count; ++i) {
      Deliver(1, {{"payload", {{"eventId", std::to_string(i)}}}});
    }
  }

  // The event ids in the order in which they are sent, each answered 200.
  std::string AnswerAll() {
    std::string ids;
    for (std::vector<Sent> sent = hooks_.Take(); !sent.empty(); sent = hooks_.Take()) {
      for (const Sent& one : sent) {
        ids += one.json()["eventId"].get<std::string>();
        one.Answer(200);
      }
    }
    return ids;
  }

  void Advance(int seconds) { Control("POST", "/control/clock/advance", {{"seconds", seconds}}); }

  Json Delivery() { return Control("GET", "/control/deliveries")["deliveries"].back(); }
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOKS_FIXTURE_H_
