#!/usr/bin/env bash
# tools/lib/check_words finds clocks, sleeps and words for undone work where they must not be, and nowhere else.
# shellcheck source=tests/tools/expect.sh
source tests/tools/expect.sh

# accepted PATH LINE / refused PATH LINE: a file at PATH whose second line is LINE.
accepted() {
  printf '// A file.\n%s\n' "$2" | source_file "$1"
  run "$checkout/tools/lib/check_words" "$checkout"
  expect_status 0
  rm "$checkout/$1"
}
refused() {
  printf '// A file.\n%s\n' "$2" | source_file "$1"
  run "$checkout/tools/lib/check_words" "$checkout"
  expect_status 1
  expect_text "$1:2: "
  rm "$checkout/$1"
}

accepted server/base/clock.cc 'absl::Time Now() { return absl::Now(); }'
refused server/token/token_manager.cc 'absl::Time now = absl::Now();'
refused server/token/token_manager.cc 'auto now = std::chrono::system_clock::now();'
refused server/token/token_manager.cc 'auto now = std::chrono::steady_clock::now();'
refused server/token/token_manager.cc 'time_t now = time(nullptr);'
accepted server/token/token_manager.cc 'absl::Time now = clock_.Now();  // never absl::Now()'
accepted server/token/token_manager.cc 'const char* text = "absl::Now()";'
accepted server/token/token_manager_test.cc 'auto end = std::chrono::steady_clock::now() + patience;'
accepted tools/simulator/clock.cc 'return absl::Now();'
refused tools/simulator/api/token.cc 'return absl::Now();'
refused server/token/token_manager_test.cc 'absl::SleepFor(absl::Seconds(1));'
refused tests/integration/read_test.cc 'std::this_thread::sleep_for(second);'
refused server/token/token_manager_test.cc 'GTEST_SKIP() << "some day";'
refused server/token/token_manager.cc '// TODO: the rest'

finish
