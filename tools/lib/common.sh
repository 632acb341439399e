# What the commands in tools/ share: where the checkout is, and how they speak. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail

ROOT="$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")"
readonly ROOT
COMMAND="$(basename "$0")"
readonly COMMAND

# Progress and errors go to stderr, so that stdout is the answer alone.
say() { printf '%s: %s\n' "$COMMAND" "$*" >&2; }

# die MESSAGE...: the work failed.
die() {
  printf '%s: error: %s\n' "$COMMAND" "$*" >&2
  exit 1
}

# misuse MESSAGE...: the command was called wrongly.
misuse() {
  printf '%s: %s\n' "$COMMAND" "$*" >&2
  printf "Try 'tools/%s --help'.\n" "$COMMAND" >&2
  exit 2
}

# need_setup: installs what is missing; says nothing when nothing is.
need_setup() {
  "$ROOT/tools/setup" || die "tools/setup failed, see above"
}

# What is safe to run under ThreadSanitizer: packages that do not link gRPC. Prints those that exist, one a line.
tsan_packages() {
  local package
  for package in server/base server/token server/http server/quota server/store server/commands server/access server/audit server/events; do
    if [[ -f "$ROOT/$package/BUILD" ]]; then
      printf '//%s/...\n' "$package"
    fi
  done
}

# bazel_progress: flags that show what Bazel is doing, briefly where nobody looks at it live.
bazel_progress() {
  if [[ -t 2 && -z "${CI:-}" ]]; then
    printf '%s\n' --show_progress --curses=yes --color=auto
  else
    printf '%s\n' --show_progress --show_progress_rate_limit=20 --curses=no
  fi
}
