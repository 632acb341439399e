// LedgerStore: where the outcomes of commands are kept.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_LEDGER_STORE_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_LEDGER_STORE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// The one header of a reply that is kept.
inline constexpr char kUpstreamIdHeader[] = "sc-request-id";

// What is known of one request_id.
struct LedgerEntry {
  // The numbers are in databases.
  enum class State {
    kStarted = 0,  // handed on to be sent; nothing is known of how it ended
    kUnknown = 1,  // ended, and it may or may not have been carried out
    kSettled = 2,  // ended with `response`
  };

  State state = State::kStarted;
  std::string fingerprint;  // of the command; see fingerprint.h
  absl::Time started = absl::InfinitePast();
  absl::Time changed = absl::InfinitePast();  // from when on its age counts
  // Of kSettled, and of kUnknown as far as it came. Status 0 if nothing came; of the headers only
  // kUpstreamIdHeader.
  HttpResponse response;
  std::string message;  // of kUnknown: one clause for humans
};

// May block, for the disk. One thread at a time.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  virtual absl::StatusOr<absl::optional<LedgerEntry>> Find(const std::string& request_id) = 0;
  // Adds or replaces; when it returns OK, that survives whatever the store is made to survive.
  virtual absl::Status Put(const std::string& request_id, const LedgerEntry& entry) = 0;
  virtual absl::Status Remove(const std::string& request_id) = 0;
  // Removes what was last changed before that time.
  virtual absl::Status RemoveOlderThan(absl::Time time) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_LEDGER_STORE_H_
