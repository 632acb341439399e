// Secret: a string that cannot be printed, logged or streamed.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_SECRET_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_SECRET_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Holds a client secret or an access token. There is no operator<<, no AbslStringify and no
// conversion: whoever needs the bytes writes `Reveal()`, which is easy to find in a review. The
// bytes are overwritten on destruction, and where a value is moved or assigned away.
// Not thread-safe for writers; concurrent readers are fine.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(other.value_) { other.Wipe(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { Wipe(); }

  // The bytes themselves. The view lives as long as this object is not changed.
  absl::string_view Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  // Takes the same time wherever the first difference is.
  friend bool operator==(const Secret& a, const Secret& b) { return a.Equals(b); }
  friend bool operator!=(const Secret& a, const Secret& b) { return !a.Equals(b); }

 private:
  bool Equals(const Secret& other) const;
  void Wipe() noexcept;

  std::string value_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_SECRET_H_
