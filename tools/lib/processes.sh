# Starting processes so that nothing outlives the command that started them. Sourced after common.sh.
# shellcheck shell=bash

names=() # By process id.
order=() # Process ids in the order of their start.

# start NAME FUNCTION ARGUMENT...: runs in the background what FUNCTION ends in `detached`. Its id is then in $!.
start() {
  local name="$1"
  shift
  ("$@") &
  names[$!]="$name"
  order+=("$!")
}

# detached COMMAND...: replaces this subshell by COMMAND, out of reach of the terminal's Ctrl-C (it is told to stop
# once, in its turn), and stopped by the kernel should even the shell be killed.
detached() { exec setpriv --pdeathsig TERM -- setsid -- "$@" </dev/null; }

is_running() { kill -0 "$1" 2>/dev/null; }

# wait_until SECONDS COMMAND...: false if COMMAND does not come true in time; dies if a started process does first.
wait_until() {
  local end=$((SECONDS + $1)) pid
  shift
  until "$@"; do
    for pid in "${order[@]}"; do
      is_running "$pid" || die "${names[$pid]} did not start, see above"
    done
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# stop_all: ends what was started, the last first, each with time to end well. A second signal ends it at once.
stop_all() {
  local i pid end
  # shellcheck disable=SC2154  # Looked up when the signal comes.
  trap 'for pid in "${order[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done' INT TERM HUP
  for ((i = ${#order[@]} - 1; i >= 0; i--)); do
    pid="${order[i]}"
    is_running "$pid" || continue
    kill -TERM "$pid" 2>/dev/null || true
    end=$((SECONDS + ${STOP_WITHIN:-40}))
    while is_running "$pid" && ((SECONDS < end)); do sleep 0.1; done
    if is_running "$pid"; then
      say "${names[$pid]} does not stop; killing it"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  done
  wait
}

# wait_for_any: until one of the started processes ends; says which, and returns its exit code.
wait_for_any() {
  local status=0 pid
  wait -n "${order[@]}" 2>/dev/null || status=$?
  for pid in "${order[@]}"; do
    is_running "$pid" || say "${names[$pid]} ended (exit code $status)"
  done
  return $status
}

# interruptible COMMAND...: in the background and waited for, so that a signal to this shell ends it too.
interruptible() {
  local pid status=0
  "$@" &
  pid=$!
  names[pid]="$1"
  order+=("$pid")
  wait "$pid" || status=$?
  order=("${order[@]:0:${#order[@]}-1}")
  return $status
}

# port_in_use HOST:PORT: whether somebody answers there.
port_in_use() {
  local host="${1%:*}"
  host="${host#[}"
  # shellcheck disable=SC2016  # For the inner shell to expand.
  timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "${host%]}" "${1##*:}" 2>/dev/null
}
