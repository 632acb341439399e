// Implementation of LinkReader.
#include "server/audit/link_reader.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/audit/chain.h"
#include "simdjson.h"

namespace smartcar_gateway {
namespace {

// Empty if the member is missing or no string.
absl::string_view Text(const simdjson::dom::object& object, const char* name) {
  std::string_view text;
  if (object.at_key(name).get(text) != simdjson::SUCCESS) return "";
  return absl::string_view(text.data(), text.size());
}

}  // namespace

struct LinkReader::Parser {
  simdjson::dom::parser parser;
};

LinkReader::LinkReader() : parser_(std::make_unique<Parser>()) {}

LinkReader::~LinkReader() = default;

absl::StatusOr<LineLink> LinkReader::Read(absl::string_view line) {
  if (line.size() > kMaxLineBytes) {
    return absl::InvalidArgumentError(absl::StrCat("it is longer than ", kMaxLineBytes, " bytes"));
  }
  simdjson::dom::object object;
  const auto error = parser_->parser.parse(line.data(), line.size()).get(object);
  if (error == simdjson::INCORRECT_TYPE) {
    return absl::InvalidArgumentError("it is no JSON object");
  }
  if (error != simdjson::SUCCESS) return absl::InvalidArgumentError("it is not JSON");
  LineLink link;
  if (!absl::SimpleAtoi(Text(object, "sequence"), &link.sequence) || link.sequence == 0) {
    return absl::InvalidArgumentError("it has no sequence");
  }
  link.previous_hash = std::string(Text(object, "previous_hash"));
  if (!IsLineHash(link.previous_hash)) {
    return absl::InvalidArgumentError("it has no previous_hash");
  }
  link.time = std::string(Text(object, "time"));
  return link;
}

}  // namespace smartcar_gateway
