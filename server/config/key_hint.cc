// Implementation of the hints about keys.
#include "server/config/key_hint.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/types/optional.h"
#include "server/config/field_value.h"
#include "server/config/spelling.h"

namespace smartcar_gateway {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

std::vector<std::string> NamesOf(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

// The path of a field of this name at any depth, if there is one.
absl::optional<std::string> FindPath(const Descriptor& type, absl::string_view name) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.name() == name) return field.name();
    if (!HoldsFields(field)) continue;
    const absl::optional<std::string> inner = FindPath(*field.message_type(), name);
    if (inner.has_value()) return absl::StrCat(field.name(), ".", *inner);
  }
  return absl::nullopt;
}

bool MeansTheSecretItself(absl::string_view key) {
  const std::string simple =
      absl::StrReplaceAll(absl::AsciiStrToLower(key), {{"_", ""}, {"-", ""}});
  return simple == "clientsecret" || simple == "secret" || simple == "clientsecrets";
}

}  // namespace

std::string UnknownKeyHint(const Descriptor& root, const Descriptor& here, absl::string_view key) {
  if (MeansTheSecretItself(key)) {
    return "a secret is not written into this file; put it into a file of its own and name that in "
           "smartcar.client_secret_file, or set the environment variable SMARTCAR_CLIENT_SECRET";
  }
  const absl::optional<std::string> elsewhere = FindPath(root, key);
  if (elsewhere.has_value()) {
    return absl::StrCat("unknown key here; did you mean ", *elsewhere, "?");
  }
  const absl::optional<std::string> nearest = NearestWord(key, NamesOf(here));
  if (nearest.has_value()) return absl::StrCat("unknown key; did you mean ", *nearest, "?");
  return absl::StrCat("unknown key; the keys here are ", KeysOf(here));
}

std::string KeysOf(const Descriptor& type) { return absl::StrJoin(NamesOf(type), ", "); }

}  // namespace smartcar_gateway
