// A responder that keeps what it was told.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_RESPONDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_RESPONDER_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "tools/simulator/http/responder.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

class FakeResponder : public Responder {
 public:
  void Send(Response response) override {
    status = response.status;
    headers = std::move(response.headers);
    body = std::move(response.body);
    sent_whole = true;
    finished = true;
  }
  void SendHeaders(int streamed_status, HeaderList streamed_headers) override {
    status = streamed_status;
    headers = std::move(streamed_headers);
  }
  void SendData(std::string data) override { body += data; }
  void Finish() override { finished = true; }
  void Break(BreakKind kind) override { broken = kind; }
  bool PeerGone() const override { return peer_gone; }
  void OnPeerGone(std::function<void()> callback) override { on_peer_gone = std::move(callback); }

  // The client hangs up.
  void HangUp() {
    peer_gone = true;
    if (on_peer_gone) on_peer_gone();
  }

  // The first header of that name, or "".
  std::string Header(const std::string& name) const {
    for (const auto& header : headers) {
      if (header.first == name) return header.second;
    }
    return "";
  }

  // The body as JSON; null when it is none.
  Json json() const { return ParseJson(body).value_or(Json()); }

  // The first entry of an error body; null when there is none.
  Json error() const {
    const Json all = json();
    const Json* errors = Find(all, "errors");
    return errors == nullptr || errors->empty() ? Json() : errors->front();
  }

  int status = 0;
  HeaderList headers;
  std::string body;
  bool sent_whole = false;
  bool finished = false;
  std::optional<BreakKind> broken;
  bool peer_gone = false;
  std::function<void()> on_peer_gone;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_RESPONDER_H_
