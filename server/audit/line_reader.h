// LineReader: the lines of a file of any size.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_LINE_READER_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_LINE_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// Needs the same memory for every file: of a line that is longer than kMaxLineBytes the rest is
// left out. Owns the open file. Not thread-safe.
class LineReader {
 public:
  struct Line {
    absl::string_view text;  // without the line break; as long as Next() is not called
    bool ended = false;      // by a line break
  };

  // INVALID_ARGUMENT if it cannot be read; the message names it.
  static absl::StatusOr<std::unique_ptr<LineReader>> Open(const std::string& path);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // Nothing at the end of the file.
  absl::StatusOr<absl::optional<Line>> Next();

 private:
  LineReader(std::string path, int file);

  // False at the end of the file.
  absl::StatusOr<bool> ReadMore();

  const std::string path_;
  const int file_;
  const std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0;  // of what has not been handed out
  size_t end_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_LINE_READER_H_
