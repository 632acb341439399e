// Implementation of FileKeys.
#include "server/access/file_keys.h"

#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "server/base/file.h"

namespace smartcar_gateway {
namespace {

absl::StatusOr<std::shared_ptr<const KeySet>> ReadKeys(const std::string& path) {
  absl::StatusOr<std::string> text = ReadRegularFile(path, kMaxJwksBytes);
  if (!text.ok())
    return absl::InvalidArgumentError(absl::StrCat("the file ", text.status().message()));
  absl::StatusOr<std::shared_ptr<const KeySet>> keys = KeySet::Parse(*text);
  if (keys.ok()) return keys;
  return absl::InvalidArgumentError(
      absl::StrCat("the file cannot be used: ", keys.status().message()));
}

}  // namespace

absl::Status FileKeys::Check(const std::string& path) { return ReadKeys(path).status(); }

absl::StatusOr<std::unique_ptr<FileKeys>> FileKeys::Create(const std::string& issuer,
                                                           const std::string& path,
                                                           Executor& executor,
                                                           OnKeyEvent on_event) {
  auto source = absl::WrapUnique(new FileKeys(issuer, std::move(on_event)));
  // The watcher first: a change after it and before the reading is read twice rather than not.
  source->watcher_ = std::make_unique<FileWatcher>(
      std::vector<std::string>{path}, executor, [keys = &source->keys_, path] {
        absl::StatusOr<std::shared_ptr<const KeySet>> read = ReadKeys(path);
        const bool ok = read.ok();
        keys->Take(std::move(read));
        return ok;
      });
  absl::StatusOr<std::shared_ptr<const KeySet>> read = ReadKeys(path);
  if (!read.ok()) return read.status();
  source->keys_.Take(std::move(read));
  return source;
}

}  // namespace smartcar_gateway
