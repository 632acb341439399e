// Access for tests of what comes after it.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_OPEN_ACCESS_FOR_TEST_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_OPEN_ACCESS_FOR_TEST_H_

#include <utility>

#include "server/access/access_control.h"
#include "server/access/authenticator.h"

namespace smartcar_gateway {

// Everybody is anonymous.
class NobodyIsKnown final : public Authenticator {
 public:
  void Authenticate(const Presented&, Done done) override { std::move(done)(Identity()); }
};

// Everything is allowed.
class EverythingIsAllowed final : public AccessControl {
 public:
  Decision Decide(const Identity&, const CallFacts&) override {
    Decision decision;
    decision.verdict = Decision::Verdict::kAllowed;
    return decision;
  }
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_OPEN_ACCESS_FOR_TEST_H_
