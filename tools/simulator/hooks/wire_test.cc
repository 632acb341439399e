// Webhooks over real sockets: the whole simulator, its real sender, and receivers with and without
// TLS.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <cctype>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/asio_timers.h"
#include "tools/simulator/control/record.h"
#include "tools/simulator/hooks/beast_sender.h"
#include "tools/simulator/hooks/signature.h"
#include "tools/simulator/hooks/test_receiver.h"
#include "tools/simulator/http/certificates.h"
#include "tools/simulator/http/http_server.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/simulator.h"
#include "tools/simulator/testing/fake_responder.h"

namespace smartcar_simulator {
namespace {

constexpr char kToken[] = "simulator-management-token";

std::string WebhookId(int number) { return FleetId(IdKind::kWebhook, 1, number); }
std::string VehicleId(int number) { return FleetId(IdKind::kVehicle, 1, number); }

std::string HeaderOf(const Request& request, const std::string& lower) {
  for (const auto& [name, value] : request.headers) {
    std::string key = name;
    for (char& c : key) c = static_cast<char>(std::tolower(c));
    if (key == lower) return value;
  }
  return "";
}

class WireTest : public testing::Test {
 protected:
  WireTest()
      : ca_file_(testing::TempDir() + "/wire_test_ca.pem"),
        certificates_(MakeCertificates({"localhost"}, {"127.0.0.1"})) {
    std::ofstream(ca_file_) << certificates_.ca_pem;
  }

  // VERIFY is answered rightly, everything else by `answer_`.
  std::optional<Response> Receive(const Request& request) {
    const Json json = ParseJson(request.body).value_or(Json());
    const Json* type = Find(json, "eventType");
    Response response;
    if (type != nullptr && *type == "VERIFY") {
      response.body = "{\"challenge\":\"" +
                      HmacSha256Hex(kToken, json["data"]["challenge"].get<std::string>()) + "\"}";
      return response;
    }
    received_.push_back(request);
    if (silent_) return std::nullopt;
    response.status = status_;
    return response;
  }

  std::unique_ptr<HttpServer> ListenTls(const CertificateSet& certificates) {
    ServerOptions options;
    options.certificate_pem = certificates.certificate_pem;
    options.private_key_pem = certificates.private_key_pem;
    std::string error;
    auto server = HttpServer::Listen(
        io_, options,
        [this](Request request, const std::shared_ptr<Responder>& responder) {
          if (std::optional<Response> response = Receive(request)) responder->Send(*response);
        },
        &error);
    EXPECT_NE(server, nullptr) << error;
    return server;
  }

  static std::string UrlOf(const HttpServer& server, const std::string& host = "127.0.0.1") {
    return "https://" + host + ":" + std::to_string(server.port()) + "/hook";
  }

  Json Control(const std::string& method, const std::string& target, const Json& body = Json()) {
    Request request;
    request.method = method;
    request.target = "/control/" + target;
    if (!body.is_null()) request.body = Dump(body);
    auto responder = std::make_shared<FakeResponder>();
    simulator_.Handle(std::move(request), responder);
    while (!responder->finished) io_.run_one();
    EXPECT_EQ(responder->status, 200) << target << ": " << responder->body;
    return responder->json();
  }

  void PointAt(int webhook, const std::string& url) {
    Control("PUT", "webhooks/" + WebhookId(webhook), {{"callback_uri", url}});
    WaitFor(webhook, "VERIFY", "delivered", 1);
  }

  // Expects it within a minute.
  void WaitFor(int webhook, const std::string& type, const std::string& outcome, int count) {
    const Json reply = Control("GET", "deliveries/count?webhook_id=" + WebhookId(webhook) +
                                          "&event_type=" + type + "&outcome=" + outcome +
                                          "&timeout_ms=60000&wait_for=" + std::to_string(count));
    EXPECT_EQ(reply["satisfied"], true) << Control("GET", "deliveries");
  }

  void Deliver(int webhook, const Json& what) {
    Control("POST", "webhooks/" + WebhookId(webhook) + "/deliver", what);
  }

  void ExpectSigned(const Request& request) {
    EXPECT_EQ(HeaderOf(request, "sc-signature"), HmacSha256Hex(kToken, request.body));
  }

  std::string LastError() {
    return Control("GET", "deliveries")["deliveries"].back()["attempts"].back()["error"];
  }

