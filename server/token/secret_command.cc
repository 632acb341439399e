// Implementation of running a command that prints secrets.
#include "server/token/secret_command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

extern char** environ;

namespace smartcar_gateway {
namespace {

// How long after its end or `stop` a command is noticed to have ended at most.
constexpr int64_t kTickMilliseconds = 10;

absl::Status SystemError(const char* what, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot be run: ", what, ": ", std::generic_category().message(error)));
}

std::vector<char*> ChildEnvironment() {
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!absl::StartsWith(*entry, "SMARTCAR_CLIENT_SECRET")) kept.push_back(*entry);
  }
  kept.push_back(nullptr);
  return kept;
}

// Starts it at the head of a process group of its own; 0 or the system's error.
int Spawn(const SecretCommand& command, int output, pid_t* child) {
  std::vector<char*> arguments;
  for (const std::string& argument : command.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  std::vector<char*> environment = ChildEnvironment();

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  const auto drop_files = absl::MakeCleanup([&] { posix_spawn_file_actions_destroy(&files); });
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  const auto drop_attributes = absl::MakeCleanup([&] { posix_spawnattr_destroy(&attributes); });
  // The gateway blocks and ignores signals that the command should obey.
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  return posix_spawnp(child, arguments[0], &files, &attributes, arguments.data(),
                      environment.data());
}

// Fires every tick. So the time of a command is counted without a look at any clock.
int NewTimer() {
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  itimerspec every{};
  every.it_interval.tv_nsec = kTickMilliseconds * 1'000'000;
  every.it_value = every.it_interval;
  if (timer >= 0) timerfd_settime(timer, 0, &every, nullptr);
  return timer;
}

bool HasEnded(pid_t child) {
  siginfo_t info{};
  // Left unreaped: until then nobody else gets its number, nor that of its group.
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == child;
}

// Reads what is there now into `bytes` from `*size` on; false when nothing will follow.
bool ReadAvailable(int output, std::string* bytes, size_t* size) {
  while (*size < bytes->size()) {
    const ssize_t got = read(output, &(*bytes)[*size], bytes->size() - *size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
    *size += static_cast<size_t>(got);
  }
  return true;
}

// Reads until the command has ended; an error if it had to be given up.
absl::Status Collect(const SecretCommand& command, pid_t child, int output, int timer,
                     const std::atomic<bool>& stop, std::string* bytes, size_t* size) {
  const int64_t max_ticks = absl::ToInt64Milliseconds(command.timeout) / kTickMilliseconds;
  int64_t ticks = 0;
  bool open = true;
  for (;;) {
    const bool ended = HasEnded(child);  // first: what it wrote before is in the pipe by now
    open = open && ReadAvailable(output, bytes, size);
    if (*size > command.max_bytes) {
      return absl::FailedPreconditionError(
          absl::StrCat("prints more than ", command.max_bytes / 1024,
                       " KiB: it should print one to three secrets, one a line, and nothing else"));
    }
    if (ended) return absl::OkStatus();
    if (stop.load()) return absl::CancelledError("was stopped with the gateway");
    if (ticks >= max_ticks) {
      return absl::DeadlineExceededError(
          absl::StrCat("did not end within ", absl::FormatDuration(command.timeout)));
    }
    pollfd waited[2] = {{timer, POLLIN, 0}, {open ? output : -1, POLLIN, 0}};
    poll(waited, 2, -1);
    uint64_t fired = 0;
    if (read(timer, &fired, sizeof(fired)) == sizeof(fired)) ticks += static_cast<int64_t>(fired);
  }
}

absl::Status Judge(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      WIFEXITED(status) ? absl::StrCat("ended with exit code ", WEXITSTATUS(status),
                                       ": run it by hand as the gateway's user to see what it says")
                        : absl::StrCat("was ended by signal ", WTERMSIG(status)));
}

}  // namespace

absl::StatusOr<Secret> RunSecretCommand(const SecretCommand& command,
                                        const std::atomic<bool>& stop) {
  const int timer = NewTimer();
  const auto close_timer = absl::MakeCleanup([&] { close(timer); });
  int ends[2] = {-1, -1};
  if (timer < 0 || pipe2(ends, O_CLOEXEC) != 0) return SystemError("no file descriptor", errno);
  const auto close_output = absl::MakeCleanup([&] { close(ends[0]); });
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  pid_t child = 0;
  const int error = Spawn(command, ends[1], &child);
  close(ends[1]);
  if (error == ENOENT) return absl::NotFoundError("names a program that does not exist");
  if (error != 0) return SystemError("the program", error);

  // One block from the beginning: a string that grows leaves copies behind.
  std::string bytes(command.max_bytes + 1, '\0');
  size_t size = 0;
  const absl::Status collected = Collect(command, child, ends[0], timer, stop, &bytes, &size);
  bytes.resize(size);
  Secret content(std::move(bytes));
  kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!collected.ok()) return collected;
  const absl::Status judged = Judge(status);
  if (!judged.ok()) return judged;
  return content;
}

}  // namespace smartcar_gateway
