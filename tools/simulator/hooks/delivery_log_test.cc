// The bounds of the record of deliveries.
#include "tools/simulator/hooks/delivery_log.h"

#include <gtest/gtest.h>

namespace smartcar_simulator {
namespace {

TEST(DeliveryLogTest, OldestLeaveFirstAndNumbersGoOn) {
  DeliveryLog log(2);
  for (int i = 0; i < 3; ++i) log.Add({});
  EXPECT_EQ(log.Count({}, 0), 2u);
  EXPECT_EQ(log.dropped(), 1u);
  EXPECT_EQ(log.Find(1), nullptr);
  EXPECT_EQ(log.Find(3)->sequence, 3u);
  log.Clear();
  EXPECT_EQ(log.Add({}), 4u);
}

TEST(DeliveryLogTest, OldestBodiesAreForgottenAndTheirDeliveriesKept) {
  DeliveryLog log(100);
  const std::string half(DeliveryLog::kMaxBytes / 2, 'x');
  for (int i = 0; i < 3; ++i) log.SetBody(*log.Find(log.Add({})), half);
  EXPECT_EQ(log.Count({}, 0), 3u);
  EXPECT_TRUE(log.Find(1)->body.empty());
  EXPECT_EQ(log.Find(2)->body.size(), half.size());
  log.SetBody(*log.Find(1), "again");  // a retry
  EXPECT_TRUE(log.Find(1)->body.empty()) << "it is still the oldest";
  EXPECT_EQ(log.Find(3)->body.size(), half.size());
}

TEST(DeliveryLogTest, MatchesAllThatIsAskedFor) {
  DeliveryLog log(100);
  Delivery delivery;
  delivery.webhook_id = "w";
  delivery.event_type = "VERIFY";
  delivery.attempts.resize(2);
  log.Add(delivery);
  log.Add({});
  DeliveryMatch match;
  match.webhook_id = "w";
  match.attempts = 2;
  match.outcome = "pending";
  EXPECT_EQ(log.Count(match, 0), 1u);
  EXPECT_EQ(log.Count(match, 1), 0u);
  match.attempts = 3;
  EXPECT_EQ(log.Count(match, 0), 0u);
  const Json all = log.Read({}, 0, 1, /*bodies=*/false);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0]["webhook_id"], "w");
  EXPECT_FALSE(all[0].contains("body"));
}

}  // namespace
}  // namespace smartcar_simulator
