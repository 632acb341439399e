// The whole authenticator on real threads while keys are replaced, above all for ThreadSanitizer.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/make_authenticator.h"
#include "server/access/tokens_for_test.h"
#include "server/base/mutex.h"
#include "server/base/testing.h"
#include "server/base/thread_executor.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

// An issuer that answers inline with whatever keys it has.
class Issuer final : public HttpTransport {
 public:
  void Start(HttpRequest, std::shared_ptr<Cancellation>, Done done) override {
    ++fetches;
    std::string body;
    {
      MutexLock lock(&mutex_);
      body = jwks_;
    }
    std::move(done)(Reply(200, body));
  }
  void Publish(std::string jwks) {
    MutexLock lock(&mutex_);
    jwks_ = std::move(jwks);
  }

  std::atomic<int> fetches{0};

 private:
  Mutex mutex_;
  std::string jwks_ ABSL_GUARDED_BY(mutex_);
};

TEST(AuthenticatorThreads, TokensOfPublishedKeysAreGoodWhileKeysAreReplaced) {
  std::vector<SigningKey> keys;
  for (int i = 0; i < 8; ++i) keys.emplace_back("ES256", absl::StrCat("k", i));
  const std::string claims = R"({"iss":"https://corp","sub":"s","aud":"us","exp":1800000600})";
  std::vector<std::string> authorizations;
  for (const SigningKey& key : keys) authorizations.push_back("Bearer " + key.Token(claims));

  FakeClock clock;
  ThreadExecutor executor;
  const auto issuer = std::make_shared<Issuer>();
  issuer->Publish(JwkSetOf({keys[0], keys[1]}));
  configv1::AccessConfig config;
  configv1::JwtIssuer* const of_config = config.add_jwt_issuers();
  of_config->set_name("corp");
  of_config->set_issuer("https://corp");
  of_config->add_audiences("us");
  of_config->set_jwks_url("https://corp/keys");
  // As often as the executor can.
  of_config->mutable_jwks_refresh()->set_nanos(1'000'000);
  std::atomic<int> changes{0};
  auto authenticator = *MakeAuthenticator(
      config, CallerCertificates::kKnown,
      [&](const configv1::JwtIssuer&) { return std::shared_ptr<HttpTransport>(issuer); }, executor,
      clock, [&](const KeyEvent&) { ++changes; });

  std::atomic<size_t> newest{1};  // it and the one before are published
  std::atomic<bool> stop{false};
  std::atomic<int> asked{0}, answered{0}, refused{0}, wrong{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&, i] {
      for (int n = 0; !stop; ++n) {
        // One that is published, sometimes one that is not any more, and a wrong one.
        const size_t which = (newest + (n % 7 == 0 ? 4 : 0)) % keys.size();
        const std::string bad = authorizations[which] + "A";
        const bool use_bad = n % 5 == i;
        Presented presented;
        presented.authorization = {use_bad ? bad : authorizations[which]};
        ++asked;
        authenticator->Authenticate(presented, [&, use_bad](absl::StatusOr<Identity> identity) {
          if (!identity.ok()) ++refused;
          if (identity.ok() && (use_bad || identity->name() != "jwt:corp:s")) ++wrong;
          ++answered;
        });
        while (asked - answered > 100 && !stop) std::this_thread::yield();
      }
    });
  }
  for (size_t next = 2; next < 40; ++next) {
    issuer->Publish(JwkSetOf({keys[(next - 1) % keys.size()], keys[next % keys.size()]}));
    const int before = issuer->fetches;
    while (issuer->fetches < before + 2) std::this_thread::yield();
    newest = next;
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();
  authenticator.reset();
  EXPECT_EQ(answered, asked);
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(refused, 0);
  EXPECT_GE(changes, 38);
}

}  // namespace
}  // namespace smartcar_gateway
