// Reading of dates with OpenSSL.
#include "server/access/certificate_dates.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <utility>

namespace smartcar_gateway {
namespace {

std::string HashOf(absl::string_view pem) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(pem.data()), pem.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

bool ReadTime(const ASN1_TIME* field, absl::Time* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(field, &parts) != 1) return false;
  *time = absl::FromTM(parts, absl::UTCTimeZone());
  return true;
}

CertificateDates::Dates Read(absl::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      bytes == nullptr ? nullptr : PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr),
      X509_free);
  CertificateDates::Dates dates;
  if (certificate == nullptr ||
      !ReadTime(X509_get0_notBefore(certificate.get()), &dates.not_before) ||
      !ReadTime(X509_get0_notAfter(certificate.get()), &dates.not_after)) {
    return CertificateDates::Dates();
  }
  return dates;
}

}  // namespace

CertificateDates::Dates CertificateDates::Of(absl::string_view pem) {
  std::string hash = HashOf(pem);
  {
    MutexLock lock(&mutex_);
    const auto found = remembered_.find(hash);
    if (found != remembered_.end()) return found->second;
  }
  const Dates dates = Read(pem);
  MutexLock lock(&mutex_);
  // Callers have few certificates; whoever has many only makes us read them again.
  if (remembered_.size() >= kMaxRemembered) remembered_.clear();
  remembered_.emplace(std::move(hash), dates);
  return dates;
}

}  // namespace smartcar_gateway
