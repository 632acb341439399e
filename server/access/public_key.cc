// Implementation of PublicKey with librhonabwy.
#include "server/access/public_key.h"

#include <gnutls/abstract.h>
#include <rhonabwy.h>

#include "absl/memory/memory.h"

namespace smartcar_gateway {

std::unique_ptr<const PublicKey> PublicKey::Import(const std::string& jwk) {
  jwk_t* imported = nullptr;
  if (r_jwk_init(&imported) != RHN_OK) return nullptr;
  std::unique_ptr<const PublicKey> key = absl::WrapUnique(new PublicKey(imported));
  if (r_jwk_import_from_json_str(imported, jwk.c_str()) != RHN_OK) return nullptr;
  gnutls_pubkey_t numbers = r_jwk_export_to_gnutls_pubkey(imported, R_FLAG_IGNORE_REMOTE);
  if (numbers == nullptr) return nullptr;
  const bool sound = gnutls_pubkey_verify_params(numbers) == GNUTLS_E_SUCCESS;
  gnutls_pubkey_deinit(numbers);
  return sound ? std::move(key) : nullptr;
}

PublicKey::~PublicKey() { r_jwk_free(static_cast<jwk_t*>(jwk_)); }

bool PublicKey::Signed(absl::string_view token) const {
  jws_t* jws = nullptr;
  if (r_jws_init(&jws) != RHN_OK) return false;
  const bool is_signed =
      r_jws_advanced_compact_parsen(jws, token.data(), token.size(), R_PARSE_NONE,
                                    R_FLAG_IGNORE_REMOTE) == RHN_OK &&
      r_jws_verify_signature(jws, static_cast<jwk_t*>(jwk_), R_FLAG_IGNORE_REMOTE) == RHN_OK;
  r_jws_free(jws);
  return is_signed;
}

}  // namespace smartcar_gateway