  const std::string ca_file_;
  const CertificateSet certificates_;
  std::vector<Request> received_;
  int status_ = 200;
  bool silent_ = false;
  boost::asio::io_context io_{1};
  SimulatedClock clock_{SimulatedClock::Mode::kManual};
  AsioTimers timers_{io_};
  BeastSender sender_{io_, ca_file_};
  Simulator simulator_{{}, Record::kDefaultLimit, &clock_, &timers_, &sender_};
};

TEST_F(WireTest, CommandIsToldOverHttpWithASignature) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/hook?x=1"));
  Control("PUT", "vehicles/" + VehicleId(1) + "/signals/tractionbattery-stateofcharge",
          {{"body", {{"value", 33}, {"unit", "percent"}}}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 1);
  ASSERT_EQ(received_.size(), 1u);
  EXPECT_EQ(received_[0].method, "POST");
  EXPECT_EQ(received_[0].target, "/hook?x=1");
  EXPECT_EQ(HeaderOf(received_[0], "content-type"), "application/json");
  EXPECT_EQ(HeaderOf(received_[0], "user-agent"), "Smartcar/1.0");
  EXPECT_EQ(HeaderOf(received_[0], "content-length"), std::to_string(received_[0].body.size()));
  ExpectSigned(received_[0]);
}

TEST_F(WireTest, HttpsReceiverIsCheckedAgainstTheAuthority) {
  const std::unique_ptr<HttpServer> server = ListenTls(certificates_);
  PointAt(1, UrlOf(*server));
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 1);
  ExpectSigned(received_.at(0));
  PointAt(2, UrlOf(*server, "localhost"));
  // Another authority, and the right authority for another name.
  const std::unique_ptr<HttpServer> stranger =
      ListenTls(MakeCertificates({"localhost"}, {"127.0.0.1"}));
  Control("PUT", "webhooks/" + WebhookId(3), {{"callback_uri", UrlOf(*stranger)}});
  WaitFor(3, "VERIFY", "failed", 1);
  EXPECT_NE(LastError().find("TLS handshake"), std::string::npos) << LastError();
  Control("PUT", "webhooks/" + WebhookId(3), {{"callback_uri", UrlOf(*server, "127.0.0.2")}});
  WaitFor(3, "VERIFY", "failed", 2);
}

TEST_F(WireTest, ThousandDeliveriesArriveInOrderOverOneConnection) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/"));
  for (int i = 0; i < 1000; ++i) Deliver(1, {{"payload", {{"eventId", std::to_string(i)}}}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 1000);
  ASSERT_EQ(received_.size(), 1000u);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(ParseJson(received_[i].body).value()["eventId"], std::to_string(i));
    ExpectSigned(received_[i]);
  }
  EXPECT_EQ(receiver.connections(), 1);
}

TEST_F(WireTest, ConnectionThatTheReceiverClosedIsReplacedWithoutARetry) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/"));
  receiver.Hang();
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 1);
  EXPECT_EQ(Control("GET", "deliveries")["deliveries"].back()["attempts"].size(), 1u);
  EXPECT_EQ(receiver.connections(), 2);
  Control("POST", "switches", {{"webhook_connections", "fresh"}});
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 2);
  EXPECT_EQ(receiver.connections(), 3);
}

TEST_F(WireTest, RefusedDeliveryComesAgainWhenTheClockSaysSo) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/"));
  status_ = 503;
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  const int kWaits[] = {25, 50, 100};
  for (int attempt = 1; attempt <= 4; ++attempt) {
    while (received_.size() < static_cast<size_t>(attempt)) io_.run_one();
    if (attempt == 4) break;
    // Its answer must have been read before time moves.
    while (!Control("GET", "deliveries")["deliveries"].back()["attempts"].back()["answered"]) {
      io_.run_one();
    }
    Control("POST", "clock/advance", {{"seconds", kWaits[attempt - 1]}});
  }
  WaitFor(1, "VEHICLE_STATE", "failed", 1);
  for (const Request& request : received_) ExpectSigned(request);
}

TEST_F(WireTest, SilentAndDeadReceiversDoNotHoldUpOthers) {
  TestReceiver quiet(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, quiet.Url("/"));
  TestReceiver brisk(io_, [](const Request& request) {
    Response response;
    const Json json = ParseJson(request.body).value_or(Json());
    if (json["eventType"] == "VERIFY") {
      response.body = "{\"challenge\":\"" +
                      HmacSha256Hex(kToken, json["data"]["challenge"].get<std::string>()) + "\"}";
    }
    return response;
  });
  PointAt(2, brisk.Url("/"));
  silent_ = true;
  Control("PUT", "webhooks/" + WebhookId(3), {{"callback_uri", "http://127.0.0.1:1/"}});
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  Deliver(3, {{"vehicle_id", VehicleId(1)}});
  for (int i = 0; i < 100; ++i) Deliver(2, {{"vehicle_id", VehicleId(1)}});
  WaitFor(2, "VEHICLE_STATE", "delivered", 100);
  WaitFor(3, "VERIFY", "failed", 1);
  EXPECT_EQ(Control("GET", "deliveries/count?outcome=pending")["count"], 2)
      << "one waits for an answer, one for its retry";
}

TEST_F(WireTest, AnswerThatDoesNotComeInTimeIsNone) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/"));
  silent_ = true;
  Control("POST", "switches", {{"webhook_timeout", "20ms"}});
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  while (!Control("GET", "deliveries")["deliveries"].back()["attempts"].back()["answered"]) {
    io_.run_one();
  }
  EXPECT_EQ(LastError(), "no answer in time");
}

TEST_F(WireTest, FloodArrives) {
  TestReceiver receiver(io_, [this](const Request& request) { return Receive(request); });
  PointAt(1, receiver.Url("/"));
  Control("POST", "webhooks/" + WebhookId(1) + "/flood", {{"count", 500}, {"per_second", 5000}});
  WaitFor(1, "VEHICLE_STATE", "delivered", 500);
  EXPECT_EQ(received_.size(), 500u);
}

}  // namespace
}  // namespace smartcar_simulator
