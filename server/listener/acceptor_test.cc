// Connections are handed over, counted, and never refused for good.
#include "server/listener/acceptor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// A caller's end of a connection.
class Caller {
 public:
  explicit Caller(int port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Caller() { close(descriptor_); }
  Caller(const Caller&) = delete;

  bool connected() const { return connected_; }
  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  bool is_open() const {
    char byte;
    return recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }
  // Waits for what the gateway does: a byte, or nothing at the end of the connection.
  std::string Read() const {
    char byte;
    return recv(descriptor_, &byte, 1, 0) == 1 ? std::string(1, byte) : "";
  }

 private:
  const int descriptor_;
  bool connected_;
};

// What the acceptor hands over and says. Greets each connection with a byte.
class AcceptorTest : public ::testing::Test {
 protected:
  ~AcceptorTest() override {
    if (acceptor_ != nullptr) acceptor_->Stop();
    CloseAll();
  }

  void Listen(size_t max_connections) {
    Acceptor::Options options;
    options.max_connections = max_connections;
    options.max_memory = kMemory;
    options.memory_in_use = [this](size_t) {
      ++looks_;
      return memory_.load();
    };
    options.on_trouble = [this](absl::string_view what) {
      MutexLock lock(&mutex_);
      troubles_.emplace_back(what);
    };
    auto acceptor = Acceptor::Listen({"127.0.0.1:0"}, options);
    ASSERT_TRUE(acceptor.ok()) << acceptor.status();
    acceptor_ = *std::move(acceptor);
  }

  void Start() {
    acceptor_->Start([this](int, int connection) {
      MutexLock lock(&mutex_);
      connections_.push_back(connection);
      EXPECT_EQ(send(connection, "!", 1, MSG_NOSIGNAL), 1);
    });
  }

  void CloseAll() {
    MutexLock lock(&mutex_);
    for (const int connection : connections_) close(connection);
    connections_.clear();
  }

  // Returns when the acceptor has seen that.
  void HoldMemory(size_t bytes) {
    memory_ = bytes;
    const int looks = looks_;
    while (looks_ < looks + 2) std::this_thread::yield();
  }

  std::vector<std::string> troubles() {
    MutexLock lock(&mutex_);
    return troubles_;
  }

  std::unique_ptr<Caller> Call() const { return std::make_unique<Caller>(acceptor_->port()); }

  static constexpr size_t kMemory = 1 << 20;
  std::unique_ptr<Acceptor> acceptor_;

 private:
  std::atomic<size_t> memory_{0};
  std::atomic<int> looks_{0};
  Mutex mutex_;
  std::vector<int> connections_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> troubles_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(AcceptorTest, ConnectionsAreHandedOverAlsoThoseFromBeforeTheStart) {
  Listen(10);
  const auto early = Call();
  Start();
  EXPECT_EQ(early->Read(), "!");
  EXPECT_EQ(Call()->Read(), "!");
  EXPECT_THAT(troubles(), SizeIs(0));
}

TEST_F(AcceptorTest, OneTooManyIsClosedAtOnceAndSaid) {
  Listen(2);
  Start();
  const auto first = Call();
  const auto second = Call();
  EXPECT_EQ(first->Read(), "!");
  EXPECT_EQ(second->Read(), "!");
  EXPECT_EQ(Call()->Read(), "");
  EXPECT_EQ(Call()->Read(), "");
  ASSERT_THAT(troubles(), SizeIs(1)) << "once is enough";
  EXPECT_THAT(troubles()[0], HasSubstr("there are 2 connections"));
  EXPECT_THAT(troubles()[0], HasSubstr("server.max_connections"));
}

TEST_F(AcceptorTest, ThoseThatAreClosedMakeRoom) {
  Listen(2);
  Start();
  for (int round = 0; round < 3; ++round) {
    const auto first = Call();
    const auto second = Call();
    EXPECT_EQ(first->Read(), "!");
    EXPECT_EQ(second->Read(), "!");
    CloseAll();
  }
}

TEST_F(AcceptorTest, CallersWaitWhileThereIsNoDescriptor) {
  Listen(10);
  const auto waiting = Call();
  const auto also_waiting = Call();
  ASSERT_TRUE(waiting->connected());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = dup(0);
  close(next);
  rlimit none = before;
  none.rlim_cur = next;  // the lowest number that is free
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  Start();
  while (troubles().empty()) std::this_thread::yield();
  EXPECT_THAT(troubles()[0], HasSubstr("Too many open files"));
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(waiting->Read(), "!");
  EXPECT_EQ(also_waiting->Read(), "!");
}

TEST_F(AcceptorTest, WhoFillsTheMemoryIsEndedAndSaid) {
  Listen(10);
  Start();
  const auto quiet = Call();
  const auto busy = Call();
  EXPECT_EQ(quiet->Read(), "!");
  EXPECT_EQ(busy->Read(), "!");
  HoldMemory(kMemory / 2);
  busy->Send(std::string(100, 'x'));
  HoldMemory(kMemory);
  EXPECT_EQ(busy->Read(), "");
  EXPECT_TRUE(quiet->is_open());
  ASSERT_THAT(troubles(), SizeIs(1));
  EXPECT_THAT(troubles()[0], HasSubstr("connections of callers are ended (1 now)"));
  EXPECT_THAT(troubles()[0], HasSubstr("server.max_connection_memory_bytes"));
}

TEST_F(AcceptorTest, NobodyConnectsAfterTheStop) {
  Listen(10);
  Start();
  EXPECT_EQ(Call()->Read(), "!");
  acceptor_->Stop();
  EXPECT_FALSE(Call()->connected());
}

TEST(AcceptorListenTest, AllAddressesShareThePort) {
  const auto acceptor = Acceptor::Listen({"127.0.0.1:0", "127.0.0.2:0"}, {});
  ASSERT_TRUE(acceptor.ok()) << acceptor.status();
  const auto taken = Acceptor::Listen({absl::StrCat("127.0.0.2:", (*acceptor)->port())}, {});
  EXPECT_EQ(taken.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(taken.status().message()), HasSubstr("Address already in use"));
}

TEST(AcceptorListenTest, AddressOfAnotherMachineIsForgivenBesideOneOfThisMachine) {
  const auto beside = Acceptor::Listen({"192.0.2.1:0", "127.0.0.1:0"}, {});
  ASSERT_TRUE(beside.ok()) << beside.status();
  EXPECT_TRUE(Caller((*beside)->port()).connected());
  const auto alone = Acceptor::Listen({"192.0.2.1:0"}, {});
  EXPECT_EQ(alone.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(alone.status().message()), HasSubstr("192.0.2.1:0: "));
}

TEST(AcceptorListenTest, PortThatIsTakenOnOneAddressIsNotForgiven) {
  const auto first = Acceptor::Listen({"127.0.0.1:0"}, {});
  ASSERT_TRUE(first.ok());
  const std::string port = absl::StrCat((*first)->port());
  const auto second = Acceptor::Listen({"127.0.0.2:" + port, "127.0.0.1:" + port}, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST(AcceptorListenTest, WhatIsNoAddressIsRefused) {
  EXPECT_FALSE(Acceptor::Listen({"nowhere:1"}, {}).ok());
  EXPECT_FALSE(Acceptor::Listen({}, {}).ok());
}

}  // namespace
}  // namespace smartcar_gateway
