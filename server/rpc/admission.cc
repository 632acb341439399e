// Authentication, authorization and the audit log, in this order.
#include "server/rpc/admission.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/errors/error.h"
#include "server/rpc/audit_records.h"

namespace smartcar_gateway {
namespace {

namespace audit = smartcar::gateway::audit::v1;
namespace v1 = smartcar::gateway::v1;

std::vector<std::string> Values(const grpc::AuthContext& peer, const char* property) {
  std::vector<std::string> values;
  for (const grpc::string_ref& value : peer.FindPropertyValues(property)) {
    values.emplace_back(value.data(), value.size());
  }
  return values;
}

void ReadCertificate(const grpc::CallbackServerContext& context, CertificateDates* dates,
                     Presented* presented) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return;
  presented->has_certificate = true;
  presented->uris = Values(*peer, GRPC_PEER_URI_PROPERTY_NAME);
  presented->dns_names = Values(*peer, GRPC_PEER_DNS_PROPERTY_NAME);
  for (std::string& name : Values(*peer, GRPC_X509_CN_PROPERTY_NAME)) {
    presented->common_name = std::move(name);
  }
  CertificateDates::Dates good;
  for (const grpc::string_ref& pem : peer->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
    good = dates->Of({pem.data(), pem.size()});
  }
  presented->not_before = good.not_before;
  presented->not_after = good.not_after;
}

void ReadAuthorization(const grpc::CallbackServerContext& context, Presented* presented) {
  const auto range = context.client_metadata().equal_range("authorization");
  for (auto it = range.first; it != range.second; ++it) {
    presented->authorization.emplace_back(it->second.data(), it->second.size());
  }
}

// Of an error before anything was sent.
ErrorDetails NothingWasDone(const RpcFacts& facts) {
  ErrorDetails details;
  if (!facts.method->change.empty()) {
    details.metadata.emplace_back("may_have_executed", "false");
    details.metadata.emplace_back("request_id", std::string(facts.request_id));
  }
  return details;
}

absl::Status NotAuthenticated(const absl::Status& why, const RpcFacts& facts) {
  if (absl::IsUnauthenticated(why)) {
    return MakeError(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_CALLER_NOT_AUTHENTICATED,
                     why.message(), NothingWasDone(facts));
  }
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_CALLER_KEYS_UNAVAILABLE,
                   why.message(), NothingWasDone(facts));
}

// The caller is gone, or its time is up, before it was known who it is.
absl::Status Left(bool time_is_up, const RpcFacts& facts) {
  if (time_is_up) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_DEADLINE_EXCEEDED_BEFORE_SEND,
                     "the deadline passed while the keys of the token's issuer were fetched",
                     NothingWasDone(facts));
  }
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED, "the caller cancelled",
                   NothingWasDone(facts));
}

// Names nothing of what was asked for: whether it exists is not for this caller to know.
absl::Status NotAllowed(const Identity& identity, const RpcFacts& facts) {
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_CALLER_NOT_ALLOWED,
      absl::StrCat("the gateway's policy does not let ", identity.name(), " make this ",
                   facts.method->name, " call; its operator can say why, and change the policy"),
      NothingWasDone(facts));
}

absl::Status TooManyCalls(const Identity& identity, const Decision& decision,
                          const RpcFacts& facts) {
  ErrorDetails details = NothingWasDone(facts);
  // A batch larger than the limit never fits.
  const bool passes = decision.retry_after < absl::InfiniteDuration();
  if (passes) details.retry_after = decision.retry_after;
  details.quota = ErrorDetails::Quota{absl::StrCat("caller/", identity.name()), decision.limit};
  return MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_CALLER_RATE_LIMIT,
                   absl::StrCat("the gateway's policy lets ", identity.name(),
                                " make fewer calls (", decision.limit, "); ",
                                passes ? "try again later" : "ask for fewer vehicles at once"),
                   details);
}

absl::Status NotRecorded(const absl::Status& why, const RpcFacts& facts) {
  return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_AUDIT_NOT_WRITTEN,
                   absl::StrCat("nothing was sent, for it could not be recorded: ", why.message()),
                   NothingWasDone(facts));
}

