// The simulator as a process, steered through its control endpoint.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_SIMULATOR_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_SIMULATOR_H_

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace smartcar_gateway {

using Json = nlohmann::json;

// Which recorded requests are meant; empty members match everything.
struct Requests {
  std::string method;
  std::string path;  // a glob: * stays within a segment, ** does not
};

// Which recorded deliveries to webhooks are meant; empty members match everything.
struct Deliveries {
  std::string webhook_id;
  std::string event_type;  // VERIFY, VEHICLE_STATE, VEHICLE_ERROR
  std::string outcome;     // pending, delivered, failed, stopped
  std::string event_id;
  int attempts = 0;  // at least so many
};

// Every request the gateway makes, but for those to the token endpoint.
inline const char kApi[] = "/v3/**";
inline const char kTokenPath[] = "/oauth2/token";

// A running simulator. Every method is one request to its control endpoint, and one that is refused
// ends the test. Not thread-safe.
class Simulator {
 public:
  // Returns when it listens.
  static std::unique_ptr<Simulator> Start(std::vector<std::string> flags = {});
  ~Simulator();

  Process& process() { return *process_; }
  const std::string& base_url() const { return base_url_; }  // "https://127.0.0.1:PORT"
  const std::string& ca_file() const { return ca_file_; }

  // Faults: README.md of the simulator explains the members.
  void Queue(const Json& fault);
  void ClearFaults();

  // Waits until a fault holds as many requests; false when patience is over.
  bool WaitForHeld(const std::string& name, int count);
  int Release(const std::string& name);

  // The record.
  Json Recorded(const Requests& which = {});
  int Count(const Requests& which = {});
  bool WaitForCount(const Requests& which, int count);
  void ClearRecord();

  Json State();
  Json Vehicle(const std::string& vehicle_id);
  // How often the car has carried out any command, or the one named.
  int CommandsCarriedOut(const std::string& vehicle_id, const std::string& type = "");
  void SetSignal(const std::string& vehicle_id, const std::string& code, const Json& signal);

  // Webhooks: README.md of the simulator explains the members.

  // Changes the webhook; a new callback_uri is sent VERIFY.
  void ChangeWebhook(const std::string& webhook_id, const Json& members);
  // Waits until it has answered VERIFY rightly; false when patience is over.
  bool WaitForVerified(const std::string& webhook_id);
  // The event's id.
  std::string Deliver(const std::string& webhook_id, const Json& what);
  void Flood(const std::string& webhook_id, const Json& flood);
  void StopDeliveries();
  void QueueDeliveryFault(const Json& fault);
  Json RecordedDeliveries(const Deliveries& which = {});
  bool WaitForDeliveries(const Deliveries& which, int count);
  void SetManagementToken(const std::string& token);

  int RevokeTokens();
  int TokensIssued();
  // Makes the tokens issued so far known to the search for leaks, if the simulator still runs.
  void RegisterTokens();
  // The last one issued.
  std::string LastToken();
  void SetSecrets(const std::vector<std::string>& secrets);
  void SetSwitches(const Json& switches);
  void AdvanceClock(int seconds);

 private:
  Simulator() = default;
  Json Control(const std::string& method, const std::string& path, const Json* body = nullptr);
  // Null if it went wrong, with the reason in `error`.
  Json TryControl(const std::string& method, const std::string& path, const Json* body,
                  std::string* error);

  std::string base_url_;
  std::string ca_file_;
  void* curl_ = nullptr;  // a CURL*, kept so that its connection is
  int secret_source_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_SIMULATOR_H_
