// Fuzz target: the loader of the configuration file.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "server/config/config_loader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"
#include "yaml-cpp/yaml.h"

namespace smartcar_gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// What the loader never shows when it stands in a string. No text of its own holds it.
constexpr absl::string_view kSecret = "q7Zq9W-hush";

// The longest line of a report: a path, quoted keys, and all the keys there are.
constexpr size_t kLongestLine = 1024;

// A file that is only in memory.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& content) : descriptor_(memfd_create("config", 0)) {
    good_ = descriptor_ >= 0 && write(descriptor_, content.data(), content.size()) ==
                                    static_cast<ssize_t>(content.size());
  }
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool good() const { return good_; }
  std::string path() const { return absl::StrCat("/proc/self/fd/", descriptor_); }

 private:
  const int descriptor_;
  bool good_ = false;
};

// The credentials, so that the input decides alone whether the configuration is valid.
absl::optional<std::string> Environment(const std::string& name) {
  if (name == "SMARTCAR_CLIENT_ID") return "client_fuzz";
  if (name == "SMARTCAR_CLIENT_SECRET") return std::string(kSecret);
  return absl::nullopt;
}

absl::StatusOr<LoadedConfig> Load(const std::string& yaml, Findings* findings) {
  const MemoryFile file(yaml);
  findings->Expect(file.good(), "the system has room for a file in memory");
  return LoadConfig(file.path(), Environment);
}

void CheckReport(const absl::Status& status, size_t input_size, Findings* findings) {
  const absl::string_view report = status.message();
  findings->Expect(status.code() == absl::StatusCode::kInvalidArgument && !report.empty(),
                   "a refusal is INVALID_ARGUMENT and says why", status.ToString());
  CheckText(report, findings);
  const std::vector<absl::string_view> lines = absl::StrSplit(report, '\n');
  findings->Expect(lines.size() <= input_size + 10, "a violation takes a byte at least",
                   absl::StrCat(lines.size(), " lines"));
  for (const absl::string_view line : lines) {
    findings->Expect(line.size() <= kLongestLine, "a line of a report can be read", line);
    findings->Expect(std::none_of(line.begin(), line.end(), absl::ascii_iscntrl),
                     "a report has no control characters",
                     absl::StrCat("in a line of ", line.size(), " bytes"));
  }
}

void CheckPrinted(const LoadedConfig& loaded, size_t input_size, Findings* findings) {
  CheckMessage(loaded.config, input_size, findings);
  const std::string printed = PrintConfig(loaded);
  findings->Expect(!absl::StrContains(printed, kSecret), "printing hides the secret");
  const auto again = Load(printed, findings);
  findings->Expect(again.ok(), "a printed configuration is valid", again.status().ToString());
  if (!again.ok()) return;
  findings->Expect(again->config.DebugString() == loaded.config.DebugString(),
                   "a printed configuration is the same configuration", printed);
}

// Puts the secret into every string of `node`, a map with fields of `type`. Returns their number.
int HideSecrets(YAML::Node node, const Descriptor& type) {
  if (!node.IsMap()) return 0;
  int hidden = 0;
  for (auto entry : node) {
    if (!entry.first.IsScalar()) continue;
    const FieldDescriptor* const field = type.FindFieldByName(entry.first.Scalar());
    if (field == nullptr) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      hidden += HideSecrets(entry.second, *field->message_type());
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && entry.second.IsScalar()) {
      entry.second = absl::StrCat(entry.second.Scalar(), kSecret);
      ++hidden;
    }
  }
  return hidden;
}

void CheckSecrets(const std::string& input, Findings* findings) {
  std::string yaml;
  try {
    const YAML::Node root = YAML::Load(input);
    const Descriptor& type = *smartcar::gateway::config::v1::GatewayConfig::descriptor();
    if (HideSecrets(root, type) == 0) return;
    YAML::Emitter out;
    out << root;
    if (!out.good()) return;
    yaml = out.c_str();
  } catch (const YAML::Exception&) {
    return;
  }
  const auto loaded = Load(yaml, findings);
  if (loaded.ok()) return;
  findings->Expect(!absl::StrContains(loaded.status().message(), kSecret),
                   "a report never holds a string of the file", loaded.status().message());
}

void Config(const std::string& input, Findings* findings) {
  const auto loaded = Load(input, findings);
  if (loaded.ok()) {
    CheckPrinted(*loaded, input.size(), findings);
  } else {
    CheckReport(loaded.status(), input.size(), findings);
  }
  if (!absl::StrContains(input, kSecret)) CheckSecrets(input, findings);
}

const FuzzTargetRegistration registration("config", Config);

}  // namespace
}  // namespace smartcar_gateway
