# Expectations for the tests of the commands. Sourced by them; copies the commands into a checkout of their own.
# shellcheck shell=bash
set -euo pipefail

checkout="$TEST_TMPDIR/checkout"
mkdir -p "$checkout"
cp -RL tools "$checkout/"
failures=0

# run COMMAND...: keeps what it prints in `output` and its exit code in `status`.
run() {
  status=0
  output="$("$@" 2>&1 </dev/null)" || status=$?
}

# expect_status CODE: of the last run.
expect_status() { ((status == $1)) || fail "exit code $status, not $1"; }

# expect_text TEXT / expect_no_text TEXT: in the output of the last run.
expect_text() { grep -qF -- "$1" <<<"$output" || fail "does not say '$1'"; }
expect_no_text() { ! grep -qF -- "$1" <<<"$output" || fail "says '$1'"; }

fail() {
  failures=$((failures + 1))
  printf 'FAILED at line %s: %s; it printed:\n%s\n' "${BASH_LINENO[1]}" "$1" "$output"
}

# source_file PATH: a file of the checkout, from standard input.
source_file() {
  mkdir -p "$(dirname "$checkout/$1")"
  cat >"$checkout/$1"
}

finish() { ((failures == 0)); }
