// FileKeys: the keys of an issuer from a file.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_FILE_KEYS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_FILE_KEYS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/access/kept_keys.h"
#include "server/access/key_event.h"
#include "server/access/key_source.h"
#include "server/base/executor.h"
#include "server/base/file_watcher.h"

namespace smartcar_gateway {

// Watches the file; one that cannot be used leaves the keys before in use. Borrows the executor.
class FileKeys final : public KeySource {
 public:
  // Reads the file; InvalidArgument with a clause if that gives no keys. `issuer` is for events.
  static absl::StatusOr<std::unique_ptr<FileKeys>> Create(const std::string& issuer,
                                                          const std::string& path,
                                                          Executor& executor, OnKeyEvent on_event);

  // OK if Create() could use the file now.
  static absl::Status Check(const std::string& path);

  std::shared_ptr<const KeySet> Current() const override { return keys_.current(); }
  void Renew(absl::Time, const std::shared_ptr<Cancellation>&, Done done) override {
    std::move(done)(Renewal::kDone);
  }

 private:
  FileKeys(const std::string& issuer, OnKeyEvent on_event) : keys_(issuer, std::move(on_event)) {}

  KeptKeys keys_;
  std::unique_ptr<FileWatcher> watcher_;  // last, so that it ends first
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_FILE_KEYS_H_
