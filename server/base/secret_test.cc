// Tests of Secret.
#include "server/base/secret.h"

#include <ostream>
#include <type_traits>
#include <utility>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

template <typename T, typename = void>
struct IsStreamable : std::false_type {};
template <typename T>
struct IsStreamable<T, decltype(void(std::declval<std::ostream&>() << std::declval<const T&>()))>
    : std::true_type {};

TEST(Secret, CannotBeStreamedOrConvertedToAString) {
  EXPECT_TRUE(IsStreamable<std::string>::value);
  EXPECT_FALSE(IsStreamable<Secret>::value);
  EXPECT_FALSE((std::is_convertible<Secret, std::string>::value));
  EXPECT_FALSE((std::is_convertible<Secret, absl::string_view>::value));
}

TEST(Secret, MovedFromSecretIsEmpty) {
  Secret first("abc");
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(second.Reveal(), "abc");
  Secret third;
  third = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(third.Reveal(), "abc");
}

TEST(Secret, EqualityComparesTheWholeValue) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_NE(Secret("abc"), Secret("abd"));
  EXPECT_NE(Secret("abc"), Secret("ab"));
}

}  // namespace
}  // namespace smartcar_gateway
