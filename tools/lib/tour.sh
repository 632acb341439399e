# The walk through the API of `tools/serve --tour`. Sourced by tools/serve; calls $GRPCURL at $address.
# shellcheck shell=bash
# shellcheck disable=SC2154  # Variables of tools/serve.

readonly LONGEST_ANSWER=60 # Lines shown of an answer.

# chapter TITLE: what comes next.
chapter() {
  title="$1"
  printf '\n# %s\n' "$title"
}

surprise() {
  say "SURPRISE at '$title': $*"
  return 1
}

# show TEXT: an answer, cut if it is long.
show() {
  local lines
  lines="$(wc -l <<<"$1")"
  head -n "$LONGEST_ANSWER" <<<"$1"
  ((lines <= LONGEST_ANSWER)) || printf '  ... and %d more lines\n' $((lines - LONGEST_ANSWER))
}

# call METHOD [REQUEST]: shows the call as a user types it, and its answer; keeps that in `answer`, and grpcurl's exit
# code in `status`.
call() {
  local -a flags=(-plaintext)
  printf '$ %s -plaintext ' "$(grpcurl_as_typed)"
  if (($# > 1)); then
    flags+=(-d "$2")
    printf "%s '%s' " -d "$2"
  fi
  printf '%s %s\n' "$address" "$1"
  status=0
  answer="$("$GRPCURL" "${flags[@]}" -max-time 30 "$address" "$1" 2>&1)" || status=$?
  show "$answer"
}

# expect WHAT FILTER: the call worked, and its answer satisfies the jq filter.
expect() {
  ((status == 0)) || surprise "the call failed" || return
  jq -e "$2" <<<"$answer" >/dev/null 2>&1 || surprise "expected $1"
}

# expect_text TEXT...: each of them stands in the answer.
expect_text() {
  local text
  for text in "$@"; do
    grep -qF -- "$text" <<<"$answer" || surprise "expected to read '$text'" || return
  done
}

walk() {
  local vehicle user car execution

  chapter "What the gateway offers; no proto files are needed, it describes itself"
  call list
  ((status == 0)) || surprise "the call failed" || return
  expect_text "$CONNECTIONS" "$VEHICLES" grpc.health.v1.Health grpc.reflection.v1alpha.ServerReflection || return

  chapter "Which cars are connected, and to whom they belong"
  call "$CONNECTIONS/ListConnections" '{"page_size":3}'
  expect "three connections and more to come" '(.connections | length) == 3 and ((.next_page_token // "") != "")' || return
  vehicle="$(jq -r '.connections[0].vehicle.vehicle_id' <<<"$answer")"
  user="$(jq -r '.connections[0].user_id' <<<"$answer")"
  car="\"vehicle_id\":\"$vehicle\",\"user_id\":\"$user\""

  chapter "One car"
  call "$VEHICLES/GetVehicle" "{\"vehicle_id\":\"$vehicle\"}"
  expect "this car, with a make" ".vehicle.vehicle_id == \"$vehicle\" and (.vehicle.make | length) > 0" || return

  chapter "Everything the car last said, each signal in its own type"
  call "$VEHICLES/ListSignals" "{$car}"
  expect "more than ten signals with a code" '([.signals[].code | select(length > 0)] | length) > 10' || return

  chapter "One signal: the charge level"
  call "$VEHICLES/GetSignal" "{$car,\"signal_code\":\"tractionbattery-stateofcharge\"}"
  expect "a quantity" '.signal.code == "tractionbattery-stateofcharge" and (.signal.quantity.value | type) == "number"' || return

  chapter "Once more, for a caller who is content with an answer of the last minute: no call to Smartcar"
  call "$VEHICLES/GetSignal" "{$car,\"signal_code\":\"tractionbattery-stateofcharge\",\"max_age\":\"60s\"}"
  expect "an answer that tells its age" '(.age // "") | test("s$")' || return

  chapter "Stop charging at 70 %"
  call "$VEHICLES/SetChargeLimit" "{$car,\"limit_percent\":70}"
  expect "success" '.execution.status | test("SUCCE")' || return

  chapter "The car has understood"
  call "$VEHICLES/GetSignal" "{$car,\"signal_code\":\"charge-chargelimits\"}"
  expect "an active limit of 70" '.signal.charge_limits.active_limit == 70' || return

  chapter "Lock the doors; the request id names this one wish"
  call "$VEHICLES/LockDoors" "{$car,\"request_id\":\"7d3f6c1e-52f4-4d0e-9a44-0c1c5b8f2a10\"}"
  expect "success" '.execution.status | test("SUCCE")' || return
  execution="$(jq -r '.execution.execution_id' <<<"$answer")"

  chapter "The same wish again, as after a lost answer: the car is not asked twice"
  call "$VEHICLES/LockDoors" "{$car,\"request_id\":\"7d3f6c1e-52f4-4d0e-9a44-0c1c5b8f2a10\"}"
  expect "the first outcome" ".execution.execution_id == \"$execution\"" || return

  chapter "They are locked"
  call "$VEHICLES/GetSignal" "{$car,\"signal_code\":\"closure-islocked\"}"
  expect "true" '.signal.flag.value == true' || return

  chapter "When something fails, the error says what, why and whose move it is"
  call "$VEHICLES/GetVehicle" '{"vehicle_id":"00000000-0000-4000-8000-000000000000"}'
  ((status != 0)) || surprise "the call went well" || return
  expect_text "Code: NotFound" google.rpc.ErrorInfo '"domain": "smartcar-gateway"' google.rpc.ResourceInfo || return

  printf '\nThe tour is over: every answer was as expected.\n'
}
