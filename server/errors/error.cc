// Building of rich errors.
#include "server/errors/error.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/proto_duration.h"

namespace smartcar_gateway {
namespace {

// Together they keep every error below the 8 KB of trailers (in base64, and the message twice).
constexpr size_t kMaxTextBytes = 512;
constexpr size_t kMaxWordBytes = 128;
constexpr size_t kMaxViolations = 16;
constexpr size_t kMaxViolationBytes = 2560;

// Cuts at a bounded length without splitting a UTF-8 character, and replaces control characters.
std::string Bounded(absl::string_view text, size_t limit = kMaxTextBytes) {
  size_t length = std::min(text.size(), limit);
  while (length > 0 && length < text.size() && (text[length] & 0xC0) == 0x80) --length;
  std::string bounded(text.substr(0, length));
  for (char& c : bounded) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (length < text.size()) bounded += "…";
  return bounded;
}

// For types, codes and ids, which are short unless something is wrong with them.
std::string BoundedWord(absl::string_view word) { return Bounded(word, kMaxWordBytes); }

template <typename Detail>
void Attach(absl::Status* status, const Detail& detail) {
  status->SetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()),
                     absl::Cord(detail.SerializeAsString()));
}

void AttachRetryInfo(absl::Status* status, absl::Duration retry_after) {
  google::rpc::RetryInfo retry;
  ToProtoDuration(std::max(retry_after, absl::ZeroDuration()), retry.mutable_retry_delay());
  Attach(status, retry);
}

void AttachBadRequest(absl::Status* status, const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  size_t bytes = 0;
  for (const FieldViolation& violation : violations) {
    if (static_cast<size_t>(bad_request.field_violations_size()) == kMaxViolations) break;
    std::string field = BoundedWord(violation.field);
    std::string description = Bounded(violation.description);
    bytes += field.size() + description.size();
    if (bytes > kMaxViolationBytes) break;
    auto* added = bad_request.add_field_violations();
    added->set_field(std::move(field));
    added->set_description(std::move(description));
  }
  Attach(status, bad_request);
}

// Empty if it has none.
google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  if (payload.has_value() && !info.ParseFromString(std::string(*payload))) info.Clear();
  return info;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       const ErrorDetails& details) {
  absl::Status status(code, Bounded(message));
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& item : details.metadata) {
    if (!item.second.empty()) (*info.mutable_metadata())[item.first] = BoundedWord(item.second);
  }
  Attach(&status, info);
  if (!details.field_violations.empty()) AttachBadRequest(&status, details.field_violations);
  if (details.retry_after.has_value()) AttachRetryInfo(&status, *details.retry_after);
  if (details.quota.has_value()) {
    google::rpc::QuotaFailure quota;
    auto* violation = quota.add_violations();
    violation->set_subject(BoundedWord(details.quota->subject));
    violation->set_description(Bounded(details.quota->description));
    Attach(&status, quota);
  }
  if (details.precondition.has_value()) {
    google::rpc::PreconditionFailure precondition;
    auto* violation = precondition.add_violations();
    violation->set_type(BoundedWord(details.precondition->type));
    violation->set_subject(BoundedWord(details.precondition->subject));
    violation->set_description(Bounded(details.precondition->description));
    Attach(&status, precondition);
  }
  if (details.resource.has_value()) {
    google::rpc::ResourceInfo resource;
    resource.set_resource_type(BoundedWord(details.resource->type));
    resource.set_resource_name(BoundedWord(details.resource->name));
    resource.set_description(Bounded(details.resource->description));
    Attach(&status, resource);
  }
  if (details.help.has_value()) {
    google::rpc::Help help;
    auto* link = help.add_links();
    link->set_description(Bounded(details.help->description));
    link->set_url(Bounded(details.help->url));
    Attach(&status, help);
  }
  if (!details.upstream_request_id.empty()) {
    google::rpc::RequestInfo request;
    request.set_request_id(BoundedWord(details.upstream_request_id));
    Attach(&status, request);
  }
  return status;
}

absl::Status InvalidFields(std::vector<FieldViolation> violations) {
  std::string message;
  if (violations.size() > kMaxViolations) {
    message = absl::StrCat(violations.size(), " fields are wrong, the first of them: ");
    violations.resize(kMaxViolations);
  }
  message += absl::StrJoin(violations, "; ", [](std::string* out, const FieldViolation& violation) {
    absl::StrAppend(out, violation.field, ": ", violation.description);
  });
  ErrorDetails details;
  details.field_violations = std::move(violations);
  return MakeError(absl::StatusCode::kInvalidArgument,
                   ErrorReason::ERROR_REASON_INVALID_ARGUMENT_FIELDS, message, details);
}

std::string ReasonName(ErrorReason reason) {
  return std::string(absl::StripPrefix(
      smartcar::gateway::v1::ErrorReason_Name(static_cast<int>(reason)), "ERROR_REASON_"));
}

std::string ReasonOf(const absl::Status& status) { return InfoOf(status).reason(); }

std::string MetadataOf(const absl::Status& status, const std::string& key) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace smartcar_gateway
