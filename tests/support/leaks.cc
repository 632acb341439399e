// The register of secrets, and the search for them.
#include "tests/support/leaks.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

// The client id of all gateways under test.
constexpr char kClientId[] = "client_simulator";

struct Register {
  std::mutex mutex;
  std::unordered_set<std::string> secrets;
  std::unordered_set<std::string> pieces;  // of kPiece characters
  std::set<std::string> short_ones;        // whole forms that are shorter
  std::map<int, std::function<void()>> sources;
  int last_source = 0;
  std::unordered_set<std::string> seen;
  std::set<std::string> written;
};

Register& TheRegister() {
  static auto& one = *new Register();
  return one;
}

std::string PercentEncoded(const std::string& text) {
  std::string encoded;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || absl::StrContains("-._~", std::string(1, static_cast<char>(c)))) {
      encoded += static_cast<char>(c);
    } else {
      absl::StrAppend(&encoded, "%", absl::Hex(c, absl::kZeroPad2));
    }
  }
  return encoded;
}

std::vector<std::string> FormsOf(const std::string& secret) {
  const std::string encoded = PercentEncoded(secret);
  std::vector<std::string> forms = {secret, encoded,
                                    absl::StrReplaceAll(secret, {{"\\", "\\\\"}, {"\"", "\\\""}})};
  std::string upper = encoded;
  for (size_t i = 0; i + 2 < upper.size(); ++i) {
    if (upper[i] != '%') continue;
    upper[i + 1] = static_cast<char>(std::toupper(upper[i + 1]));
    upper[i + 2] = static_cast<char>(std::toupper(upper[i + 2]));
  }
  forms.push_back(upper);
  for (const std::string& text : {secret, absl::StrCat(kClientId, ":", secret)}) {
    // The first piece behind the client id would be the client id's.
    const size_t skip = text == secret ? 0 : (sizeof(kClientId) / 3) * 4;
    forms.push_back(absl::Base64Escape(text).substr(skip));
    forms.push_back(absl::WebSafeBase64Escape(text).substr(skip));
  }
  return forms;
}

void AddForm(const std::string& form, Register* all) {
  if (form.size() < kShortestSecret) return;
  if (form.size() < kPiece) {
    all->short_ones.insert(form);
    return;
  }
  for (size_t i = 0; i + kPiece <= form.size(); i += kPiece) {
    all->pieces.insert(form.substr(i, kPiece));
  }
  all->pieces.insert(form.substr(form.size() - kPiece));
}

// Of a JWT: claims and signature.
std::vector<std::string> SecretParts(const std::string& secret) {
  std::vector<std::string> parts = absl::StrSplit(secret, '.');
  if (parts.size() != 3 || !absl::StartsWith(secret, "eyJ")) return {secret};
  parts.erase(parts.begin());
  return parts;
}

std::string ContentOf(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void Report(const std::string& where, const std::string& text) {
  const std::vector<std::string> leaks = FindLeaks(text);
  if (leaks.empty()) return;
  const std::string what =
      absl::StrCat("secrets have leaked into ", where, "; pieces: ", absl::StrJoin(leaks, " "));
  if (::testing::UnitTest::GetInstance()->current_test_suite() != nullptr) {
    ADD_FAILURE() << what;
  } else {
    std::fprintf(stderr, "test support: %s\n", what.c_str());
    std::abort();
  }
}

}  // namespace

void RegisterSecret(const std::string& secret) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  if (secret.size() < kShortestSecret || !all.secrets.insert(secret).second) return;
  for (const std::string& part : SecretParts(secret)) {
    for (const std::string& form : FormsOf(part)) AddForm(form, &all);
  }
}

void RegisterSecretLines(const std::string& content) {
  for (const absl::string_view line : absl::StrSplit(content, '\n')) {
    RegisterSecret(std::string(absl::StripAsciiWhitespace(line)));
  }
}

int AddSecretSource(std::function<void()> source) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.sources[++all.last_source] = std::move(source);
  return all.last_source;
}

void RemoveSecretSource(int number) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.sources.erase(number);
}

void NoteSeen(const std::string& text) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.seen.insert(text);
}

void NoteWritten(const std::string& path) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.written.insert(path);
}

std::vector<std::string> FindLeaks(const std::string& text) {
  Register& all = TheRegister();
  const std::lock_guard<std::mutex> lock(all.mutex);
  std::set<std::string> found;
  std::string window;
  for (size_t i = 0; i + kPiece <= text.size() && !all.pieces.empty(); ++i) {
    window.assign(text, i, kPiece);
    if (all.pieces.count(window) > 0) found.insert(window);
  }
  for (const std::string& secret : all.short_ones) {
    if (absl::StrContains(text, secret)) found.insert(secret);
  }
  return {found.begin(), found.end()};
}

void ExpectNoLeaks(const std::string& program, const std::string& output) {
  Register& all = TheRegister();
  std::map<int, std::function<void()>> sources;
  std::set<std::string> written;
  std::string seen;
  {
    const std::lock_guard<std::mutex> lock(all.mutex);
    sources = all.sources;
    written = all.written;
    for (const std::string& text : all.seen) absl::StrAppend(&seen, text, "\n");
  }
  for (const auto& [number, source] : sources) source();
  Report("the output of " + program, output);
  Report("what callers saw", seen);
  std::error_code error;
  for (const std::string& path : written) {
    if (std::filesystem::is_regular_file(path, error)) Report(path, ContentOf(path));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, error)) {
      if (entry.is_regular_file(error)) Report(entry.path(), ContentOf(entry.path()));
    }
  }
}

}  // namespace smartcar_gateway
