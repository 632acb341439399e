#!/usr/bin/env bash
# tools/lib/test_summary counts test cases, and lets nothing that went wrong look like a success.
# shellcheck source=tests/tools/expect.sh
source tests/tools/expect.sh

events="$TEST_TMPDIR/events.json"
report="$TEST_TMPDIR/test.xml"

configured() { printf '{"id":{"targetConfigured":{"label":"%s"}},"configured":{"testSize":"SMALL"}}\n' "$1"; }
result() {
  printf '{"id":{"testResult":{"label":"%s","run":1,"shard":1,"attempt":%d}},"testResult":{"status":"%s",' "$1" "$3" "$2"
  printf '"testActionOutput":[{"name":"test.xml","uri":"file://%s"}]}}\n' "$report"
}
summary() {
  run "$checkout/tools/lib/test_summary" "$events"
  last="$(tail -n 1 <<<"$output")"
}
expect_last() { [[ "$last" == "$1" ]] || fail "ends with '$last', not '$1'"; }

cat >"$report" <<'XML'
<testsuites><testsuite>
<testcase name="A" status="run"/><testcase name="B" status="run"><failure message="no"/></testcase>
<testcase name="C" status="notrun"/>
</testsuite></testsuites>
XML
{ configured //a:t; result //a:t FAILED 1; } >"$events"
summary
expect_status 1
expect_text "//a:t"
expect_last "1 passed, 1 failed"

sed -i '/<failure/s/<failure[^>]*>//' "$report"
{ configured //a:t; result //a:t PASSED 1; } >"$events"
summary
expect_status 0
expect_last "2 passed, 0 failed"

# A second attempt that went well takes the place of the first.
{ configured //a:t; result //a:t FAILED 1; result //a:t PASSED 2; } >"$events"
summary
expect_last "2 passed, 0 failed"

# A crash after cases that passed is a failure, and so are a build that broke, and a test that never ran.
{ configured //a:t; result //a:t FAILED 1; } >"$events"
summary
expect_status 1
expect_last "2 passed, 1 failed"
{ configured //a:t; echo '{"id":{"targetCompleted":{"label":"//a:t"}},"completed":{}}'; } >"$events"
summary
expect_status 1
expect_last "0 passed, 1 failed"
configured //a:t >"$events"
summary
expect_status 1
expect_last "0 passed, 1 failed"

# No test is no success.
: >"$events"
summary
expect_status 1
expect_last "0 passed, 0 failed"

finish
