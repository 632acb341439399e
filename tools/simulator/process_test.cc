// The real binary over a real socket: flags, ready file, certificate, HTTP/1.1 and HTTP/2, signals.
#include <curl/curl.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tools/simulator/hooks/signature.h"
#include "tools/simulator/json.h"

extern char** environ;

namespace smartcar_simulator {
namespace {

constexpr char kBinary[] = "tools/simulator/smartcar_simulator";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Starts the binary with its output in a file; the test ends it.
class Process {
 public:
  Process(std::vector<std::string> arguments, const std::string& output) {
    arguments.insert(arguments.begin(), kBinary);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    started_ = posix_spawn(&pid_, kBinary, &actions, nullptr, argv.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Process() {
    if (!started_) return;
    kill(pid_, SIGKILL);
    Wait();
  }

  void Signal(int number) const { kill(pid_, number); }

  // The exit status, or -1 when a signal ended it.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    started_ = false;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  bool Exited() {
    int status = 0;
    if (!started_ || waitpid(pid_, &status, WNOHANG) != pid_) return false;
    started_ = false;
    return true;
  }

 private:
  pid_t pid_ = 0;
  bool started_ = false;
};

struct Reply {
  CURLcode result = CURLE_OK;
  long status = 0;  // NOLINT(runtime/int): curl's type
  long http = 0;    // NOLINT(runtime/int)
  std::string body;
};

size_t Append(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

class ProcessTest : public testing::Test {
 protected:
  ProcessTest() : folder_(testing::TempDir() + "/" + std::to_string(getpid())) {
    std::remove(File("ready.json").c_str());  // of the test before
  }

  std::string File(const std::string& name) const { return folder_ + "-" + name; }

  // Waits until the ready file is there, or the process has ended.
  Json WaitReady(Process& process) {
    for (int i = 0; i < 3000 && !process.Exited(); ++i) {
      const std::optional<Json> ready = ParseJson(ReadFile(File("ready.json")));
      if (ready) return *ready;
      usleep(10'000);
    }
    ADD_FAILURE() << "not ready: " << ReadFile(File("output"));
    return Json::object();
  }

  Reply Fetch(const std::string& url, const std::string& form, long version) {  // NOLINT
    Reply reply;
    CURL* curl = curl_easy_init();
    const std::string ca = File("ca.pem");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, version);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    if (!form.empty()) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
    reply.result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &reply.http);
    curl_easy_cleanup(curl);
    return reply;
  }

  const std::string folder_;
};

TEST_F(ProcessTest, ServesBothHttpVersionsAndEndsCleanlyOnSigterm) {
  Process process({"--ca_file=" + File("ca.pem"), "--ready_file", File("ready.json"),
                   "--clock=manual", "--seed=7"},
                  File("output"));
  const Json ready = WaitReady(process);
  const std::string base = ready["base_url"];
  EXPECT_EQ(base, "https://127.0.0.1:" + std::to_string(ready["port"].get<int>()));
  const std::string form =
      "grant_type=client_credentials&client_id=client_simulator"
      "&client_secret=simulator-secret-1";
  for (const long version : {CURL_HTTP_VERSION_1_1, CURL_HTTP_VERSION_2TLS}) {  // NOLINT
    const Reply token = Fetch(base + "/oauth2/token", form, version);
    ASSERT_EQ(token.result, CURLE_OK) << curl_easy_strerror(token.result);
    EXPECT_EQ(token.status, 200);
    EXPECT_EQ(token.http,
              version == CURL_HTTP_VERSION_1_1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2_0);
  }
  const Reply record = Fetch(base + "/control/requests", "", CURL_HTTP_VERSION_2TLS);
  const Json requests = ParseJson(record.body).value_or(Json::object())["requests"];
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0]["http_version"], "1.1");
  EXPECT_EQ(requests[1]["http_version"], "2");
  EXPECT_EQ(requests[1]["body"], form);
  const Reply state = Fetch(base + "/control/state", "", CURL_HTTP_VERSION_2TLS);
  EXPECT_NE(state.body.find("22222222-0007-4000-8000-000000000001"), std::string::npos);
  process.Signal(SIGTERM);
  EXPECT_EQ(process.Wait(), 0);
  EXPECT_NE(ReadFile(File("output")).find("ready at " + base), std::string::npos);
}

TEST_F(ProcessTest, FlagsOfWebhooksReachTheWire) {
  // The simulator is its own receiver, so that its certificate is under the authority it trusts.
  Process process({"--ca_file=" + File("ca.pem"), "--ready_file=" + File("ready.json"),
                   "--webhook_ca_file=" + File("ca.pem"), "--management_token=amt",
                   "--webhook_hosts=elsewhere.test", "--clock_speed=100"},
                  File("output"));
  const std::string base = WaitReady(process)["base_url"];
  const auto control = [&](const std::string& path, const std::string& body) {
    const Reply reply = Fetch(base + "/control/" + path, body, CURL_HTTP_VERSION_2TLS);
    EXPECT_EQ(reply.status, 200) << path << ": " << reply.body;
    return ParseJson(reply.body).value_or(Json::object());
  };
  const std::string id =
      control("webhooks", R"({"callback_uri":")" + base + R"(/hook"})")["id"].get<std::string>();
  Json failed = control("deliveries?outcome=failed&wait_for=1", "");
  ASSERT_EQ(failed["count"], 1) << failed;
  EXPECT_EQ(failed["deliveries"][0]["event_type"], "VERIFY");
  EXPECT_EQ(failed["deliveries"][0]["attempts"][0]["status"], 404) << "it is no receiver";
  // Four attempts in 175 fast seconds.
  control("webhooks/" + id + "/deliver", R"({"raw":"hello"})");
  failed = control("deliveries?outcome=failed&attempts=4&wait_for=1&timeout_ms=60000", "");
  EXPECT_EQ(failed["satisfied"], true) << failed;
  const Json received = control("requests?path=/hook", "")["requests"];
  ASSERT_EQ(received.size(), 5u);
  EXPECT_EQ(received[4]["headers"]["sc-signature"], HmacSha256Hex("amt", "hello"));
  control("webhooks", R"({"callback_uri":"http://elsewhere.test/"})");
}

TEST_F(ProcessTest, HelpIsAPageAndSuccess) {
  Process process({"--help"}, File("output"));
  EXPECT_EQ(process.Wait(), 0);
  const std::string help = ReadFile(File("output"));
  for (const char* words : {"EXAMPLES",          "--listen",
                            "--ca_file",         "--ready_file",
                            "--public_base_url", "--http2",
                            "--client_id",       "--client_secrets",
                            "--token_lifetime",  "--seed",
                            "--extra_vehicles",  "--clock",
                            "--clock_speed",     "--management_token",
                            "--webhook_ca_file", "--webhook_hosts",
                            "/control/webhooks", "/control/deliveries",
                            "--command_latency", "--long_command_threshold",
                            "--rate_limit",      "--switches",
                            "--record_limit",    "/control/faults",
                            "/control/requests"}) {
    EXPECT_NE(help.find(words), std::string::npos) << words;
  }
}

TEST_F(ProcessTest, WrongFlagsAreExplainedAndStatus2) {
  const struct {
    const char* flag;
    const char* says;
  } kCases[] = {
      {"--lisen=127.0.0.1:0", "there is no flag --lisen"},
      {"--listen=localhost", "address:port"},
      {"--listen=localhost:0", "IP address"},
      {"--seed=x", "--seed cannot be 'x'"},
      {"--seed=70000", "0 to 65535"},
      {"--clock=fast", "manual or real"},
      {"--client_secrets=a,b,c,d", "one to three"},
      {"--clock_speed=0", "1 to 10000"},
      {"--clock_speed=x", "--clock_speed cannot be 'x'"},
      {"--management_token=", "cannot be empty"},
      {"--switches=json_shape=old", "ga or early_access"},
      {"--command_latency=soon", "250ms"},
      {"--rate_limit", "needs a value"},
      {"stray", "'stray' is not a flag"},
  };
  for (const auto& test : kCases) {
    Process process({test.flag}, File("output"));
    EXPECT_EQ(process.Wait(), 2) << test.flag;
    const std::string output = ReadFile(File("output"));
    EXPECT_NE(output.find(test.says), std::string::npos) << output;
  }
}

TEST_F(ProcessTest, UnwritableFilesAreReported) {
  Process process({"--ca_file=/nowhere/at/all/ca.pem"}, File("output"));
  EXPECT_EQ(process.Wait(), 1);
  EXPECT_NE(ReadFile(File("output")).find("cannot write --ca_file"), std::string::npos);
}

}  // namespace
}  // namespace smartcar_simulator
