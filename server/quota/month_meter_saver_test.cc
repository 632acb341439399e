// MonthMeterSaver with a real file: counts survive, late by an interval at most.
#include "server/quota/month_meter_saver.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/quota/quota_guard.h"
#include "server/store/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// Passes on to a real store, unless told to fail.
class BreakableStore final : public MonthMeterStore {
 public:
  BreakableStore(std::unique_ptr<MonthMeterStore> store, bool* broken)
      : store_(std::move(store)), broken_(broken) {}

  absl::StatusOr<std::vector<VehicleCount>> Load(absl::CivilMonth month) override {
    if (*broken_) return absl::DataLossError("broken");
    return store_->Load(month);
  }
  absl::Status Save(absl::CivilMonth month, const std::vector<VehicleCount>& counts) override {
    return *broken_ ? absl::ResourceExhaustedError("disk full") : store_->Save(month, counts);
  }

 private:
  const std::unique_ptr<MonthMeterStore> store_;
  bool* const broken_;
};

class MonthMeterSaverTest : public ::testing::Test {
 protected:
  void StartGuard() {
    saver_ = nullptr;
    QuotaOptions options;
    options.month.hard = 3;
    guard_ = *QuotaGuard::Create(options, clock_, executor_, nullptr);
  }

  absl::Status StartSaver() {
    auto store = SqliteMonthMeterStore::Open(path_);
    if (!store.ok()) return store.status();
    auto saver = MonthMeterSaver::Create(
        std::make_unique<BreakableStore>(*std::move(store), &broken_), *guard_, clock_, executor_,
        [this](const absl::Status& error) { errors_.push_back(error); });
    if (!saver.ok()) return saver.status();
    saver_ = *std::move(saver);
    return absl::OkStatus();
  }

  void Restart() {
    StartGuard();
    ASSERT_EQ(StartSaver(), absl::OkStatus());
  }

  bool Admitted(const std::string& vehicle_id) {
    QuotaCall call;
    call.vehicle_id = vehicle_id;
    QuotaAnswer::Kind kind = QuotaAnswer::Kind::kShutDown;
    guard_->Admit(std::move(call), std::make_shared<Cancellation>(),
                  [&kind](QuotaAnswer answer) { kind = answer.kind; });
    return kind == QuotaAnswer::Kind::kAdmitted;
  }

  // What another program would find in the file.
  std::vector<VehicleCount> InTheFile() {
    return SqliteMonthMeterStore::Open(path_).value()->Load(MonthOf(clock_.Now())).value();
  }

  const std::string path_ = NewStateFolder() + "/month.db";
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  bool broken_ = false;
  std::vector<absl::Status> errors_;
  std::unique_ptr<QuotaGuard> guard_;
  std::unique_ptr<MonthMeterSaver> saver_;
};

TEST_F(MonthMeterSaverTest, CountsGoOnAfterARestart) {
  Restart();
  EXPECT_TRUE(Admitted("car"));
  EXPECT_TRUE(Admitted("car"));
  Restart();
  EXPECT_TRUE(Admitted("car"));
  EXPECT_FALSE(Admitted("car"));
  EXPECT_TRUE(Admitted("other"));
}

TEST_F(MonthMeterSaverTest, CountsAreInTheFileAfterAnInterval) {
  Restart();
  Admitted("car");
  EXPECT_THAT(InTheFile(), IsEmpty());
  executor_.AdvanceBy(absl::Seconds(5));
  ASSERT_THAT(InTheFile(), SizeIs(1));
  EXPECT_EQ(InTheFile()[0].vehicle_id, "car");
  EXPECT_EQ(InTheFile()[0].calls, 1u);
  Admitted("car");
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(InTheFile()[0].calls, 2u);
}

TEST_F(MonthMeterSaverTest, LastMonthIsForgotten) {
  Restart();
  for (int i = 0; i < 3; ++i) Admitted("car");
  saver_ = nullptr;
  const absl::CivilMonth before = MonthOf(clock_.Now());
  clock_.Set(EndOf(before));
  Restart();
  EXPECT_TRUE(Admitted("car"));
  saver_ = nullptr;
  ASSERT_THAT(InTheFile(), SizeIs(1));
  EXPECT_EQ(InTheFile()[0].calls, 1u);
  EXPECT_THAT(SqliteMonthMeterStore::Open(path_).value()->Load(before).value(), IsEmpty());
}

TEST_F(MonthMeterSaverTest, WhatCouldNotBeSavedIsSavedLaterAndToldOnce) {
  Restart();
  broken_ = true;
  Admitted("car");
  executor_.AdvanceBy(absl::Seconds(20));
  ASSERT_THAT(errors_, SizeIs(1));
  EXPECT_EQ(errors_[0].message(), "disk full");
  broken_ = false;
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_THAT(InTheFile(), SizeIs(1));
}

TEST_F(MonthMeterSaverTest, StoreThatCannotBeReadIsReported) {
  broken_ = true;
  StartGuard();
  EXPECT_EQ(StartSaver(), absl::DataLossError("broken"));
}

TEST_F(MonthMeterSaverTest, ExecutorMayGoOnAfterTheSaver) {
  Restart();
  saver_ = nullptr;
  guard_ = nullptr;
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(executor_.pending(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