AuditedCall Audited(const Admission::Verdict& verdict, absl::string_view peer) {
  return {verdict.identity.name(), peer, verdict.rule, verdict.came};
}

}  // namespace

void Admission::Admit(const grpc::CallbackServerContext& context, const RpcFacts& facts,
                      Record record, absl::Time deadline,
                      std::shared_ptr<Cancellation> cancellation, Done done) {
  Presented presented;
  presented.deadline = deadline;
  presented.cancellation = std::move(cancellation);
  if (parts_.certificates) ReadCertificate(context, &dates_, &presented);
  ReadAuthorization(context, &presented);
  Verdict verdict;
  verdict.came = parts_.clock->Now();
  parts_.authenticator->Authenticate(
      presented, [this, &context, &facts, record, deadline, verdict = std::move(verdict),
                  done = std::move(done)](absl::StatusOr<Identity> identity) mutable {
        if (identity.ok()) {
          verdict.identity = *std::move(identity);
          Decide(context, facts, record, std::move(verdict), std::move(done));
          return;
        }
        verdict.identity.names = {kStranger};
        const bool time_is_up = absl::IsDeadlineExceeded(identity.status());
        if (time_is_up || absl::IsCancelled(identity.status())) {  // nobody was refused
          verdict.status = Left(time_is_up || parts_.clock->Now() >= deadline, facts);
          verdict.why = std::string(identity.status().message());
          std::move(done)(std::move(verdict));
          return;
        }
        verdict.why = std::string(identity.status().message());
        verdict.status = NotAuthenticated(identity.status(), facts);
        Deny(context, facts, std::move(verdict), std::move(done));
      });
}

void Admission::Decide(const grpc::CallbackServerContext& context, const RpcFacts& facts,
                       Record record, Verdict verdict, Done done) {
  Decision decision = parts_.access->Decide(verdict.identity, {facts.method->name, facts.targets});
  verdict.rule = std::move(decision.rule);
  verdict.why = std::move(decision.why);
  if (decision.verdict == Decision::Verdict::kDenied) {
    verdict.status = NotAllowed(verdict.identity, facts);
  } else if (decision.verdict == Decision::Verdict::kTooManyCalls) {
    verdict.status = TooManyCalls(verdict.identity, decision, facts);
    verdict.why = std::move(decision.limit);
  }
  if (!verdict.status.ok()) {
    Deny(context, facts, std::move(verdict), std::move(done));
    return;
  }
  if (record == Record::kNo || parts_.audit == nullptr) {
    std::move(done)(std::move(verdict));
    return;
  }
  audit::AuditRecord line =
      RecordOf(audit::AUDIT_EVENT_COMMAND_STARTED, facts, Audited(verdict, context.peer()));
  parts_.audit->Append(std::move(line),
                       [&facts, verdict = std::move(verdict),
                        done = std::move(done)](absl::StatusOr<uint64_t> written) mutable {
                         if (written.ok()) {
                           verdict.audit_sequence = *written;
                         } else {
                           verdict.status = NotRecorded(written.status(), facts);
                         }
                         std::move(done)(std::move(verdict));
                       });
}

void Admission::Deny(const grpc::CallbackServerContext& context, const RpcFacts& facts,
                     Verdict verdict, Done done) {
  if (parts_.audit != nullptr) {
    audit::AuditRecord line =
        RecordOf(audit::AUDIT_EVENT_DENIED, facts, Audited(verdict, context.peer()));
    AddOutcome(verdict.status, &line);
    line.set_detail(verdict.why);
    parts_.audit->Append(std::move(line), nullptr);
  }
  std::move(done)(std::move(verdict));
}

void Admission::Ended(const grpc::CallbackServerContext& context, const RpcFacts& facts,
                      const Verdict& verdict, const SmartcarClient::Outcome& outcome) {
  if (parts_.audit == nullptr) return;
  audit::AuditRecord line =
      RecordOf(audit::AUDIT_EVENT_COMMAND_ENDED, facts, Audited(verdict, context.peer()));
  AddOutcome(outcome.status, &line);
  line.set_upstream_request_id(outcome.upstream_request_id);
  line.set_upstream_status(outcome.upstream_status);
  line.set_started_sequence(verdict.audit_sequence);
  parts_.audit->Append(std::move(line), nullptr);
}

}  // namespace smartcar_gateway
