// Webhooks, and which cars they are told about.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WEBHOOK_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WEBHOOK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace smartcar_simulator {

// An address that events are posted to. Made and changed in Smartcar's dashboard alone.
struct Webhook {
  std::string id;
  std::string name;
  std::string callback_uri;
  std::string error_callback_uri;  // empty: none, errors go to callback_uri
  bool enabled = true;
  bool verified = false;     // its last VERIFY was answered rightly; events go to such ones alone
  std::string verify_error;  // why the last VERIFY was not
  bool auto_subscribe = false;        // live cars are subscribed when they are connected
  std::vector<std::string> triggers;  // codes of signals whose change makes it send
  std::vector<std::string> signals;   // codes of signals that it sends
  absl::Time created;
};

// One car of one user, told to one webhook.
struct Subscription {
  std::string id;
  std::string webhook_id;
  std::string user_id;
  std::string vehicle_id;
  std::string connection_id;  // of that user and car
  absl::Time created;
  absl::Time updated;
  absl::Time visible_from;  // its creation was accepted, but reads do not show it before

  bool greeted = true;  // its first delivery has been sent, or is not to be

  bool IsVisible(absl::Time now) const { return now >= visible_from; }
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WEBHOOK_H_
