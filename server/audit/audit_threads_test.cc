// The audit log on real threads, for ThreadSanitizer.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server/audit/file_audit_log.h"
#include "server/audit/testing.h"
#include "server/base/thread_executor.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;

TEST(AuditThreadsTest, ManyThreadsMakeOneChainAndEveryCallbackRunsOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  const std::string path = NewFolder() + "/audit.jsonl";
  AuditConfig config;
  config.set_max_file_bytes(64 << 10);
  config.set_max_files(1000);
  config.set_sync(smartcar::gateway::config::v1::AUDIT_SYNC_EVERY_SECOND);
  config.set_on_failure(smartcar::gateway::config::v1::AUDIT_FAILURE_REFUSE_COMMANDS);
  FakeClock clock;
  ThreadExecutor disk;
  std::atomic<int> told{0};
  std::atomic<int> failed{0};
  ChainHead head;
  {
    auto log = FileAuditLog::Open(config, path, clock, disk, [](const AuditLogEvent&) {});
    ASSERT_TRUE(log.ok()) << log.status();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        uint64_t last = 0;
        for (int i = 0; i < kEach; ++i) {
          const AuditEvent event =
              i % 2 == 0 ? audit::AUDIT_EVENT_COMMAND_STARTED : audit::AUDIT_EVENT_COMMAND_ENDED;
          (*log)->Append(Record(event, std::to_string(thread)),
                         [&told, &failed](absl::StatusOr<uint64_t> line) {
                           ++told;
                           if (!line.ok() || *line == 0) ++failed;
                         });
          const uint64_t now = (*log)->Head().sequence;
          EXPECT_GE(now, last);
          last = now;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    (*log)->Close();
    head = (*log)->Head();
  }
  EXPECT_EQ(told, kThreads * kEach);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(head.sequence, static_cast<uint64_t>(kThreads * kEach));
  EXPECT_EQ(ExpectIntact(path).head, head);
}

TEST(AuditThreadsTest, ClosingWhileOthersAppendTellsEverybody) {
  AuditConfig config;
  config.set_max_file_bytes(64 << 20);
  config.set_max_files(1);
  config.set_sync(smartcar::gateway::config::v1::AUDIT_SYNC_EVERY_RECORD);
  config.set_on_failure(smartcar::gateway::config::v1::AUDIT_FAILURE_REFUSE_COMMANDS);
  FakeClock clock;
  ThreadExecutor disk;
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> told{0};
    const std::string path = NewFolder() + "/audit.jsonl";
    auto log = FileAuditLog::Open(config, path, clock, disk, [](const AuditLogEvent&) {});
    ASSERT_TRUE(log.ok()) << log.status();
    std::thread other([&] {
      for (int i = 0; i < 100; ++i) {
        (*log)->Append(Record(audit::AUDIT_EVENT_COMMAND_STARTED),
                       [&told](const absl::StatusOr<uint64_t>&) { ++told; });
      }
    });
    (*log)->Close();
    other.join();
    log->reset();
    EXPECT_EQ(told, 100);
    ExpectIntact(path);
  }
}

}  // namespace
}  // namespace smartcar_gateway
