// Admission: whether an RPC may go on. It comes before any look at the request's fields.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_ADMISSION_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_ADMISSION_H_

#include <cstdint>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/access/access_control.h"
#include "server/access/authenticator.h"
#include "server/access/certificate_dates.h"
#include "server/access/identity.h"
#include "server/audit/audit_log.h"
#include "server/base/clock.h"
#include "server/rpc/rpc_facts.h"
#include "server/smartcar/smartcar_client.h"

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace smartcar_gateway {

// Asks who calls, then whether that caller may, and writes down what was refused and, before it is
// done, what changes something. Borrows its parts, which must outlive every RPC. Thread-safe; never
// blocks.
class Admission {
 public:
  struct Parts {
    Authenticator* authenticator;
    AccessControl* access;
    AuditLog* audit;            // null: nothing is recorded
    bool certificates = false;  // whether callers may have any
    const Clock* clock;
  };

  struct Verdict {
    absl::Status status;  // OK: go on; else how the RPC ends, with its details
    Identity identity;    // as far as it is known
    std::string rule;     // of the policy
    std::string why;      // of a refusal, for operators
    absl::Time came;
    uint64_t audit_sequence = 0;  // of the line that says that it starts; 0: there is none
  };
  using Done = absl::AnyInvocable<void(Verdict) &&>;

  // Whether the call is about to change something, so that it must be recorded before.
  enum class Record { kNo, kYes };

  explicit Admission(const Parts& parts) : parts_(parts) {}

  // `context` and `facts` must live until `done` has run, which it does exactly once, inline or on
  // another thread.
  void Admit(const grpc::CallbackServerContext& context, const RpcFacts& facts, Record record,
             absl::Time deadline, std::shared_ptr<Cancellation> cancellation, Done done);

  // Records the end of an RPC that was admitted with Record::kYes, if anything is recorded.
  void Ended(const grpc::CallbackServerContext& context, const RpcFacts& facts,
             const Verdict& verdict, const SmartcarClient::Outcome& outcome);

 private:
  void Decide(const grpc::CallbackServerContext& context, const RpcFacts& facts, Record record,
              Verdict verdict, Done done);
  void Deny(const grpc::CallbackServerContext& context, const RpcFacts& facts, Verdict verdict,
            Done done);

  const Parts parts_;
  CertificateDates dates_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_ADMISSION_H_
