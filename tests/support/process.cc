// Starting, watching and ending child processes.
#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/leaks.h"
#include "tests/support/wait.h"

extern char** environ;

namespace smartcar_gateway {
namespace {

std::vector<std::string> Environment(const Command& command) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (!absl::StartsWith(name, "SMARTCAR_") && command.environment.count(name) == 0) {
      all.push_back(text);
    }
  }
  for (const auto& [name, value] : command.environment) {
    all.push_back(absl::StrCat(name, "=", value));
  }
  return all;
}

// The null-terminated form that exec takes; points into `strings`.
std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) Die(absl::StrCat("no pipe: ", std::strerror(errno)));
    read_end = ends[0];
    write_end = ends[1];
  }
  int read_end;
  int write_end;
};

// Reads what is there; false at the end.
bool ReadSome(int descriptor, std::string* into) {
  char buffer[16384];
  const ssize_t count = read(descriptor, buffer, sizeof(buffer));
  if (count > 0) into->assign(buffer, count);
  return count > 0;
}

}  // namespace

std::unique_ptr<Process> Process::Start(Command command) {
  if (access(command.program.c_str(), X_OK) != 0) Die("no such program: " + command.program);
  std::unique_ptr<Process> process(new Process(command.program));
  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = Environment(command);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(environment);
  Pipe out;
  Pipe err;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) Die(absl::StrCat("no new process: ", std::strerror(errno)));
  if (child == 0) {
    // Only what is safe between fork and exec in a process with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    dup2(out.write_end, STDOUT_FILENO);
    dup2(err.write_end, STDERR_FILENO);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(out.write_end);
  close(err.write_end);
  process->pid_ = child;
  process->collector_ =
      std::thread([raw = process.get(), out, err] { raw->Collect(out.read_end, err.read_end); });
  return process;
}

Process::~Process() {
  if (running()) Signal(SIGKILL);
  collector_.join();
  if (absl::EndsWith(program_, "/smartcar_gateway")) ExpectNoLeaks(program_, out_ + err_);
}

void Process::Collect(int out, int err) {
  struct Stream {
    int descriptor;
    std::string Process::*text;
    bool open = true;
  };
  Stream streams[] = {{out, &Process::out_}, {err, &Process::err_}};
  while (streams[0].open || streams[1].open) {
    pollfd polled[2];
    for (int i = 0; i < 2; ++i) {
      polled[i] = {streams[i].open ? streams[i].descriptor : -1, POLLIN, 0};
    }
    if (poll(polled, 2, -1) < 0) continue;
    for (int i = 0; i < 2; ++i) {
      if (polled[i].revents == 0) continue;
      std::string some;
      streams[i].open = ReadSome(streams[i].descriptor, &some);
      const std::lock_guard<std::mutex> lock(mutex_);
      this->*streams[i].text += some;
      changed_.notify_all();
    }
  }
  close(out);
  close(err);
  int status = 0;
  // Not reaped before `ended_` is set, so that Signal never meets another process of that number.
  siginfo_t info;
  waitid(P_PID, pid_, &info, WEXITED | WNOWAIT);
  const std::lock_guard<std::mutex> lock(mutex_);
  waitpid(pid_, &status, 0);
  exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  ended_ = true;
  changed_.notify_all();
}

std::string Process::out() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return out_;
}

std::string Process::err() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return err_;
}

bool Process::WaitForText(const std::string Process::*stream, const std::string& text) const {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto written = [&] { return absl::StrContains(this->*stream, text); };
  changed_.wait_for(lock, kPatience, [&] { return ended_ || written(); });
  return written();
}

bool Process::WaitForOut(const std::string& text) const {
  return WaitForText(&Process::out_, text);
}

bool Process::WaitForErr(const std::string& text) const {
  return WaitForText(&Process::err_, text);
}

void Process::Signal(int signal) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!ended_) kill(pid_, signal);
}

bool Process::running() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return !ended_;
}

Process::ExitStatus Process::WaitForExit() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!changed_.wait_for(lock, kPatience, [&] { return ended_; })) {
    Die(absl::StrCat(program_, " does not end; it has written:\n", out_, err_));
  }
  return exit_status_;
}

long Process::StatusNumber(const std::string& key) const {  // NOLINT(runtime/int)
  std::ifstream status(absl::StrCat("/proc/", pid_, "/status"));
  std::string line;
  while (std::getline(status, line)) {
    if (absl::StartsWith(line, key + ":")) return std::atol(line.c_str() + key.size() + 1);
  }
  return 0;
}

int Process::threads() const { return static_cast<int>(StatusNumber("Threads")); }

long Process::resident_kilobytes() const { return StatusNumber("VmRSS"); }  // NOLINT(runtime/int)

long Process::peak_kilobytes() const { return StatusNumber("VmHWM"); }  // NOLINT(runtime/int)

int Process::open_files() const {
  std::error_code error;
  const std::filesystem::directory_iterator files(absl::StrCat("/proc/", pid_, "/fd"), error);
  // Root alone sees those of a gateway; the size of its table of files is everybody's.
  if (error) return static_cast<int>(StatusNumber("FDSize"));
  return static_cast<int>(std::distance(begin(files), end(files)));
}

Finished RunToEnd(Command command) {
  const std::unique_ptr<Process> process = Process::Start(std::move(command));
  const Process::ExitStatus status = process->WaitForExit();
  return {status, process->out(), process->err()};
}

void Die(const std::string& why) {
  std::fprintf(stderr, "test support: %s\n", why.c_str());
  std::abort();
}

std::string RunfilePath(const std::string& name) {
  const char* folder = std::getenv("TEST_SRCDIR");
  const char* workspace = std::getenv("TEST_WORKSPACE");
  if (folder == nullptr || workspace == nullptr) return name;
  return absl::StrCat(folder, "/", workspace, "/", name);
}

std::string NewScratchFolder(const std::string& purpose) {
  const char* parent = std::getenv("TEST_TMPDIR");
  std::string path = absl::StrCat(parent == nullptr ? "/tmp" : parent, "/", purpose, ".XXXXXX");
  if (mkdtemp(path.data()) == nullptr) Die(absl::StrCat("no folder like ", path));
  return path;
}

void WriteFile(const std::string& path, const std::string& content) {
  close(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  if (!file.flush()) Die("cannot write " + path);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Die("cannot read " + path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace smartcar_gateway
