// HTTP statuses and Smartcar's error taxonomy to statuses with details.
#include "server/smartcar/reply_error.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/http/retry_after.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/error_context.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using absl::StatusCode;

// Smartcar refills its bucket by two calls a minute.
constexpr absl::Duration kApplicationRetry = absl::Seconds(30);
// Per-vehicle limits are not published; car makers' limits neither.
constexpr absl::Duration kVehicleRetry = absl::Minutes(1);

// The HTTP status that goes with a type, for errors that come without one.
int StatusOfType(absl::string_view type) {
  if (type == "VALIDATION" || type == "CONNECTED_SERVICES_ACCOUNT") return 400;
  if (type == "AUTHENTICATION" || type == "PERMISSION") return 403;
  if (type == "RESOURCE_NOT_FOUND") return 404;
  if (type == "VEHICLE_STATE") return 409;
  if (type == "RATE_LIMIT") return 429;
  if (type == "BILLING") return 430;
  if (type == "SERVER") return 500;
  if (type == "COMPATIBILITY") return 501;
  if (type == "UPSTREAM") return 502;
  return 0;
}

// One failed reply on its way to a status.
class Judgement {
 public:
  Judgement(const UpstreamRequest& request, const HttpResponse& response,
            const UpstreamError& error, absl::Time now)
      : request_(request),
        error_(error),
        status_(response.status >= 300 ? response.status
                : error.status != 0    ? error.status
                                       : StatusOfType(error.type)),
        retry_after_(RetryAfter(response, now)),
        details_(SharedDetails(request, response, MayHaveExecuted::kNo)),
        lost_(SharedDetails(request, response, MayHaveExecuted::kYes)) {
    for (ErrorDetails* details : {&details_, &lost_}) Describe(details);
  }

  absl::Status Verdict() {
    switch (status_) {
      case 400:
        return BadRequest();
      case 401:
        return Fail(StatusCode::kInternal, v1::ERROR_REASON_TOKEN_REJECTED);
      case 403:
        AddHelp();
        return Fail(StatusCode::kPermissionDenied, error_.type == "PERMISSION"
                                                       ? v1::ERROR_REASON_PERMISSION_NOT_GRANTED
                                                       : v1::ERROR_REASON_ACCESS_DENIED);
      case 404:
        details_.resource = MissingResource();
        return Fail(StatusCode::kNotFound, error_.code == "SIGNAL_NOT_FOUND"
                                               ? v1::ERROR_REASON_SIGNAL_NOT_FOUND
                                               : v1::ERROR_REASON_RESOURCE_NOT_FOUND);
      case 409:
        return Conflict();
      case 429:
        return RateLimited();
      case 430:
        details_.quota = {{"smartcar.com/plan", error_.code.empty()
                                                    ? "the plan at Smartcar does not cover the call"
                                                    : error_.code}};
        return Fail(StatusCode::kResourceExhausted, v1::ERROR_REASON_BILLING_LIMIT);
      case 500:
        return Lost(StatusCode::kInternal, v1::ERROR_REASON_UPSTREAM_INTERNAL);
      case 501:
        return Unmet("COMPATIBILITY", CompatibilityReason());
      case 502:
        return FromCarMaker();
      default:
        return Other();
    }
  }

 private:
  // What Smartcar said, in metadata and in the message.
  void Describe(ErrorDetails* details) const {
    details->metadata.emplace_back("upstream_type", error_.type);
    details->metadata.emplace_back("upstream_code", error_.code);
    details->metadata.emplace_back("resolution_type", error_.resolution_type);
    for (auto& item : details->metadata) {
      if (item.first == "upstream_status" && status_ != 0) item.second = absl::StrCat(status_);
    }
    if (details->upstream_request_id.empty()) details->upstream_request_id = error_.request_id;
  }

  std::string Message() const {
    std::string name = absl::StrCat("HTTP ", status_);
    if (!error_.type.empty()) {
      name = error_.code.empty() ? error_.type : absl::StrCat(error_.type, "/", error_.code);
    } else if (!error_.code.empty()) {
      name = error_.code;
    }
    const std::string& text = error_.detail.empty() ? error_.title : error_.detail;
    return text.empty() ? absl::StrCat("Smartcar: ", name)
                        : absl::StrCat("Smartcar: ", name, ": ", text);
  }

  absl::Status Fail(StatusCode code, ErrorReason reason) const {
    return MakeError(code, reason, Message(), details_);
  }

  // Failed on the far side: for a command the outcome is open.
  absl::Status Lost(StatusCode code, ErrorReason reason) {
    if (request_.endpoint->kind == CallKind::kWrite) {
      return OutcomeUnknown(request_, Message(), lost_);
    }
    details_.retry_after = retry_after_;
    return Fail(code, reason);
  }

  absl::Status Unmet(absl::string_view type, ErrorReason reason) {
    details_.precondition = {
        {error_.code.empty() ? std::string(type) : absl::StrCat(type, "/", error_.code),
         request_.vehicle_id, error_.detail.empty() ? error_.title : error_.detail}};
    AddHelp();
    return Fail(StatusCode::kFailedPrecondition, reason);
  }

