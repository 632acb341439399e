// The fixture of tests with an upstream that lies.
#ifndef SMARTCAR_GATEWAY_TESTS_HOSTILE_UPSTREAM_FIXTURE_H_
#define SMARTCAR_GATEWAY_TESTS_HOSTILE_UPSTREAM_FIXTURE_H_

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "tests/hostile/hostile_fixture.h"
#include "tests/hostile/liar.h"

namespace smartcar_gateway {

// The gateway has its tokens from the simulator, and everything else from a liar that it trusts.
class UpstreamTest : public ::testing::Test {
 protected:
  UpstreamTest();

  void SetUp() override;
  // The liar tells the truth again, and a new caller must be served.
  void TearDown() override;

  // A certificate that the gateway trusts, if what it says is right; and a liar with it.
  CertificateAndKey Trusted(const CertificateRequest& request = LocalServer()) const {
    return authority_.Issue(request);
  }
  std::unique_ptr<Liar> AnotherLiar() const;

  Simulator& simulator() { return *simulator_; }
  Gateway& gateway() { return *gateway_; }
  Liar& liar() { return *liar_; }
  // The liar says this on every connection from now on, once it has read a request.
  void Say(std::string bytes);

  RichError Read(std::chrono::milliseconds deadline = kPatience);
  RichError Lock();

  // A read fails so, and a command that the liar has seen may have been carried out.
  void ExpectRead(grpc::StatusCode code, const std::string& reason);
  void ExpectLostCommand();
  // Nothing that a liar put into a reply can look like a line of ours, or rules a terminal.
  void ExpectCleanLog();

  void AllowMegabytes(int megabytes) { allowed_megabytes_ = megabytes; }

 private:
  const TestAuthority authority_;
  const std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<Liar> liar_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
  int allowed_megabytes_ = 32;
  std::unique_ptr<Usage> usage_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_HOSTILE_UPSTREAM_FIXTURE_H_
