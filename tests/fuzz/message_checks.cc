// What every decoder promises, whatever it reads.
#include "tests/fuzz/message_checks.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/wrappers.pb.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kRefusals[] = {
    "the reply is empty",
    "the reply is not JSON",
    "the reply is no JSON object",
    "the reply is too large",
    "the reply nests deeper than 64 levels",
    "`data` of the reply is no object",
    "`data` of the reply has neither `attributes` nor `id`",
    "the reply has neither `data` nor `attributes`",
    "the reply has no array `data`",
    "`data` of the reply holds an entry that is no object",
};

// The smallest entries of a list, such as `{},`, become whole messages.
constexpr size_t kBytesPerInputByte = 200;
constexpr size_t kBytesOfSmallMessage = 4096;
// Each byte that is no UTF-8 becomes three, and a member may be kept beside the field it set.
constexpr size_t kWireBytesPerInputByte = 12;

}  // namespace

void CheckRefusal(const absl::Status& status, Findings* findings) {
  findings->Expect(status.code() == absl::StatusCode::kInvalidArgument,
                   "a refusal is INVALID_ARGUMENT", status.ToString());
  const absl::string_view message = status.message();
  findings->Expect(
      std::find(std::begin(kRefusals), std::end(kRefusals), message) != std::end(kRefusals),
      "a refusal says one of the known things (kRefusals) and quotes nothing", message);
}

void CheckMessage(const google::protobuf::Message& message, size_t input_size, Findings* findings) {
  const std::string wire = message.SerializeAsString();
  const size_t wire_limit = kBytesOfSmallMessage + kWireBytesPerInputByte * input_size;
  findings->Expect(wire.size() <= wire_limit, "a message is not much longer than its JSON",
                   absl::StrCat(wire.size(), " of ", wire_limit, " bytes"));
  const size_t memory_limit = kBytesOfSmallMessage + kBytesPerInputByte * input_size;
  findings->Expect(message.SpaceUsedLong() <= memory_limit, "a message takes bounded memory",
                   absl::StrCat(message.SpaceUsedLong(), " of ", memory_limit, " bytes"));

  const std::unique_ptr<google::protobuf::Message> again(message.New());
  findings->Expect(again->ParseFromString(wire), "a message can be read again");

  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  findings->Expect(status.ok(), "a message can be shown as JSON", status.ToString());
}

void CheckDecoded(const absl::Status& status, const google::protobuf::Message& message,
                  size_t input_size, Findings* findings) {
  if (status.ok()) {
    CheckMessage(message, input_size, findings);
  } else {
    CheckRefusal(status, findings);
  }
}

void CheckPage(const PageInfo& page, Findings* findings) {
  findings->Expect(page.page_number >= 0 && page.page_size >= 0 && page.total_count >= 0,
                   "counts of a page are not negative");
  findings->Expect(page.TotalSize() >= 0, "the size of a list is not negative");
}

void CheckText(absl::string_view text, Findings* findings) {
  google::protobuf::StringValue message;
  message.set_value(std::string(text));
  google::protobuf::StringValue again;
  findings->Expect(again.ParseFromString(message.SerializeAsString()), "text is UTF-8");
}

}  // namespace smartcar_gateway
