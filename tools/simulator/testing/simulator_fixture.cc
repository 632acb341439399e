// Sending requests to a simulator without a network.
#include "tools/simulator/testing/simulator_fixture.h"

#include <utility>

namespace smartcar_simulator {

BackendOptions SimulatorFixture::MakeOptions() {
  BackendOptions options;
  options.base_url = "https://smartcar.test";
  options.client_secrets = {"simulator-secret-1", "simulator-secret-2"};
  return options;
}

SimulatorFixture::SimulatorFixture()
    : simulator_(MakeOptions(), Record::kDefaultLimit, &clock_, &timers_, &hooks_) {
  token_ = FreshToken();
  Control("DELETE", "/control/requests");
}

SimulatorFixture::Answer SimulatorFixture::Send(const std::string& method,
                                                const std::string& target,
                                                const HeaderList& headers,
                                                const std::string& body) {
  Request request;
  request.method = method;
  request.target = target;
  request.authority = "smartcar.test";
  request.http_version = "2";
  request.headers = headers;
  request.body = body;
  request.connection_id = 1;
  auto responder = std::make_shared<FakeResponder>();
  simulator_.Handle(std::move(request), responder);
  return responder;
}

std::string SimulatorFixture::FreshToken() {
  const Answer answer =
      Send("POST", "/oauth2/token", {{"content-type", "application/x-www-form-urlencoded"}},
           "grant_type=client_credentials&client_id=client_simulator"
           "&client_secret=simulator-secret-1");
  return answer->json()["access_token"].get<std::string>();
}

SimulatorFixture::Answer SimulatorFixture::Call(const std::string& method,
                                                const std::string& target, int user,
                                                const Json& body) {
  HeaderList headers = {{"authorization", "Bearer " + token_}};
  if (user != 0) headers.emplace_back("sc-user-id", UserId(user));
  if (!body.is_null()) headers.emplace_back("content-type", "application/json");
  return Send(method, target, headers, body.is_null() ? "" : Dump(body));
}

SimulatorFixture::Answer SimulatorFixture::OnVehicle(const std::string& method, int vehicle,
                                                     const std::string& rest, int user,
                                                     const Json& body) {
  return Call(method, "/v3/vehicles/" + VehicleId(vehicle) + rest, user, body);
}

Json SimulatorFixture::ReadSignal(int vehicle, const std::string& code, int user) {
  const Answer answer = OnVehicle("GET", vehicle, "/signals/" + code, user);
  EXPECT_EQ(answer->status, 200) << code << ": " << answer->body;
  Json body = answer->json();
  return body["data"]["attributes"];
}

Json SimulatorFixture::Control(const std::string& method, const std::string& target,
                               const Json& body) {
  const Answer answer = Send(method, target, {}, body.is_null() ? "" : Dump(body));
  EXPECT_EQ(answer->status, 200) << method << " " << target << ": " << answer->body;
  return answer->json();
}

void SimulatorFixture::SetSwitch(const std::string& name, const std::string& value) {
  Json switches = Json::object();
  switches[name] = value;
  Control("POST", "/control/switches", switches);
}

Json SimulatorFixture::Attributes(const Json& attributes) {
  Json body = Json::object();
  body["data"] = Json::object();
  body["data"]["attributes"] = attributes;
  return body;
}

}  // namespace smartcar_simulator
