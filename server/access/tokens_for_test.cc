// Implementation of the tests' keys and tokens.
#include "server/access/tokens_for_test.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_gateway {
namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "tokens for tests: %s failed\n", what);
  std::abort();
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(&(*text)[0]); }

const char* CurveOf(const std::string& algorithm) {
  if (algorithm == "ES256") return "P-256";
  if (algorithm == "ES384") return "P-384";
  return "P-521";
}

int CoordinateBytes(const std::string& algorithm) {
  if (algorithm == "ES256") return 32;
  if (algorithm == "ES384") return 48;
  return 66;
}

EVP_PKEY* Generate(const std::string& algorithm, int rsa_bits) {
  if (absl::StartsWith(algorithm, "RS")) return EVP_RSA_gen(rsa_bits);
  if (absl::StartsWith(algorithm, "ES")) return EVP_EC_gen(CurveOf(algorithm));
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

const EVP_MD* DigestOf(const std::string& algorithm) {
  if (absl::EndsWith(algorithm, "256")) return EVP_sha256();
  if (absl::EndsWith(algorithm, "384")) return EVP_sha384();
  if (absl::EndsWith(algorithm, "512")) return EVP_sha512();
  return nullptr;
}

// A number of the key, big-endian; padded on the left to `size` if that is not 0.
std::string Number(const EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  Require(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
  std::string bytes(size == 0 ? BN_num_bytes(number) : size, '\0');
  Require(BN_bn2binpad(number, Bytes(&bytes), static_cast<int>(bytes.size())) >= 0, name);
  BN_free(number);
  return Base64Url(bytes);
}

}  // namespace

std::string Base64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

SigningKey::SigningKey(std::string algorithm, std::string kid, int rsa_bits)
    : algorithm_(std::move(algorithm)),
      kid_(std::move(kid)),
      key_(Generate(algorithm_, rsa_bits), EVP_PKEY_free) {
  Require(key_ != nullptr, "making a key");
}

std::string SigningKey::Jwk(absl::string_view more) const {
  std::string members;
  if (absl::StartsWith(algorithm_, "RS")) {
    members = absl::StrCat(R"("kty":"RSA","n":")", Number(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0),
                           R"(","e":")", Number(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0), "\"");
  } else if (absl::StartsWith(algorithm_, "ES")) {
    const int size = CoordinateBytes(algorithm_);
    members = absl::StrCat(R"("kty":"EC","crv":")", CurveOf(algorithm_), R"(","x":")",
                           Number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, size), R"(","y":")",
                           Number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, size), "\"");
  } else {
    std::string x(32, '\0');
    size_t size = x.size();
    Require(EVP_PKEY_get_raw_public_key(key_.get(), Bytes(&x), &size) == 1, "reading a key");
    members = absl::StrCat(R"("kty":"OKP","crv":"Ed25519","x":")", Base64Url(x), "\"");
  }
  if (!kid_.empty()) absl::StrAppend(&members, R"(,"kid":")", kid_, "\"");
  if (!more.empty()) absl::StrAppend(&members, ",", more);
  return absl::StrCat("{", members, "}");
}

std::string SigningKey::PublicPem() const {
  BIO* const bio = BIO_new(BIO_s_mem());
  Require(PEM_write_bio_PUBKEY(bio, key_.get()) == 1, "writing PEM");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string SigningKey::Token(absl::string_view claims) const {
  return TokenWithHeader(
      absl::StrCat(R"({"alg":")", algorithm_, "\"",
                   kid_.empty() ? "" : absl::StrCat(R"(,"kid":")", kid_, "\""), R"(,"typ":"JWT"})"),
      claims);
}

std::string SigningKey::TokenWithHeader(absl::string_view header, absl::string_view claims) const {
  const std::string input = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
  return absl::StrCat(input, ".", Base64Url(Sign(input)));
}

std::string SigningKey::SignAsOpenSsl(absl::string_view input) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  Require(EVP_DigestSignInit(context, nullptr, DigestOf(algorithm_), nullptr, key_.get()) == 1,
          "signing");
  size_t size = 0;
  Require(EVP_DigestSign(context, nullptr, &size, Bytes(input), input.size()) == 1, "signing");
  std::string signature(size, '\0');
  Require(EVP_DigestSign(context, Bytes(&signature), &size, Bytes(input), input.size()) == 1,
          "signing");
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

std::string SigningKey::Sign(absl::string_view input) const {
  const std::string signature = SignAsOpenSsl(input);
  if (!absl::StartsWith(algorithm_, "ES")) return signature;
  const unsigned char* der = Bytes(signature);
  ECDSA_SIG* const parts = d2i_ECDSA_SIG(nullptr, &der, static_cast<int>(signature.size()));
  Require(parts != nullptr, "reading a signature");
  const int size = CoordinateBytes(algorithm_);
  std::string raw(2 * size, '\0');
  Require(BN_bn2binpad(ECDSA_SIG_get0_r(parts), Bytes(&raw), size) == size, "writing a signature");
  Require(BN_bn2binpad(ECDSA_SIG_get0_s(parts), Bytes(&raw) + size, size) == size,
          "writing a signature");
  ECDSA_SIG_free(parts);
  return raw;
}

std::string JwkSet(const std::vector<std::string>& jwks) {
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(jwks, ","), "]}");
}

std::string JwkSetOf(const std::vector<SigningKey>& keys) {
  std::vector<std::string> jwks;
  for (const SigningKey& key : keys) jwks.push_back(key.Jwk());
  return JwkSet(jwks);
}

std::string HmacToken(absl::string_view secret, absl::string_view header,
                      absl::string_view claims) {
  const std::string input = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
  std::string signature(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  Require(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Bytes(input),
               input.size(), Bytes(&signature), &size) != nullptr,
          "signing");
  return absl::StrCat(input, ".", Base64Url(absl::string_view(signature).substr(0, size)));
}

}  // namespace smartcar_gateway
