// Parses a reply by the written rules of this folder's README.
#include "server/smartcar/decode/json_document.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/smartcar/decode/json_repair.h"

namespace smartcar_gateway {
namespace {

// A thread keeps its buffers from reply to reply, unless one was much larger than usual.
constexpr size_t kKeptCapacity = 1 << 20;
constexpr size_t kUsualSize = 64 << 10;

// What simdjson's limit must be for kMaxJsonDepth levels that are not empty.
constexpr size_t kParserDepth = kMaxJsonDepth + 1;

simdjson::error_code Parse(const std::string& text, simdjson::dom::element* root) {
  thread_local std::unique_ptr<simdjson::dom::parser> parser;
  if (parser != nullptr && parser->capacity() > kKeptCapacity && text.size() <= kUsualSize) {
    parser.reset();
  }
  if (parser == nullptr) {
    parser = std::make_unique<simdjson::dom::parser>();
    const simdjson::error_code error = parser->allocate(kUsualSize, kParserDepth);
    if (error != simdjson::SUCCESS) {
      parser.reset();
      return error;
    }
  }
  constexpr char kByteOrderMark[] = "\xef\xbb\xbf";
  const size_t skipped = text.compare(0, 3, kByteOrderMark) == 0 ? 3 : 0;
  const bool padded = text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING;
  return parser->parse(text.data() + skipped, text.size() - skipped, !padded).get(*root);
}

absl::Status ParseError(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return absl::InvalidArgumentError("the reply is empty");
    case simdjson::DEPTH_ERROR:
      return absl::InvalidArgumentError(
          absl::StrCat("the reply nests deeper than ", kMaxJsonDepth, " levels"));
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return absl::InvalidArgumentError("the reply is too large");
    default:
      return absl::InvalidArgumentError("the reply is not JSON");
  }
}

// What a copy of the text with repaired strings and numbers may cure.
bool IsRepairable(simdjson::error_code error) {
  return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR ||
         error == simdjson::NUMBER_ERROR;
}

}  // namespace

absl::StatusOr<simdjson::dom::element> ParseJson(const std::string& body) {
  simdjson::dom::element root;
  simdjson::error_code error = Parse(body, &root);
  if (IsRepairable(error)) error = Parse(RepairJson(body), &root);
  if (error != simdjson::SUCCESS) return ParseError(error);
  return root;
}

}  // namespace smartcar_gateway
