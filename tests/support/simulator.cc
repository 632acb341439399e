// Starting the simulator, and its control endpoint.
#include "tests/support/simulator.h"

#include <curl/curl.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "tests/support/leaks.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

size_t Append(char* data, size_t, size_t count, void* into) {
  static_cast<std::string*>(into)->append(data, count);
  return count;
}

std::string Escaped(const std::string& text) {
  char* escaped = curl_easy_escape(nullptr, text.c_str(), static_cast<int>(text.size()));
  std::string result = escaped;
  curl_free(escaped);
  return result;
}

std::string Query(const Requests& which) {
  return absl::StrCat("?method=", which.method, "&path=", Escaped(which.path));
}

std::string Query(const Deliveries& which) {
  return absl::StrCat("?webhook_id=", which.webhook_id, "&event_type=", which.event_type,
                      "&outcome=", which.outcome, "&event_id=", Escaped(which.event_id),
                      "&attempts=", which.attempts);
}

std::string Waiting(int count) {
  return absl::StrCat("&wait_for=", count,
                      "&timeout_ms=", std::chrono::milliseconds(kPatience).count());
}

}  // namespace

std::unique_ptr<Simulator> Simulator::Start(std::vector<std::string> flags) {
  std::unique_ptr<Simulator> simulator(new Simulator());
  const std::string folder = NewScratchFolder("simulator");
  simulator->ca_file_ = folder + "/ca.pem";
  const std::string ready_file = folder + "/ready.json";
  // First, so that the switches of a suite are exceptions to the reading.
  if (const char* reading = std::getenv("SMARTCAR_READING")) {
    flags.insert(flags.begin(), absl::StrCat("--switches=reading=", reading));
  }
  for (const std::string& flag : flags) {
    absl::string_view secrets = flag;
    if (absl::ConsumePrefix(&secrets, "--management_token=")) RegisterSecret(std::string(secrets));
    if (!absl::ConsumePrefix(&secrets, "--client_secrets=")) continue;
    RegisterSecretLines(absl::StrReplaceAll(secrets, {{",", "\n"}}));
  }
  Command command{RunfilePath("tools/simulator/smartcar_simulator"), std::move(flags), {}};
  command.arguments.push_back("--ca_file=" + simulator->ca_file_);
  command.arguments.push_back("--ready_file=" + ready_file);
  simulator->process_ = Process::Start(std::move(command));
  // Printed when both files are complete.
  if (!simulator->process_->WaitForOut("is ready")) {
    Die("the simulator did not start: " + simulator->process_->err());
  }
  simulator->base_url_ = Json::parse(ReadFile(ready_file)).at("base_url");
  simulator->curl_ = curl_easy_init();
  simulator->secret_source_ = AddSecretSource([raw = simulator.get()] { raw->RegisterTokens(); });
  return simulator;
}

Simulator::~Simulator() {
  RemoveSecretSource(secret_source_);
  RegisterTokens();
  curl_easy_cleanup(curl_);
}

Json Simulator::Control(const std::string& method, const std::string& path, const Json* body) {
  std::string error;
  Json reply = TryControl(method, path, body, &error);
  if (!error.empty()) Die(error);
  return reply;
}

Json Simulator::TryControl(const std::string& method, const std::string& path, const Json* body,
                           std::string* error) {
  CURL* curl = curl_;
  const std::string url = absl::StrCat(base_url_, "/control/", path);
  const std::string text = body == nullptr ? "" : body->dump();
  std::string reply;
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file_.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (body != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));  // NOLINT
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;  // NOLINT(runtime/int)
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK || status != 200) {
    *error = absl::StrCat(method, " ", url, " ", text, ": ", curl_easy_strerror(code), ", HTTP ",
                          status, ": ", reply);
    return nullptr;
  }
  return Json::parse(reply);
}

void Simulator::Queue(const Json& fault) { Control("POST", "faults", &fault); }

void Simulator::ClearFaults() { Control("DELETE", "faults"); }