  absl::Status Conflict() {
    if (request_.endpoint->resource_type != "subscription") {
      return Unmet("VEHICLE_STATE", v1::ERROR_REASON_VEHICLE_STATE);
    }
    details_.resource = {"subscription", request_.resource_name, error_.detail};
    return Fail(StatusCode::kAlreadyExists, v1::ERROR_REASON_SUBSCRIPTION_EXISTS);
  }

  void AddHelp() {
    if (!absl::StartsWith(error_.resolution_url, "https://")) return;
    details_.help = {{error_.suggested_user_message.empty()
                          ? "What the owner of the vehicle must do"
                          : error_.suggested_user_message,
                      error_.resolution_url}};
  }

  // A signal is asked for below its vehicle, and either may be what is missing. A subscription to
  // be made is missing by nature: one of those it is to connect is not there.
  ErrorDetails::Resource MissingResource() const {
    if (request_.endpoint->name == endpoints::kCreateSubscription.name) {
      return {"webhook, user or vehicle", request_.resource_name, error_.detail};
    }
    if (request_.endpoint->resource_type == "signal" && error_.code != "SIGNAL_NOT_FOUND") {
      return {"vehicle", request_.vehicle_id, error_.detail};
    }
    return {std::string(request_.endpoint->resource_type), request_.resource_name, error_.detail};
  }

  absl::Status BadRequest() {
    if (error_.type == "CONNECTED_SERVICES_ACCOUNT") {
      return Unmet(error_.type, v1::ERROR_REASON_CONNECTED_SERVICES_ACCOUNT);
    }
    for (const auto& field : error_.fields) {
      details_.field_violations.push_back({field.first, field.second});
    }
    if (details_.field_violations.empty()) {
      details_.field_violations.push_back({"", Message()});
    }
    return Fail(StatusCode::kInvalidArgument, v1::ERROR_REASON_UPSTREAM_VALIDATION);
  }

  absl::Status RateLimited() {
    const bool vehicle = error_.code == "VEHICLE";
    details_.retry_after = retry_after_.value_or(vehicle ? kVehicleRetry : kApplicationRetry);
    details_.quota =
        vehicle ? ErrorDetails::Quota{absl::StrCat("smartcar.com/vehicle/", request_.vehicle_id),
                                      "Smartcar's limit for one vehicle, which depends on its make"}
                : ErrorDetails::Quota{"smartcar.com/application",
                                      "Smartcar's limit for the application: 120 calls, refilled "
                                      "by 2 a minute"};
    return Fail(StatusCode::kResourceExhausted, vehicle ? v1::ERROR_REASON_VEHICLE_RATE_LIMIT
                                                        : v1::ERROR_REASON_APPLICATION_RATE_LIMIT);
  }

  absl::Status FromCarMaker() {
    if (error_.code == "RATE_LIMIT") {
      details_.retry_after = retry_after_.value_or(kVehicleRetry);
      details_.quota = {{"smartcar.com/car-maker", "the car maker's limit for Smartcar"}};
      return Fail(StatusCode::kResourceExhausted, v1::ERROR_REASON_OEM_RATE_LIMIT);
    }
    return Lost(StatusCode::kUnavailable, error_.type == "UPSTREAM"
                                              ? v1::ERROR_REASON_OEM_UNAVAILABLE
                                              : v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
  }

  ErrorReason CompatibilityReason() const {
    if (error_.code == "MAKE_NOT_COMPATIBLE") return v1::ERROR_REASON_MAKE_NOT_COMPATIBLE;
    if (error_.code == "VEHICLE_NOT_CAPABLE") return v1::ERROR_REASON_VEHICLE_NOT_CAPABLE;
    if (error_.code == "SMARTCAR_NOT_CAPABLE") return v1::ERROR_REASON_SMARTCAR_NOT_CAPABLE;
    if (error_.code == "PLATFORM_NOT_CAPABLE") return v1::ERROR_REASON_PLATFORM_NOT_CAPABLE;
    return v1::ERROR_REASON_NOT_CAPABLE;
  }

  absl::Status Other() {
    if (status_ > 500) {
      return Lost(StatusCode::kUnavailable, v1::ERROR_REASON_UPSTREAM_UNAVAILABLE);
    }
    if (status_ == 0) {  // a body that reports failure and gives no cause we know
      details_.precondition = {{"COMMAND_FAILED", request_.vehicle_id, Message()}};
      return MakeError(StatusCode::kFailedPrecondition, v1::ERROR_REASON_COMMAND_FAILED,
                       absl::StrCat("the command failed; ", Message()), details_);
    }
    return Fail(StatusCode::kInternal, v1::ERROR_REASON_UPSTREAM_STATUS_UNEXPECTED);
  }

  const UpstreamRequest& request_;
  const UpstreamError& error_;
  const int status_;  // 0: nothing told one
  const absl::optional<absl::Duration> retry_after_;
  ErrorDetails details_;  // for a call that surely was not carried out
  ErrorDetails lost_;     // for one that may have been
};

}  // namespace

absl::Status JudgeFailedReply(const UpstreamRequest& request, const HttpResponse& response,
                              const UpstreamError& error, absl::Time now) {
  return Judgement(request, response, error, now).Verdict();
}

}  // namespace smartcar_gateway
