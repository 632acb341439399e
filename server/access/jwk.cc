// Implementation of the reader of keys.
#include "server/access/jwk.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/access/base64url.h"
#include "server/access/strict_json.h"

namespace smartcar_gateway {
namespace {

using simdjson::dom::object;

constexpr size_t kMaxIdBytes = 255;
constexpr int kMinRsaBits = 2048;
// Checking a signature with a larger one takes so long that a few tokens would keep a CPU busy.
constexpr int kMaxRsaBits = 8192;
constexpr size_t kMaxExponentBytes = 8;

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

bool IsPrivate(const object& jwk) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    if (HasMember(jwk, name)) return true;
  }
  return false;
}

bool IsForSignatures(const object& jwk) {
  if (HasMember(jwk, "use") && StringMember(jwk, "use") != absl::string_view("sig")) return false;
  if (!HasMember(jwk, "key_ops")) return true;
  simdjson::dom::array operations;
  if (jwk.at_key("key_ops").get(operations) != simdjson::SUCCESS) return false;
  for (const auto& operation : operations) {
    std::string_view name;
    if (operation.get(name) == simdjson::SUCCESS && name == "verify") return true;
  }
  return false;
}

// The bytes of a member; empty if there are none.
std::string Bytes(const object& jwk, absl::string_view name) {
  const absl::optional<absl::string_view> text = StringMember(jwk, name);
  if (!text.has_value()) return "";
  return DecodeBase64Url(*text).value_or("");
}

// Of a big-endian number.
int BitsOf(absl::string_view number) {
  while (!number.empty() && number.front() == '\0') number.remove_prefix(1);
  if (number.empty()) return 0;
  int bits = static_cast<int>(8 * (number.size() - 1));
  for (auto top = static_cast<unsigned char>(number.front()); top != 0; top >>= 1) ++bits;
  return bits;
}

absl::Status ReadRsa(const object& jwk, KeySet::Key* key) {
  const std::string modulus = Bytes(jwk, "n");
  const std::string exponent = Bytes(jwk, "e");
  const int bits = BitsOf(modulus);
  if (bits == 0 || exponent.empty()) return Refuse("its modulus or exponent is missing");
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return Refuse(absl::StrCat("RSA keys must have ", kMinRsaBits, " to ", kMaxRsaBits, " bits"));
  }
  const bool odd = (modulus.back() & 1) != 0 && (exponent.back() & 1) != 0;
  if (!odd || BitsOf(exponent) < 2 || exponent.size() > kMaxExponentBytes) {
    return Refuse("its modulus or exponent is none of RSA");
  }
  key->kind = KeyKind::kRsa;
  key->jwk = absl::StrCat(R"({"kty":"RSA","n":")", *StringMember(jwk, "n"), R"(","e":")",
                          *StringMember(jwk, "e"), R"("})");
  return absl::OkStatus();
}

absl::Status ReadEc(const object& jwk, KeySet::Key* key) {
  const absl::string_view curve = StringMember(jwk, "crv").value_or("");
  size_t size = 0;
  if (curve == "P-256") {
    key->kind = KeyKind::kP256;
    size = 32;
  } else if (curve == "P-384") {
    key->kind = KeyKind::kP384;
    size = 48;
  } else if (curve == "P-521") {
    key->kind = KeyKind::kP521;
    size = 66;
  } else {
    return Refuse("its curve is none of P-256, P-384 and P-521");
  }
  if (Bytes(jwk, "x").size() != size || Bytes(jwk, "y").size() != size) {
    return Refuse("its coordinates do not have the length of its curve");
  }
  key->jwk = absl::StrCat(R"({"kty":"EC","crv":")", curve, R"(","x":")", *StringMember(jwk, "x"),
                          R"(","y":")", *StringMember(jwk, "y"), R"("})");
  return absl::OkStatus();
}

absl::Status ReadOkp(const object& jwk, KeySet::Key* key) {
  if (StringMember(jwk, "crv") != absl::string_view("Ed25519")) {
    return Refuse("its curve is not Ed25519");
  }
  if (Bytes(jwk, "x").size() != 32) return Refuse("its \"x\" does not have 32 bytes");
  key->kind = KeyKind::kEd25519;
  key->jwk =
      absl::StrCat(R"({"kty":"OKP","crv":"Ed25519","x":")", *StringMember(jwk, "x"), R"("})");
  return absl::OkStatus();
}

absl::Status ReadNumbers(const object& jwk, KeySet::Key* key) {
  const absl::string_view type = StringMember(jwk, "kty").value_or("");
  if (type == "RSA") return ReadRsa(jwk, key);
  if (type == "EC") return ReadEc(jwk, key);
  if (type == "OKP") return ReadOkp(jwk, key);
  return Refuse("its type (kty) is none of RSA, EC and OKP");
}

absl::Status ReadAlgorithm(const object& jwk, KeySet::Key* key) {
  if (!HasMember(jwk, "alg")) return absl::OkStatus();
  key->only_algorithm = SignatureAlgorithmOf(StringMember(jwk, "alg").value_or(""));
  if (!key->only_algorithm.has_value() || KindFor(*key->only_algorithm) != key->kind) {
    return Refuse("its algorithm (alg) is not supported or not of its type");
  }
  return absl::OkStatus();
}

absl::Status ReadId(const object& jwk, KeySet::Key* key) {
  if (!HasMember(jwk, "kid")) return absl::OkStatus();
  key->id = std::string(StringMember(jwk, "kid").value_or(""));
  if (key->id.empty() || key->id.size() > kMaxIdBytes) {
    return Refuse(absl::StrCat("its id (kid) is not a text of 1 to ", kMaxIdBytes, " bytes"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KeySet::Key> ReadJwk(const simdjson::dom::element& element) {
  object jwk;
  if (element.get(jwk) != simdjson::SUCCESS || HasRepeatedName(jwk)) {
    return Refuse("it is not a JSON object with each name once");
  }
  // Whoever has read the set can sign with such a key.
  if (IsPrivate(jwk)) return Refuse("it is a private or secret key, which must not be published");
  if (!IsForSignatures(jwk)) return Refuse("it is not for checking signatures (use, key_ops)");
  KeySet::Key key;
  for (const auto read : {ReadNumbers, ReadAlgorithm, ReadId}) {
    const absl::Status status = read(jwk, &key);
    if (!status.ok()) return status;
  }
  key.key = PublicKey::Import(key.jwk);
  if (key.key == nullptr) return Refuse("its numbers are no valid key");
  return key;
}

}  // namespace smartcar_gateway
