// Looks for secrets in everything that gateways wrote.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_LEAKS_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_LEAKS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace smartcar_gateway {

// Every integration test is a leak test. Secrets are registered as they come into being: client
// secrets by the simulator and the gateway's configuration, access tokens by the simulator, tokens
// of callers by whoever makes them. When a gateway's process ends, its output, its files and all
// errors that callers saw are searched for them, and a find fails the test.
//
// A find is a piece of kPiece characters of a secret: as it is, percent-encoded, in JSON, in Base64
// alone or behind the client id. Of a JWT the header is no secret. Secrets shorter than
// kShortestSecret are not looked for. Thread-safe.
constexpr size_t kPiece = 12;
constexpr size_t kShortestSecret = 8;

void RegisterSecret(const std::string& secret);
// Each line is a secret.
void RegisterSecretLines(const std::string& content);

// Is run before each search and calls RegisterSecret. Returns a number for RemoveSecretSource.
int AddSecretSource(std::function<void()> source);
void RemoveSecretSource(int number);

// What a caller saw.
void NoteSeen(const std::string& text);
// A file, or a folder with its files, that gateways write. Need not exist.
void NoteWritten(const std::string& path);

// Searches `output`, and what was noted. Fails the test, or ends the program if no test runs.
void ExpectNoLeaks(const std::string& program, const std::string& output);

// The pieces of registered secrets that are in the text.
std::vector<std::string> FindLeaks(const std::string& text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_LEAKS_H_