bool Simulator::WaitForHeld(const std::string& name, int count) {
  return Control("GET", absl::StrCat("held?name=", Escaped(name), Waiting(count))).at("satisfied");
}

int Simulator::Release(const std::string& name) {
  const Json body = {{"name", name}};
  return Control("POST", "release", &body).at("released");
}

Json Simulator::Recorded(const Requests& which) {
  return Control("GET", "requests" + Query(which)).at("requests");
}

int Simulator::Count(const Requests& which) {
  return Control("GET", "requests/count" + Query(which)).at("count");
}

bool Simulator::WaitForCount(const Requests& which, int count) {
  return Control("GET", absl::StrCat("requests/count", Query(which), Waiting(count)))
      .at("satisfied");
}

void Simulator::ClearRecord() { Control("DELETE", "requests"); }

Json Simulator::State() { return Control("GET", "state"); }

Json Simulator::Vehicle(const std::string& vehicle_id) {
  return Control("GET", "vehicles/" + vehicle_id);
}

int Simulator::CommandsCarriedOut(const std::string& vehicle_id, const std::string& type) {
  const Json vehicle = Vehicle(vehicle_id);
  if (type.empty()) return vehicle.at("commands_total");
  return vehicle.at("command_counts").value(type, 0);
}

void Simulator::SetSignal(const std::string& vehicle_id, const std::string& code,
                          const Json& signal) {
  Control("PUT", absl::StrCat("vehicles/", vehicle_id, "/signals/", code), &signal);
}

void Simulator::ChangeWebhook(const std::string& webhook_id, const Json& members) {
  Control("PUT", "webhooks/" + webhook_id, &members);
}

bool Simulator::WaitForVerified(const std::string& webhook_id) {
  return Control("GET", absl::StrCat("webhooks?verified=true&id=", webhook_id, Waiting(1)))
      .at("satisfied");
}

std::string Simulator::Deliver(const std::string& webhook_id, const Json& what) {
  return Control("POST", absl::StrCat("webhooks/", webhook_id, "/deliver"), &what).at("event_id");
}

void Simulator::Flood(const std::string& webhook_id, const Json& flood) {
  Control("POST", absl::StrCat("webhooks/", webhook_id, "/flood"), &flood);
}

void Simulator::StopDeliveries() {
  const Json all = Json::object();
  Control("POST", "deliveries/stop", &all);
}

void Simulator::QueueDeliveryFault(const Json& fault) {
  Control("POST", "deliveries/faults", &fault);
}

Json Simulator::RecordedDeliveries(const Deliveries& which) {
  return Control("GET", "deliveries" + Query(which)).at("deliveries");
}

bool Simulator::WaitForDeliveries(const Deliveries& which, int count) {
  return Control("GET", absl::StrCat("deliveries/count", Query(which), Waiting(count)))
      .at("satisfied");
}

void Simulator::SetManagementToken(const std::string& token) {
  RegisterSecret(token);
  const Json body = {{"token", token}};
  Control("PUT", "management_token", &body);
}

int Simulator::RevokeTokens() {
  const Json all = Json::object();
  return Control("POST", "tokens/revoke", &all).at("revoked");
}

int Simulator::TokensIssued() { return State().at("tokens_issued"); }

void Simulator::RegisterTokens() {
  if (!process_->running()) return;
  std::string error;
  const Json reply = TryControl("GET", "tokens", nullptr, &error);
  if (!error.empty()) return;  // it has just been killed
  for (const Json& token : reply.at("tokens")) RegisterSecret(token);
}

std::string Simulator::LastToken() { return Control("GET", "tokens").at("tokens").back(); }

void Simulator::SetSecrets(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) RegisterSecret(secret);
  const Json body = {{"secrets", secrets}};
  Control("PUT", "secrets", &body);
}

void Simulator::SetSwitches(const Json& switches) { Control("POST", "switches", &switches); }

void Simulator::AdvanceClock(int seconds) {
  const Json body = {{"seconds", seconds}};
  Control("POST", "clock/advance", &body);
}

}  // namespace smartcar_gateway
