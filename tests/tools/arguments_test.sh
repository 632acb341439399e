#!/usr/bin/env bash
# Every command explains itself, and refuses wrong usage before it installs, builds or starts anything.
# shellcheck source=tests/tools/expect.sh
source tests/tools/expect.sh
unset SMARTCAR_CLIENT_ID SMARTCAR_CLIENT_SECRET SMARTCAR_CLIENT_SECRET_FILE

for command in setup serve test check docs; do
  run "$checkout/tools/$command" --help
  expect_status 0
  expect_text "Usage: tools/$command"
  expect_text "Exit codes:"
done

for command in setup serve check docs; do
  run "$checkout/tools/$command" --no-such-flag
  expect_status 2
  expect_text "Try 'tools/$command --help'"
done

run "$checkout/tools/test" --config nonsense
expect_status 2
run "$checkout/tools/check" no-such-check
expect_status 2
expect_text "layering"
run "$checkout/tools/check" --list
expect_status 0
expect_text "thread-safety"

# From elsewhere, through a symbolic link.
ln -s "$checkout/tools/serve" "$TEST_TMPDIR/linked"
cd "$TEST_TMPDIR"
run ./linked --help
expect_status 0

# An empty checkout has no pinned tools yet, and --check installs none.
run "$checkout/tools/setup" --check
expect_status 1
expect_text "pinned tools"
run test -e "$checkout/.tools"
expect_status 1

for port in 0 65536 http 08 -1 ''; do
  run "$checkout/tools/serve" --port "$port"
  expect_status 2
done
run "$checkout/tools/serve" --port
expect_status 2
run "$checkout/tools/serve" --tour --port 50051
expect_status 2
run "$checkout/tools/serve" --config "$TEST_TMPDIR/missing.yaml"
expect_status 2
expect_text "missing.yaml"

run env SMARTCAR_CLIENT_ID=client_1 "$checkout/tools/serve"
expect_status 2
expect_text "SMARTCAR_CLIENT_SECRET"
run env SMARTCAR_CLIENT_SECRET=hush-hush "$checkout/tools/serve"
expect_status 2
expect_text "SMARTCAR_CLIENT_ID"
expect_no_text "hush-hush"
run env SMARTCAR_CLIENT_ID=client_1 SMARTCAR_CLIENT_SECRET=hush-hush SMARTCAR_CLIENT_SECRET_FILE=/dev/null \
  "$checkout/tools/serve"
expect_status 2
expect_no_text "hush-hush"
run env SMARTCAR_CLIENT_ID=client_1 SMARTCAR_CLIENT_SECRET_FILE="$TEST_TMPDIR/missing" "$checkout/tools/serve"
expect_status 2
expect_text "$TEST_TMPDIR/missing"

finish
