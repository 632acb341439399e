// Implementation of Secret.
#include "server/base/secret.h"

#include <cstddef>

namespace smartcar_gateway {

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    Wipe();
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    value_ = other.value_;
    other.Wipe();
  }
  return *this;
}

bool Secret::Equals(const Secret& other) const {
  if (value_.size() != other.value_.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < value_.size(); ++i) {
    difference |= static_cast<unsigned char>(value_[i] ^ other.value_[i]);
  }
  return difference == 0;
}

void Secret::Wipe() noexcept {
  // volatile: the compiler may not drop writes to memory that is about to be freed.
  volatile char* bytes = value_.empty() ? nullptr : &value_[0];
  for (size_t i = 0; i < value_.size(); ++i) bytes[i] = 0;
  value_.clear();
}

}  // namespace smartcar_gateway
