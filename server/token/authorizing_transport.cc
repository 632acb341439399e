// Implementation of AuthorizingTransport.
#include "server/token/authorizing_transport.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

// A shorter one is no secret, and might be an innocent word of the reply.
constexpr size_t kShortestToken = 16;

void BlackOut(absl::string_view token, HttpResponse* response) {
  if (token.size() < kShortestToken) return;
  // In place: the body keeps its size, and the spare capacity that its reader wants.
  const auto black_out = [token](std::string* text) {
    for (size_t at = text->find(token.data(), 0, token.size()); at != std::string::npos;
         at = text->find(token.data(), at, token.size())) {
      std::fill_n(text->begin() + static_cast<ptrdiff_t>(at), token.size(), '*');
    }
  };
  black_out(&response->body);
  for (HttpHeader& header : response->headers) black_out(&header.value);
}

// One request's life. Kept alive by whatever it waits for.
class AuthorizedCall : public std::enable_shared_from_this<AuthorizedCall> {
 public:
  AuthorizedCall(TokenSource& tokens, HttpTransport& next, HttpRequest request,
                 std::shared_ptr<Cancellation> cancellation, HttpTransport::Done done)
      : tokens_(tokens),
        next_(next),
        request_(std::move(request)),
        cancellation_(std::move(cancellation)),
        done_(std::move(done)) {}

  void TakeToken() {
    tokens_.GetToken(
        std::min(request_.deadline, request_.send_by), cancellation_,
        [call = shared_from_this()](TokenResult result) { call->OnToken(std::move(result)); });
  }

 private:
  void OnToken(TokenResult result) {
    if (result.kind != TokenResult::Kind::kToken) {
      FinishWithoutToken(std::move(result));
      return;
    }
    if (replaying_ && *result.token == *request_.bearer) {
      FinishRejected("Smartcar answered 401 to a token it has just issued");
      return;
    }
    if (replaying_ && cancellation_->cancelled()) {
      Finish(TransportError::kCancelled, "cancelled before the request was sent again");
      return;
    }
    request_.bearer = std::move(result.token);
    // A copy is sent, since a 401 would need it once more.
    next_.Start(request_, cancellation_,
                [call = shared_from_this()](HttpResult reply) { call->OnReply(std::move(reply)); });
  }

  void OnReply(HttpResult reply) {
    BlackOut(request_.bearer->Reveal(), &reply.response);
    if (reply.error != TransportError::kNone || reply.response.status != 401) {
      std::move(done_)(std::move(reply));
      return;
    }
    reply_ = std::move(reply);
    if (replaying_) {
      FinishRejected("Smartcar answered 401, also to a new token");
      return;
    }
    replaying_ = true;
    tokens_.Reject(*request_.bearer);
    TakeToken();
  }

  void FinishWithoutToken(TokenResult token) {
    reply_.retry_after = token.retry_after;
    switch (token.kind) {
      case TokenResult::Kind::kRejected:
        Finish(TransportError::kCredentialsRejected, std::move(token.message));
        return;
      case TokenResult::Kind::kTimedOut:
        Finish(TransportError::kTimedOut, std::move(token.message));
        return;
      case TokenResult::Kind::kCancelled:
        Finish(TransportError::kCancelled, std::move(token.message));
        return;
      case TokenResult::Kind::kToken:
      case TokenResult::Kind::kUnavailable:
        break;
    }
    Finish(TransportError::kTokenUnavailable, std::move(token.message));
  }

  void FinishRejected(std::string message) {
    Finish(TransportError::kCredentialsRejected, std::move(message));
  }

  // Nothing was executed in any of these cases: no request was sent, or it was answered with 401.
  void Finish(TransportError error, std::string message) {
    reply_.error = error;
    reply_.sent = Sent::kNo;
    reply_.message = std::move(message);
    std::move(done_)(std::move(reply_));
  }

  TokenSource& tokens_;
  HttpTransport& next_;
  HttpRequest request_;
  const std::shared_ptr<Cancellation> cancellation_;
  HttpTransport::Done done_;
  bool replaying_ = false;
  HttpResult reply_;  // the first 401, once there is one
};

}  // namespace

AuthorizingTransport::AuthorizingTransport(TokenSource& tokens, HttpTransport& next)
    : tokens_(tokens), next_(next) {}

void AuthorizingTransport::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                                 Done done) {
  std::make_shared<AuthorizedCall>(tokens_, next_, std::move(request), std::move(cancellation),
                                   std::move(done))
      ->TakeToken();
}

}  // namespace smartcar_gateway
