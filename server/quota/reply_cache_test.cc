// Tests of ReplyCache.
#include "server/quota/reply_cache.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

class ReplyCacheTest : public ::testing::Test {
 protected:
  ReplyCache::Entry Answer(const std::string& body) const {
    auto response = std::make_shared<HttpResponse>();
    response->status = 200;
    response->headers = {{"content-type", "application/json"}};
    response->body = body;
    return {response, clock_.Now()};
  }

  static std::string BodyOf(const ReplyCache::Entry* entry) {
    return entry == nullptr ? "(none)" : entry->response->body;
  }

  FakeClock clock_;
};

TEST_F(ReplyCacheTest, KeepsTheAnswerOfTheLatestCall) {
  ReplyCache cache(1 << 20);
  EXPECT_EQ(cache.Find({"v", "a"}), nullptr);
  const ReplyCache::Entry older = Answer("older");
  clock_.Advance(absl::Seconds(1));
  cache.Put({"v", "a"}, Answer("newer"));
  cache.Put({"v", "a"}, older);
  EXPECT_EQ(BodyOf(cache.Find({"v", "a"})), "newer");
  cache.Put({"v", "a"}, Answer("newest"));
  EXPECT_EQ(BodyOf(cache.Find({"v", "a"})), "newest");
  EXPECT_EQ(cache.size(), 1u);
}

TEST_F(ReplyCacheTest, UnusedForLongestGoesFirstAndMemoryStaysBounded) {
  constexpr uint64_t kRoom = 40'000;
  ReplyCache cache(kRoom);
  const std::string body(3'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    cache.Put({"v", absl::StrCat(i)}, Answer(body));
    cache.Find({"v", "0"});
    EXPECT_LE(cache.bytes(), kRoom);
  }
  EXPECT_GE(cache.size(), 8u);
  EXPECT_LE(cache.size(), 13u);
  EXPECT_NE(cache.Find({"v", "0"}), nullptr) << "used all the time";
  EXPECT_NE(cache.Find({"v", "999"}), nullptr);
  EXPECT_EQ(cache.Find({"v", "500"}), nullptr);
}

TEST_F(ReplyCacheTest, AnswersWithoutBodyCountToo) {
  ReplyCache cache(100'000);
  for (int i = 0; i < 10'000; ++i) cache.Put({"", absl::StrCat(i)}, Answer(""));
  EXPECT_LT(cache.size(), 200u);
}

TEST_F(ReplyCacheTest, WhatIsLargerThanAllTheRoomIsNotKeptAndReplacesNothingElse) {
  ReplyCache cache(10'000);
  cache.Put({"v", "a"}, Answer("a"));
  cache.Put({"v", "b"}, Answer("b"));
  cache.Put({"v", "b"}, Answer(std::string(20'000, 'x')));
  EXPECT_EQ(BodyOf(cache.Find({"v", "a"})), "a");
  EXPECT_EQ(cache.Find({"v", "b"}), nullptr) << "what it was before is no longer true";
  ReplyCache none(0);
  none.Put({"v", "a"}, Answer(""));
  EXPECT_EQ(none.size(), 0u);
}

TEST_F(ReplyCacheTest, AVehicleIsDroppedWholeAndAlone) {
  ReplyCache cache(1 << 20);
  for (const char* vehicle : {"", "v", "v1", "v2"}) {
    for (const char* text : {"", "a", "b"}) cache.Put({vehicle, text}, Answer("x"));
  }
  cache.DropVehicle("v1");
  EXPECT_EQ(cache.size(), 9u);
  EXPECT_EQ(cache.Find({"v1", "a"}), nullptr);
  EXPECT_NE(cache.Find({"v", "b"}), nullptr);
  EXPECT_NE(cache.Find({"v2", ""}), nullptr);
  cache.DropAll();
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(cache.bytes(), 0u);
  cache.Put({"v1", "a"}, Answer("again"));
  EXPECT_EQ(BodyOf(cache.Find({"v1", "a"})), "again");
}

}  // namespace
}  // namespace smartcar_gateway
