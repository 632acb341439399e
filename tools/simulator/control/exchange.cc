// Faults and delays around the model's answer.
#include "tools/simulator/control/exchange.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/simulator/api/router.h"

namespace smartcar_simulator {
namespace {

// Kept alive by the timer or the held list that will continue it.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Engine& engine, Request request, std::shared_ptr<Responder> responder,
           std::shared_ptr<const Fault> fault, uint64_t sequence)
      : engine_(engine),
        request_(std::move(request)),
        responder_(std::move(responder)),
        fault_(std::move(fault)),
        sequence_(sequence) {}

  void Begin() {
    HoldThen(fault_->hold, [this] { AfterThen(fault_->delay, [this] { Apply(); }); });
  }

 private:
  using Step = std::function<void()>;

  // Steps run with the exchange kept alive; no name and no delay mean at once.
  void HoldThen(const std::string& name, Step step) {
    if (name.empty()) return step();
    auto self = shared_from_this();
    engine_.held.Add(name, {[self, step = std::move(step)] { step(); },
                            [self] { self->Break(BreakKind::kStreamReset); },
                            [self] { return self->responder_->PeerGone(); }});
  }

  void AfterThen(absl::Duration delay, Step step) {
    if (delay <= absl::ZeroDuration()) return step();
    engine_.timers->After(delay, [self = shared_from_this(), step = std::move(step)] { step(); });
  }

  void Apply() {
    if (fault_->break_point == BreakPoint::kBefore) return Break(fault_->break_kind);
    if (fault_->apply) {
      reply_ = Answer(request_, *engine_.backend);
      engine_.record.SetApplied(sequence_);
      engine_.publisher.AfterRequest(request_.target);
    } else {
      reply_.response.headers = {{"content-type", "application/json; charset=utf-8"},
                                 {"sc-request-id", engine_.backend->ids.Uuid()}};
    }
    Rewrite();
    HoldThen(fault_->hold_reply, [this] { Deliver(); });
  }

  void Rewrite() {
    Response& response = reply_.response;
    if (fault_->status) response.status = *fault_->status;
    if (fault_->body) response.body = *fault_->body;
    if (fault_->accepted && fault_->accepted->body) response.body = *fault_->accepted->body;
    if (fault_->pad_body_to && response.body.size() < *fault_->pad_body_to) {
      response.body.resize(*fault_->pad_body_to, ' ');
    }
    if (fault_->truncate_body_at && response.body.size() > *fault_->truncate_body_at) {
      response.body.resize(*fault_->truncate_body_at);
    }
    for (const auto& [name, value] : fault_->headers) {
      response.headers.erase(
          std::remove_if(response.headers.begin(), response.headers.end(),
                         [&name = name](const auto& header) { return header.first == name; }),
          response.headers.end());
      if (!value.empty()) response.headers.emplace_back(name, value);
    }
  }

  void Deliver() {
    if (fault_->break_point == BreakPoint::kAfter) return Break(fault_->break_kind);
    if (fault_->accepted) {
      StartStream();
      return HoldThen(fault_->accepted->hold,
                      [this] { AfterThen(fault_->accepted->delay, [this] { FinishStream(); }); });
    }
    const absl::Duration threshold = engine_.backend->switches.long_command_threshold;
    if (reply_.duration <= threshold) {
      return AfterThen(reply_.duration, [this] { SendWhole(); });
    }
    AfterThen(threshold, [this, rest = reply_.duration - threshold] {
      StartStream();
      AfterThen(rest, [this] { FinishStream(); });
    });
  }

  void SendWhole() {
    engine_.record.SetReply(sequence_, reply_.response.status);
    if (fault_->break_point == BreakPoint::kNone) {
      engine_.record.SetOutcome(sequence_, "replied");
      return responder_->Send(std::move(reply_.response));
    }
    HeaderList headers = reply_.response.headers;
    headers.emplace_back("content-length", absl::StrCat(reply_.response.body.size()));
    responder_->SendHeaders(reply_.response.status, std::move(headers));
    SendBrokenBody();
  }

  void StartStream() {
    constexpr int kAccepted = 202;
    engine_.record.SetReply(sequence_, kAccepted);
    responder_->SendHeaders(kAccepted, reply_.response.headers);
  }

  void FinishStream() {
    if (fault_->break_point != BreakPoint::kNone) return SendBrokenBody();
    engine_.record.SetOutcome(sequence_, "replied");
    responder_->SendData(std::move(reply_.response.body));
    responder_->Finish();
  }

  void SendBrokenBody() {
    const std::string& body = reply_.response.body;
    if (fault_->break_point == BreakPoint::kMidBody) {
      responder_->SendData(body.substr(0, fault_->break_at.value_or(body.size() / 2)));
    }
    Break(fault_->break_kind);
  }

  void Break(BreakKind kind) {
    engine_.record.SetOutcome(sequence_, "broken");
    responder_->Break(kind);
  }

  Engine& engine_;
  const Request request_;
  const std::shared_ptr<Responder> responder_;
  const std::shared_ptr<const Fault> fault_;  // never null; a default Fault disturbs nothing
  const uint64_t sequence_;
  Reply reply_;
};

}  // namespace

void StartExchange(const std::shared_ptr<Engine>& engine, Request request,
                   std::shared_ptr<Responder> responder) {
  static const auto& undisturbed = *new std::shared_ptr<const Fault>(new Fault());
  std::shared_ptr<const Fault> fault = engine->faults.Take(request);
  if (fault == nullptr) fault = undisturbed;
  const uint64_t sequence = engine->record.Add(request, engine->clock->Now(), fault->id);
  responder->OnPeerGone([sequence, weak = std::weak_ptr<Engine>(engine)] {
    if (std::shared_ptr<Engine> engine = weak.lock()) engine->record.SetPeerGone(sequence);
  });
  std::make_shared<Exchange>(*engine, std::move(request), std::move(responder), std::move(fault),
                             sequence)
      ->Begin();
}

}  // namespace smartcar_simulator
