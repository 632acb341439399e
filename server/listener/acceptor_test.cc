// Tests of Acceptor with real sockets: connections handed on, refused, and taken again.
#include "server/listener/acceptor.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/base/testing.h"
#include "server/listener/resolve.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Only a failing test waits that long.
constexpr int kPatienceMs = 30'000;

class AcceptorTest : public testing::Test {
 protected:
  ~AcceptorTest() override { SetFileLimit(before_); }

  void Listen(const std::string& address) {
    auto acceptor = Acceptor::Bind(address, clock_, [this](int limit) {
      MutexLock lock(&mutex_);
      told_.push_back(limit);
      more_.SignalAll();
    });
    ASSERT_TRUE(acceptor.ok()) << acceptor.status();
    acceptor_ = *std::move(acceptor);
    acceptor_->Start([this](int socket) {
      MutexLock lock(&mutex_);
      accepted_.emplace_back(socket);
      more_.SignalAll();
    });
  }

  void WaitForAccepted(size_t count) {
    MutexLock lock(&mutex_);
    while (accepted_.size() < count) more_.Wait(&mutex_);
  }

  void WaitForTold(size_t count) {
    MutexLock lock(&mutex_);
    while (told_.size() < count) more_.Wait(&mutex_);
  }

  static Descriptor NewSocket(int family = AF_INET) {
    return Descriptor(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
  void Connect(const Descriptor& socket, const std::string& host = "127.0.0.1") const {
    const std::string address = host + ":" + std::to_string(acceptor_->port());
    const SocketAddress to = ResolveListenAddress(address).front();
    EXPECT_EQ(connect(socket.get(), reinterpret_cast<const sockaddr*>(&to.storage), to.size), 0);
  }
  Descriptor Dial(const std::string& host) const {
    Descriptor socket = NewSocket(host[0] == '[' ? AF_INET6 : AF_INET);
    Connect(socket, host);
    return socket;
  }

  static bool IsHungUpOn(const Descriptor& socket) {
    pollfd readable{socket.get(), POLLIN, 0};
    char byte;
    return poll(&readable, 1, kPatienceMs) == 1 && recv(socket.get(), &byte, 1, 0) <= 0;
  }

  static rlim_t FileLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }
  static void SetFileLimit(rlim_t files) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = files;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  static int NextDescriptor() { return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)).get(); }

  // So that numbers below `count` are in use.
  void UseDescriptors(int count) {
    do {
      used_.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
      ASSERT_GE(used_.back().get(), 0);
    } while (used_.back().get() < count);
  }

  std::vector<int> Told() {
    MutexLock lock(&mutex_);
    return told_;
  }

  const rlim_t before_ = FileLimit();
  FakeClock clock_;
  Mutex mutex_;
  CondVar more_;
  std::vector<Descriptor> accepted_ ABSL_GUARDED_BY(mutex_);
  std::vector<int> told_ ABSL_GUARDED_BY(mutex_);
  std::vector<Descriptor> used_;
  std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(AcceptorTest, ConnectionsAreHandedOnReadyForUse) {
  Listen("127.0.0.1:0");
  const Descriptor caller = Dial("127.0.0.1");
  WaitForAccepted(1);
  MutexLock lock(&mutex_);
  const int flags = fcntl(accepted_[0].get(), F_GETFL);
  EXPECT_NE(flags & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(accepted_[0].get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(AcceptorTest, EveryAddressMeansBothFamilies) {
  Listen("[::]:0");
  const Descriptor v4 = Dial("127.0.0.1");
  const Descriptor v6 = Dial("[::1]");
  WaitForAccepted(2);
}

TEST_F(AcceptorTest, NameIsListenedOnAtItsAddressesWithOnePort) {
  Listen("localhost:0");
  const Descriptor caller = Dial("127.0.0.1");
  WaitForAccepted(1);
}

TEST_F(AcceptorTest, CallersOfBeforeTheStartAreTaken) {
  auto acceptor = Acceptor::Bind("127.0.0.1:0", clock_, [](int) {});
  ASSERT_TRUE(acceptor.ok());
  acceptor_ = *std::move(acceptor);
  const Descriptor early = Dial("127.0.0.1");
  acceptor_->Start([this](int socket) {
    MutexLock lock(&mutex_);
    accepted_.emplace_back(socket);
    more_.SignalAll();
  });
  WaitForAccepted(1);
}

TEST_F(AcceptorTest, PortThatIsTakenIsUnavailable) {
  Listen("127.0.0.1:0");
  for (const char* host : {"127.0.0.1:", "localhost:", "0.0.0.0:"}) {
    const auto second =
        Acceptor::Bind(host + std::to_string(acceptor_->port()), clock_, [](int) {});
    EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable) << host;
    EXPECT_THAT(std::string(second.status().message()),
                AllOf(HasSubstr("Address already in use"), HasSubstr("no other program")));
  }
}

TEST_F(AcceptorTest, AddressOfAnotherMachineAndUnknownNameAreUnavailable) {
  const auto foreign = Acceptor::Bind("192.0.2.1:0", clock_, [](int) {});
  EXPECT_EQ(foreign.status().code(), absl::StatusCode::kUnavailable);
  const auto unknown = Acceptor::Bind("not.a.name.invalid:1", clock_, [](int) {});
  EXPECT_THAT(std::string(unknown.status().message()), HasSubstr("the name is not known here"));
}

TEST_F(AcceptorTest, AfterStopThePortIsFree) {
  Listen("127.0.0.1:0");
  const std::string address = "127.0.0.1:" + std::to_string(acceptor_->port());
  acceptor_->Stop();
  acceptor_->Stop();
  Listen(address);
  const Descriptor caller = Dial("127.0.0.1");
  WaitForAccepted(1);
}

TEST_F(AcceptorTest, TheLastDescriptorsAreNotForCallersAndItGoesOnWhenThereAreMore) {
  Listen("127.0.0.1:0");
  UseDescriptors(300);
  const int limit = NextDescriptor() + 40;  // of which 64 are spared
  SetFileLimit(limit);
  EXPECT_TRUE(IsHungUpOn(Dial("127.0.0.1")));
  EXPECT_TRUE(IsHungUpOn(Dial("127.0.0.1")));
  EXPECT_THAT(Told(), ElementsAre(limit));  // not for each
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(IsHungUpOn(Dial("127.0.0.1")));
  EXPECT_THAT(Told(), ElementsAre(limit, limit));
  EXPECT_GE(NextDescriptor(), 0);
  SetFileLimit(before_);
  const Descriptor caller = Dial("127.0.0.1");
  WaitForAccepted(1);
}

TEST_F(AcceptorTest, WithoutAnyDescriptorLeftCallersWait) {
  Listen("127.0.0.1:0");
  UseDescriptors(300);
  const Descriptor caller = NewSocket();
  SetFileLimit(NextDescriptor());
  Connect(caller);
  WaitForTold(1);
  SetFileLimit(before_);
  WaitForAccepted(1);
}

}  // namespace
}  // namespace smartcar_gateway
