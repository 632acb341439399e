// Descriptor: owns a file descriptor.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_DESCRIPTOR_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace smartcar_gateway {

// Closes it at the end. Not thread-safe.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  int get() const { return number_; }  // -1: none
  // Hands it over.
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_DESCRIPTOR_H_
