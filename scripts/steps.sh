# Sourced by scripts that run many steps: prints each step with its duration, keeps the output of concurrent steps
# separate, and exits when a step fails.
# shellcheck shell=bash

steps_folder="$(mktemp -d)"
steps_began="${SECONDS}"
# If this script is itself a step, the outer script prints the durations.
steps_inside="${STEPS_INSIDE:-}"
export STEPS_INSIDE=yes
groups=()
exec 3>&2

stop_groups() {
  local group
  for group in "${groups[@]}"; do
    kill -TERM -- "-${group}" 2>/dev/null || true
  done
  groups=()
}

end_steps() {
  local status=$?
  stop_groups
  if [[ -s ${steps_folder}/times && -z ${steps_inside} ]]; then
    printf '\nSeconds per step:\n' >&3
    sort --reverse --numeric-sort --output="${steps_folder}/times" "${steps_folder}/times"
    awk -F '\t' '{ printf "%6d  %s\n", $1, $2 }' "${steps_folder}/times" >&3
    printf '%6d  in all\n' "$((SECONDS - steps_began))" >&3
  fi
  rm -rf "${steps_folder}"
  exit "${status}"
}
trap end_steps EXIT
trap 'exit 130' INT TERM

# finish_step NAME BEGAN STATUS: prints the result of a step, and records its duration.
finish_step() {
  local seconds=$((SECONDS - $2)) how=passed
  if [[ $3 -ne 0 ]]; then
    how="FAILED with exit code $3"
  fi
  printf '%s\t%s\n' "${seconds}" "$1" >>"${steps_folder}/times"
  printf '== %s %s (%s s)\n' "$1" "${how}" "${seconds}" >&3
  return "$3"
}

# quietly NAME COMMAND...: runs a step, and prints its output only if it fails.
quietly() {
  local name="$1" began="${SECONDS}" status=0 log
  shift
  log="$(mktemp "${steps_folder}/log-XXXXXX")"
  printf '== %s\n' "${name}" >&3
  set +e
  # Bash ignores `set -e` where a caller tests the status, so the subshell sets it again.
  (
    set -e
    "$@"
  ) >"${log}" 2>&1 </dev/null
  status=$?
  set -e
  if [[ ${status} -ne 0 ]]; then
    cat "${log}" >&3
  fi
  finish_step "${name}" "${began}" "${status}"
}

# loudly NAME COMMAND...: runs a step, and prints its output immediately. Run two at a time only if both print whole
# results at once, as Jest does.
loudly() {
  local name="$1" began="${SECONDS}" status=0
  shift
  printf '== %s\n' "${name}" >&3
  set +e
  (
    set -e
    "$@"
  ) >&3 2>&3 </dev/null
  status=$?
  set -e
  finish_step "${name}" "${began}" "${status}"
}

# together FUNCTION...: runs functions concurrently. The first one that fails stops the others and the script.
together() {
  local function
  # With job control, each function has its own process group, so that stopping it stops its child processes.
  set -m
  for function in "$@"; do
    "${function}" &
    groups+=("$!")
  done
  set +m
  for function in "$@"; do
    if ! wait -n; then
      stop_groups
      exit 1
    fi
  done
  groups=()
}
