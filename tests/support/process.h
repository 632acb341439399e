// Programs under test as child processes.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_PROCESS_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace smartcar_gateway {

struct Command {
  std::string program;  // a path
  std::vector<std::string> arguments;
  // Added to the test's own environment, which is passed on without any SMARTCAR_ variable.
  std::map<std::string, std::string> environment;
};

// A running program whose output is collected. Killed by the destructor, and by the kernel when the
// test itself dies, so that none is ever left behind. Thread-safe, but must be started on the main
// thread. When it is a gateway, all that it has written is searched for secrets in the end
// (leaks.h). What cannot be (no such program, no patience left) ends the test with a message.
class Process {
 public:
  // The exit status: 0 to 255, or the negative number of the signal that ended it.
  using ExitStatus = int;

  static std::unique_ptr<Process> Start(Command command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  std::string out() const;  // everything it has written to standard output so far
  std::string err() const;  // the same for standard error

  // Waits until the text has been written; false if the program ended without or patience is over.
  bool WaitForOut(const std::string& text) const;
  bool WaitForErr(const std::string& text) const;

  void Signal(int signal);
  bool running() const;
  // Waits for the end by itself or by a signal.
  ExitStatus WaitForExit();

  // What the kernel says now; 0 after the end.
  int threads() const;
  long resident_kilobytes() const;  // NOLINT(runtime/int)
  long peak_kilobytes() const;      // NOLINT(runtime/int): of all the time until now
  int open_files() const;

 private:
  explicit Process(std::string program) : program_(std::move(program)) {}

  void Collect(int out, int err);
  bool WaitForText(const std::string Process::*stream, const std::string& text) const;
  long StatusNumber(const std::string& key) const;  // NOLINT(runtime/int)

  const std::string program_;
  pid_t pid_ = 0;
  std::thread collector_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string out_;
  std::string err_;
  bool ended_ = false;
  ExitStatus exit_status_ = 0;
};

// A program that ends by itself.
struct Finished {
  Process::ExitStatus status;
  std::string out;
  std::string err;
};
Finished RunToEnd(Command command);

// Ends the test at once with a message: something outside of what is tested is broken.
[[noreturn]] void Die(const std::string& why);

// A program or file that the test's `data` names, such as "server/smartcar_gateway" or, in another
// repository, "../grpcurl/grpcurl".
std::string RunfilePath(const std::string& name);

// A new empty folder that Bazel removes after the test.
std::string NewScratchFolder(const std::string& purpose);

// A new file is closed to other users, as a secret's must be; one that exists keeps its mode.
void WriteFile(const std::string& path, const std::string& content);
std::string ReadFile(const std::string& path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_PROCESS_H_
