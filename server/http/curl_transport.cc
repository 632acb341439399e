// Implementation of CurlTransport: refusals, and the hand-over to the loop.
#include "server/http/curl_transport.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/http/curl_headers.h"
#include "server/http/curl_inbox.h"
#include "server/http/curl_loop.h"
#include "server/http/curl_url.h"

namespace smartcar_gateway {
namespace {

absl::Status CheckCaFile(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ca_file ", path, " cannot be read: check that it exists and who may read it"));
  }
  if (!absl::StrContains(text.str(), "-----BEGIN CERTIFICATE-----")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ca_file ", path, " holds no certificate: it must be PEM, with BEGIN CERTIFICATE lines"));
  }
  return absl::OkStatus();
}

// A result for a request that never reached the loop.
HttpResult Refusal(TransportError error, std::string message) {
  HttpResult result;
  result.error = error;
  result.sent = Sent::kNo;
  result.message = std::move(message);
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlTransport>> CurlTransport::Create(CurlTransportOptions options,
                                                                     const Clock& clock) {
  absl::Status status = CheckCaFile(options.ca_file);
  if (!status.ok()) return status;
  auto inbox = CurlInbox::Create(options.max_in_flight);
  if (!inbox.ok()) return inbox.status();
  auto loop = CurlLoop::Create(std::move(options), *inbox);
  if (!loop.ok()) return loop.status();
  return absl::WrapUnique(new CurlTransport(clock, *std::move(inbox), *std::move(loop)));
}

CurlTransport::CurlTransport(const Clock& clock, std::shared_ptr<CurlInbox> inbox,
                             std::unique_ptr<CurlLoop> loop)
    : clock_(clock), inbox_(std::move(inbox)), loop_(std::move(loop)) {}

CurlTransport::~CurlTransport() { Shutdown(); }

void CurlTransport::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                          Done done) {
  if (!RequestIsWellFormed(request)) {
    std::move(done)(Refusal(TransportError::kConnectFailed,
                            "illegal character in the URL, a header or the token"));
    return;
  }
  const uint64_t id = inbox_->NewId();
  // Before the hand-over: afterwards `done` may already have reused the cancellation for the next
  // request, whose hook must stay.
  cancellation->SetHook([inbox = inbox_, id] { inbox->Cancel(id); });

  auto job = std::make_unique<CurlJob>();
  if (request.deadline != absl::InfiniteFuture()) {
    const absl::Duration left = request.deadline - clock_.Now();
    if (left <= absl::ZeroDuration()) {
      std::move(done)(Refusal(TransportError::kTimedOut,
                              absl::StrCat("deadline passed before the request began (",
                                           UrlHostAndPort(request.url), ")")));
      return;
    }
    job->deadline = std::chrono::steady_clock::now() +
                    absl::ToChronoNanoseconds(std::min(left, absl::Hours(24 * 365)));
  }
  job->id = id;
  job->request = std::move(request);
  job->cancellation = std::move(cancellation);
  job->done = std::move(done);
  switch (inbox_->Put(&job)) {
    case CurlInbox::Answer::kTaken:
      return;
    case CurlInbox::Answer::kOverloaded:
      std::move(job->done)(
          Refusal(TransportError::kOverloaded, "too many requests to the upstream in flight"));
      return;
    case CurlInbox::Answer::kShutDown:
      std::move(job->done)(Refusal(TransportError::kShutDown, "the gateway is shutting down"));
      return;
  }
}

void CurlTransport::Shutdown() {
  inbox_->Close();
  loop_->Join();
}

CurlTransportStats CurlTransport::stats() const {
  CurlTransportStats stats;
  stats.in_flight = inbox_->in_flight();
  stats.sockets_opened = loop_->sockets_opened();
  stats.loop_turns = loop_->loop_turns();
  return stats;
}

}  // namespace smartcar_gateway
