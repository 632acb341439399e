// Tests of SecretOrder.
#include "server/token/secret_order.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using Words = std::vector<std::string>;

std::vector<Secret> Secrets(const Words& words) {
  std::vector<Secret> secrets;
  for (const std::string& word : words) secrets.emplace_back(word);
  return secrets;
}

class SecretOrderTest : public ::testing::Test {
 protected:
  Words Begin(const Words& words) {
    Words ordered;
    for (const size_t place : order_.Begin(Secrets(words))) ordered.push_back(words[place]);
    return ordered;
  }

  SecretOrder order_;
};

TEST_F(SecretOrderTest, AtFirstTheOrderIsTheGivenOneAndNothingIsNew) {
  EXPECT_TRUE(order_.WouldTellMore(Secrets({"a", "b", "c"})));
  EXPECT_THAT(Begin({"a", "b", "c"}), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(order_.IsNew(Secret("a")));
  EXPECT_FALSE(order_.WouldTellMore(Secrets({"a", "b", "c"})));
}

TEST_F(SecretOrderTest, TheOneThatWorkedLastComesFirst) {
  Begin({"a", "b", "c"});
  order_.Refused(Secret("a"));
  order_.Accepted(Secret("b"));
  EXPECT_THAT(Begin({"a", "b", "c"}), ElementsAre("b", "a", "c"));
}

TEST_F(SecretOrderTest, WhatWasAddedComesBeforeTheOneThatWorkedLast) {
  Begin({"a"});
  order_.Accepted(Secret("a"));
  EXPECT_TRUE(order_.WouldTellMore(Secrets({"a", "b"})));
  EXPECT_THAT(Begin({"a", "b"}), ElementsAre("b", "a"));
  EXPECT_TRUE(order_.IsNew(Secret("b")));
  EXPECT_FALSE(order_.IsNew(Secret("a")));
}

TEST_F(SecretOrderTest, NewUntilAcceptedOrRefused) {
  Begin({"a"});
  order_.Accepted(Secret("a"));
  Begin({"c", "a", "b"});
  EXPECT_THAT(Begin({"c", "a", "b"}), ElementsAre("c", "b", "a")) << "nothing was heard of them";
  EXPECT_TRUE(order_.WouldTellMore(Secrets({"c", "a", "b"})));
  order_.Refused(Secret("c"));
  EXPECT_THAT(Begin({"c", "a", "b"}), ElementsAre("b", "a", "c"));
  order_.Accepted(Secret("b"));
  EXPECT_THAT(Begin({"c", "a", "b"}), ElementsAre("b", "c", "a"));
  EXPECT_FALSE(order_.WouldTellMore(Secrets({"c", "a", "b"})));
}

TEST_F(SecretOrderTest, OneNewSecretThatWorksIsEnough) {
  Begin({"a"});
  Begin({"b", "c", "a"});
  order_.Accepted(Secret("b"));
  EXPECT_FALSE(order_.IsNew(Secret("c")));
}

TEST_F(SecretOrderTest, AChangedOrderMakesTheFirstOneNew) {
  Begin({"a", "b"});
  order_.Accepted(Secret("a"));
  EXPECT_TRUE(order_.WouldTellMore(Secrets({"b", "a"})));
  EXPECT_THAT(Begin({"b", "a"}), ElementsAre("b", "a"));
  EXPECT_TRUE(order_.IsNew(Secret("b")));
}

TEST_F(SecretOrderTest, RemovingTheOneThatWorkedMakesTheFirstOneNew) {
  Begin({"a", "b"});
  order_.Accepted(Secret("a"));
  EXPECT_TRUE(order_.WouldTellMore(Secrets({"b"})));
  EXPECT_THAT(Begin({"b"}), ElementsAre("b"));
  EXPECT_TRUE(order_.IsNew(Secret("b")));
}

TEST_F(SecretOrderTest, WhatWasRemovedAndComesBackIsNewAgain) {
  Begin({"a", "b"});
  order_.Accepted(Secret("b"));
  EXPECT_THAT(Begin({"b"}), ElementsAre("b"));
  EXPECT_FALSE(order_.IsNew(Secret("b"))) << "it has long worked";
  EXPECT_THAT(Begin({"b", "a"}), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace smartcar_gateway
