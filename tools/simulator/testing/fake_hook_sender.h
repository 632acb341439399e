// A sender that keeps the posts and lets the test answer.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_HOOK_SENDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_HOOK_SENDER_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tools/simulator/hooks/hook_sender.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

class FakeHookSender : public HookSender {
 public:
  struct Sent {
    HookPost post;
    std::function<void(HookAnswer)> done;

    Json json() const { return ParseJson(post.body).value_or(Json()); }

    // The header of that name, or "".
    std::string Header(const std::string& name) const {
      for (const auto& header : post.headers) {
        if (header.first == name) return header.second;
      }
      return "";
    }

    void Answer(int status, const std::string& body = "") const { done({status, body, ""}); }
    void Fail(const std::string& error) const { done({0, "", error}); }
  };

  void Post(HookPost post, std::function<void(HookAnswer)> done) override {
    sent.push_back({std::move(post), std::move(done)});
  }

  // Takes all that were sent since the last time.
  std::vector<Sent> Take() { return std::exchange(sent, {}); }

  std::vector<Sent> sent;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_FAKE_HOOK_SENDER_H_
