// UrlKeys: the keys of an issuer from the URL where it publishes them.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_URL_KEYS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_URL_KEYS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/access/key_event.h"
#include "server/access/key_source.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Fetches the keys at once, then every `refresh`, after a failure sooner. One that fails leaves the
// keys before in use. Renew() brings a fetch forward, but strangers who make up key ids cannot make
// us hammer the issuer: by it there is one in five seconds at most, and who asks in between waits
// for the next.
//
// Borrows the executor, on which keys are read and those who wait are answered, the transport and
// the clock. The destructor answers those who wait with kFailed; it must not run inside `on_event`
// or a Done.
class UrlKeys final : public KeySource {
 public:
  static constexpr absl::Duration kFetchTimeout = absl::Seconds(10);
  static constexpr absl::Duration kRest = absl::Seconds(5);
  static constexpr size_t kMaxWaiters = 1000;

  struct Options {
    std::string issuer;  // for events
    std::string url;
    absl::Duration refresh = absl::Minutes(5);
  };

  UrlKeys(Options options, HttpTransport& transport, Executor& executor, const Clock& clock,
          OnKeyEvent on_event);
  ~UrlKeys() override;

  std::shared_ptr<const KeySet> Current() const override;
  // Fails at once while there are no keys at all and none are being fetched.
  void Renew(absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation,
             Done done) override;
  void Stop() override;

 private:
  class Core;
  const std::shared_ptr<Core> core_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_URL_KEYS_H_
