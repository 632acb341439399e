// Saving in the background.
#include "server/quota/month_meter_saver.h"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

class MonthMeterSaver::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(std::unique_ptr<MonthMeterStore> store, QuotaGuard& guard, Executor& executor,
       ErrorHook on_error, absl::Duration interval)
      : guard_(guard),
        executor_(executor),
        on_error_(std::move(on_error)),
        interval_(interval),
        store_(std::move(store)) {}

  absl::Status Load(absl::CivilMonth month) {
    MutexLock lock(&mutex_);
    const auto counts = store_->Load(month);
    if (!counts.ok()) return counts.status();
    guard_.RestoreMonth(month, *counts);
    return absl::OkStatus();
  }

  void ScheduleNext() {
    executor_.RunAfter(interval_, [weak = weak_from_this()] {
      if (const std::shared_ptr<Core> core = weak.lock()) core->OnTimer();
    });
  }

  void SaveAndStop() {
    MutexLock lock(&mutex_);
    Save();
    stopped_ = true;
  }

 private:
  void OnTimer() {
    {
      MutexLock lock(&mutex_);
      if (stopped_) return;
      Save();
    }
    ScheduleNext();
  }

  // Under the lock, although it waits for the disk: nobody else wants it but the destructor.
  void Save() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    QuotaGuard::MonthChanges changes = guard_.TakeMonthChanges();
    if (changes.month != month_) unsaved_.clear();
    month_ = changes.month;
    for (VehicleCount& count : changes.counts) unsaved_[std::move(count.vehicle_id)] = count.calls;
    if (unsaved_.empty()) return;
    std::vector<VehicleCount> counts;
    counts.reserve(unsaved_.size());
    for (const auto& entry : unsaved_) counts.push_back({entry.first, entry.second});
    const absl::Status saved = store_->Save(month_, counts);
    if (saved.ok()) unsaved_.clear();
    const bool first_of_a_row = !std::exchange(failing_, !saved.ok());
    if (!saved.ok() && first_of_a_row && on_error_ != nullptr) on_error_(saved);
  }

  QuotaGuard& guard_;
  Executor& executor_;
  const ErrorHook on_error_;
  const absl::Duration interval_;
  Mutex mutex_;
  const std::unique_ptr<MonthMeterStore> store_ ABSL_PT_GUARDED_BY(mutex_);
  absl::CivilMonth month_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, uint32_t> unsaved_ ABSL_GUARDED_BY(mutex_);
  bool failing_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

absl::StatusOr<std::unique_ptr<MonthMeterSaver>> MonthMeterSaver::Create(
    std::unique_ptr<MonthMeterStore> store, QuotaGuard& guard, const Clock& clock,
    Executor& executor, ErrorHook on_error, absl::Duration interval) {
  auto core =
      std::make_shared<Core>(std::move(store), guard, executor, std::move(on_error), interval);
  const absl::Status loaded = core->Load(MonthOf(clock.Now()));
  if (!loaded.ok()) return loaded;
  core->ScheduleNext();
  return std::unique_ptr<MonthMeterSaver>(new MonthMeterSaver(std::move(core)));
}

MonthMeterSaver::MonthMeterSaver(std::shared_ptr<Core> core) : core_(std::move(core)) {}

MonthMeterSaver::~MonthMeterSaver() { core_->SaveAndStop(); }

}  // namespace smartcar_gateway
