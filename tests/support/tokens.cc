// Implementation of the tests' issuer of tokens.
#include "tests/support/tokens.h"

#include <chrono>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/leaks.h"
#include "tests/support/process.h"

namespace smartcar_gateway {

TokenIssuer::TokenIssuer(std::string issuer, std::string algorithm)
    : issuer_(std::move(issuer)),
      algorithm_(std::move(algorithm)),
      jwks_file_(NewScratchFolder("issuer") + "/jwks.json") {
  AddKey();
}

std::string TokenIssuer::Jwks() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return JwkSetOf(keys_);
}

std::string TokenIssuer::Token(const TokenClaims& claims) const {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const std::string payload =
      absl::StrCat(R"({"iss":")", issuer_, R"(","sub":")", claims.subject, R"(","aud":")",
                   claims.audience, R"(","iat":)", now + claims.valid_in, R"(,"nbf":)",
                   now + claims.valid_in, R"(,"exp":)", now + claims.valid_for, "}");
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string token = keys_[in_use_].Token(payload);
  RegisterSecret(token);
  return token;
}

std::string TokenIssuer::Bearer(const TokenClaims& claims) const {
  return absl::StrCat("Bearer ", Token(claims));
}

void TokenIssuer::AddKey() {
  PublishKey();
  UseNewestKey();
}

void TokenIssuer::PublishKey() {
  const std::lock_guard<std::mutex> lock(mutex_);
  keys_.emplace_back(algorithm_, absl::StrCat("key-", ++made_));
  WriteLocked();
}

void TokenIssuer::UseNewestKey() {
  const std::lock_guard<std::mutex> lock(mutex_);
  in_use_ = keys_.size() - 1;
}

void TokenIssuer::DropOldKeys() {
  const std::lock_guard<std::mutex> lock(mutex_);
  keys_.erase(keys_.begin(), keys_.end() - 1);
  in_use_ = 0;
  WriteLocked();
}

void TokenIssuer::WriteLocked() const {
  const std::string next = jwks_file_ + ".next";
  WriteFile(next, JwkSetOf(keys_));
  // At once, as a careful operator does it.
  if (std::rename(next.c_str(), jwks_file_.c_str()) != 0) Die("cannot replace " + jwks_file_);
}

}  // namespace smartcar_gateway
