// StateDirectory: the folder for what must survive a restart.
#ifndef SMARTCAR_GATEWAY_SERVER_STORE_STATE_DIRECTORY_H_
#define SMARTCAR_GATEWAY_SERVER_STORE_STATE_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Holds the folder as long as it lives: a second process, or a second object, cannot open the same
// one. The lock ends with the process, however that ends. Every part that keeps something has a
// database file of its own in it, so that none waits for another.
class StateDirectory {
 public:
  // Makes the folder if it is missing, for this user alone. INVALID_ARGUMENT if it cannot be made
  // or written; FAILED_PRECONDITION if another gateway uses it. The message says what to do.
  static absl::StatusOr<std::unique_ptr<StateDirectory>> Open(const std::string& path);
  // Whether Open() could make and write the folder, as far as can be told without making anything.
  // INVALID_ARGUMENT if not.
  static absl::Status Check(const std::string& path);
  ~StateDirectory();
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;

  // The path of a file in it.
  std::string PathOf(absl::string_view name) const;

 private:
  StateDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;  // the open lock file
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_STORE_STATE_DIRECTORY_H_
