// Implementation of ReadYaml.
#include "server/config/yaml_reader.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"
#include "server/config/field_value.h"
#include "server/config/key_hint.h"
#include "server/config/yaml_roots.h"
#include "yaml-cpp/depthguard.h"
#include "yaml-cpp/yaml.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr size_t kMaxShownKeyBytes = 60;

Origin OriginOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1, ""}; }

// A key as it may be shown: it comes from the file, so it may hold anything.
std::string Shown(const std::string& key) {
  return absl::CHexEscape(absl::string_view(key).substr(0, kMaxShownKeyBytes));
}

std::string Join(const std::string& prefix, const std::string& key) {
  return prefix.empty() ? key : absl::StrCat(prefix, ".", key);
}

// One walk over one document.
class Walk {
 public:
  Walk(const Descriptor& root, Origins* origins, Violations* violations)
      : root_(root), origins_(*origins), violations_(*violations) {}

  // `node` is a map or null.
  void ReadFields(const YAML::Node& node, const std::string& prefix, Message* message) {
    if (!node.IsMap()) return;
    std::map<std::string, Origin> seen;
    for (const auto& entry : node) {
      const Origin origin = OriginOf(entry.first.Mark());
      if (!entry.first.IsScalar() || entry.first.Scalar().empty()) {
        violations_.Add(origin, prefix, "a key must be a word");
        continue;
      }
      const std::string& key = entry.first.Scalar();
      const std::string path = Join(prefix, Shown(key));
      const auto first = seen.emplace(key, origin);
      if (!first.second) {
        violations_.Add(
            origin, path,
            absl::StrCat("is here twice; the first is in line ", first.first->second.line));
        continue;
      }
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
      if (field == nullptr) {
        violations_.Add(origin, path, UnknownKeyHint(root_, *message->GetDescriptor(), key));
        continue;
      }
      if (field->is_repeated()) {
        ReadList(entry.second, path, origin, *field, message);
      } else {
        ReadOne(entry.second, path, origin, *field, message);
      }
    }
  }

 private:
  // A value of a field that is not repeated, or an item of one that is.
  void ReadOne(const YAML::Node& node, const std::string& path, const Origin& key,
               const FieldDescriptor& field, Message* message) {
    if (HoldsFields(field)) {
      if (!node.IsMap() && !node.IsNull()) {
        violations_.Add(OriginOf(node.Mark()), path,
                        absl::StrCat("must hold further keys (", KeysOf(*field.message_type()),
                                     "), each in a line of its own, indented"));
        KeepPlace(field, message);
        return;
      }
      const auto& reflection = *message->GetReflection();
      origins_[path] = node.IsMap() ? OriginOf(node.Mark()) : key;
      ReadFields(node, path,
                 field.is_repeated() ? reflection.AddMessage(message, &field)
                                     : reflection.MutableMessage(message, &field));
      return;
    }
    if (node.IsNull()) {
      violations_.Add(key, path, "has no value; write one, or delete the line for the default");
      KeepPlace(field, message);
      return;
    }
    const Origin origin = OriginOf(node.Mark());
    if (!node.IsScalar()) {
      violations_.Add(origin, path, "must be a single value, not a list or further keys");
      KeepPlace(field, message);
      return;
    }
    const absl::Status status = SetFieldFromText(field, node.Scalar(), message);
    if (!status.ok()) {
      violations_.Add(origin, path, std::string(status.message()));
      KeepPlace(field, message);
      return;
    }
    origins_[path] = origin;
  }

  void ReadList(const YAML::Node& node, const std::string& path, const Origin& key,
                const FieldDescriptor& field, Message* message) {
    origins_[path] = key;
    if (node.IsNull()) return;
    if (!node.IsSequence()) {
      violations_.Add(OriginOf(node.Mark()), path,
                      "must be a list: each item in a line of its own after \"- \"");
      return;
    }
    for (size_t i = 0; i < node.size(); ++i) {
      ReadOne(node[i], absl::StrCat(path, "[", i, "]"), key, field, message);
    }
  }

  // An item that is wrong leaves an empty one, so that those after it keep their numbers.
  static void KeepPlace(const FieldDescriptor& field, Message* message) {
    if (!field.is_repeated()) return;
    const auto& reflection = *message->GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      reflection.AddMessage(message, &field);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection.AddString(message, &field, "");
    }
  }

  const Descriptor& root_;
  Origins& origins_;
  Violations& violations_;
};

// The place of the first byte that no text file holds. yaml-cpp would take it or misread the rest.
absl::optional<Origin> FirstControlCharacter(absl::string_view text) {
  Origin origin{1, 1, ""};
  for (char c : text) {
    const bool control = absl::ascii_iscntrl(static_cast<unsigned char>(c));
    if (control && c != '\n' && c != '\r' && c != '\t') return origin;
    if (c == '\n') {
      ++origin.line;
      origin.column = 1;
    } else {
      ++origin.column;
    }
  }
  return absl::nullopt;
}

// Whether a tab indents that line or one shortly before it: yaml-cpp's message does not say so.
bool TabsNear(absl::string_view text, int line) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  const size_t end = std::min(lines.size(), static_cast<size_t>(line) + 1);
  for (size_t i = line > 0 ? line - 1 : 0; i < end; ++i) {
    const absl::string_view indent = lines[i].substr(0, lines[i].find_first_not_of(" \t"));
    if (indent.find('\t') != absl::string_view::npos) return true;
  }
  return false;
}

// What yaml-cpp says, without the piece of the file that some of its messages end with.
std::string SyntaxMessage(const YAML::Exception& error) {
  return error.msg.substr(0, error.msg.find(": "));
}

}  // namespace

void ReadYaml(const std::string& yaml, Message* message, Origins* origins, Violations* violations) {
  const absl::optional<Origin> control = FirstControlCharacter(yaml);
  if (control.has_value()) {
    violations->Add(*control, "", "not a text file: it holds a control character");
    return;
  }
  try {
    const std::vector<YAML::Mark> roots = FindRoots(yaml, 3);
    if (roots.empty()) return;
    if (roots.size() > 1) {
      const bool stuck = roots.back().pos == roots[roots.size() - 2].pos;
      violations->Add(OriginOf(roots[1]), "",
                      stuck ? "YAML syntax: a comma outside of [] and {}"
                            : "a second document (after \"---\"); one file holds one document");
      return;
    }
    const YAML::Node root = YAML::Load(yaml);
    if (!root.IsMap() && !root.IsNull()) {
      violations->Add(OriginOf(root.Mark()), "",
                      absl::StrCat("must hold keys (", KeysOf(*message->GetDescriptor()),
                                   ") and values, such as \"key: value\""));
      return;
    }
    Walk(*message->GetDescriptor(), origins, violations).ReadFields(root, "", message);
  } catch (const YAML::DeepRecursion&) {
    violations->Add({}, "", "YAML syntax: nested too deeply");
  } catch (const YAML::Exception& error) {
    violations->Add(
        OriginOf(error.mark), "",
        absl::StrCat(
            "YAML syntax: ", SyntaxMessage(error),
            TabsNear(yaml, error.mark.line) ? "; indent with spaces, a tab is not allowed" : ""));
  }
}

}  // namespace smartcar_gateway
