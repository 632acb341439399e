// Implementation of KeySet.
#include "server/access/jwks.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/access/jwk.h"
#include "server/access/strict_json.h"

namespace smartcar_gateway {
namespace {

uint64_t NextSerial() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

std::string IdentityOf(const std::vector<KeySet::Key>& keys) {
  std::vector<std::string> texts;
  for (const KeySet::Key& key : keys) {
    const int algorithm =
        key.only_algorithm.has_value() ? static_cast<int>(*key.only_algorithm) : -1;
    texts.push_back(absl::StrCat(key.id, "\n", algorithm, "\n", key.jwk));
  }
  std::sort(texts.begin(), texts.end());
  return absl::StrJoin(texts, "\n");
}

}  // namespace

KeySet::KeySet(std::vector<Key> keys, std::string summary)
    : keys_(std::move(keys)),
      summary_(std::move(summary)),
      identity_(IdentityOf(keys_)),
      serial_(NextSerial()) {}

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(const std::string& json) {
  if (json.size() > kMaxJwksBytes) {
    return absl::InvalidArgumentError(absl::StrCat("it is larger than ", kMaxJwksBytes, " bytes"));
  }
  simdjson::dom::parser parser;
  const absl::optional<simdjson::dom::object> root = ParseStrictObject(json, &parser);
  simdjson::dom::array list;
  if (!root.has_value() || root->at_key("keys").get(list) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("it is not a JWK Set: a JSON object with a list \"keys\"");
  }
  if (list.size() > kMaxKeys) {
    return absl::InvalidArgumentError(absl::StrCat("it has more than ", kMaxKeys, " keys"));
  }
  std::vector<Key> keys;
  int left_out = 0;
  std::string why;  // the last one was left out
  for (const simdjson::dom::element& element : list) {
    absl::StatusOr<Key> key = ReadJwk(element);
    if (key.ok()) {
      keys.push_back(*std::move(key));
    } else {
      ++left_out;
      why = std::string(key.status().message());
    }
  }
  const std::string others =
      left_out == 0 ? "" : absl::StrCat(left_out, " left out, the last of them because ", why);
  if (keys.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("it has no key that tokens can be checked with",
                                                   others.empty() ? "" : ": ", others));
  }
  const std::string summary = absl::StrCat(keys.size(), keys.size() == 1 ? " key" : " keys",
                                           others.empty() ? "" : "; ", others);
  return std::shared_ptr<const KeySet>(new KeySet(std::move(keys), summary));
}

std::vector<const KeySet::Key*> KeySet::CandidatesFor(
    SignatureAlgorithm algorithm, const absl::optional<std::string>& key_id) const {
  std::vector<const Key*> candidates;
  for (const Key& key : keys_) {
    if (key_id.has_value() && key.id != *key_id) continue;
    if (key.kind != KindFor(algorithm)) continue;
    if (key.only_algorithm.has_value() && *key.only_algorithm != algorithm) continue;
    candidates.push_back(&key);
  }
  return candidates;
}

bool KeySet::Has(const std::string& key_id) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const Key& key) { return key.id == key_id; });
}

}  // namespace smartcar_gateway
