#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.checkout). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/checkout/scripts/setup.sh
# Creates .venv with the locked packages of the app and its tests, or updates it. PYTHON=path sets the interpreter.
# Usage: scripts/setup.sh [uv ARGUMENT...]   With uv, runs uv instead, which it installs into the cache folder.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."

export PIP_INDEX_URL="${PIP_INDEX_URL:-https://pypi.acme.example/simple}"
export PIP_EXTRA_INDEX_URL="${PIP_EXTRA_INDEX_URL:-https://wheels.acme.example/simple https://pypi.partner.example/root/+simple/}"
# Only the first index that has a package counts, so a public package with the same name is never installed.
export UV_INDEX_STRATEGY=first-index
readonly lock=test/requirements-test.txt
readonly stamp=.venv/setup-stamp
readonly image_python=3.12
readonly oldest=11 # 3.11: the oldest version that the runtime supports
readonly uv_version=0.13.9
readonly cache="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}"

readonly new_enough="import sys; sys.exit(sys.version_info < (3, ${oldest}))"
readonly has_venv='import ensurepip, venv'
# Identifies an interpreter.
readonly identity='
import platform
print(platform.python_implementation(), platform.python_version())
'

log() {
  printf 'setup: %s\n' "$@" >&2
}

# identify PYTHON: prints implementation and version of an interpreter, or nothing if it doesn't run.
identify() {
  "$1" -c "${identity}" 2>/dev/null || true
}

# fingerprint PYTHON: prints what .venv is made of, an interpreter and the lock.
fingerprint() {
  local python sum
  python="$(identify "$1")"
  sum="$(cksum <"${lock}")"
  printf '%s %s' "${python}" "${sum}"
}

# first_that TEST NAME...: prints the first interpreter that passes TEST, a line of Python, or nothing. It runs each,
# because a name on the PATH may be a shim for a version that isn't installed.
first_that() {
  local test="$1" candidate
  shift
  for candidate; do
    if "${candidate}" -c "${test}" 2>/dev/null; then
      printf '%s' "${candidate}"
      return
    fi
  done
}

# Gives uv the package indexes that pip is configured with on this machine, which uv itself doesn't read.
use_indexes_of_pip() {
  local settings=''
  if [[ -z ${UV_DEFAULT_INDEX:-}${PIP_INDEX_URL:-} || -z ${UV_INDEX:-}${PIP_EXTRA_INDEX_URL:-} ]]; then
    settings="$("${uv%/*}/python" -m pip config list 2>/dev/null || true)"
  fi
  UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(pip_setting index-url "${settings}")}}"
  UV_INDEX="${UV_INDEX:-${PIP_EXTRA_INDEX_URL:-$(pip_setting extra-index-url "${settings}")}}"
  # Without a value, uv uses PyPI.
  export UV_DEFAULT_INDEX UV_INDEX
}

# pip_setting NAME SETTINGS: prints a setting in the output of pip config list, with a space between several values.
pip_setting() {
  local line value
  while IFS= read -r line; do
    if [[ ${line} == "global.$1='"*"'" ]]; then
      value="${line#*\'}"
      value="${value%\'}"
      value="${value#\\n}"
      printf '%s' "${value//\\n/ }"
    fi
  done <<<"$2"
}

# Sets uv to the path of the pinned version, and installs it if it's missing.
find_uv() {
  local folder temporary python
  folder="${cache}/uv-${uv_version}"
  uv="${folder}/bin/uv"
  if [[ -x ${uv} ]]; then
    return
  fi
  python="$(first_that "${has_venv}" "${candidates[@]}")"
  if [[ -z ${python} ]]; then
    python="$(first_that '' "${candidates[@]}")"
    if [[ -n ${python} ]]; then
      log "${python} cannot create virtual environments: the modules venv and ensurepip are missing." \
        "On Debian and Ubuntu: sudo apt-get install python3-venv"
      exit 1
    fi
    no_python
  fi
  log "installing uv ${uv_version}, which installs Python packages"
  mkdir -p "${cache}"
  # Complete before it gets its name, so that an interrupted run leaves nothing that looks installed.
  temporary="$(mktemp -d "${folder}.XXXXXX")"
  if ! "${python}" -m venv "${temporary}" || ! "${temporary}/bin/python" -m pip install --disable-pip-version-check \
    --no-input --quiet "uv==${uv_version}" >&2; then
    rm -rf "${temporary}"
    log "could not install uv. Fix the error above, then run this again."
    exit 1
  fi
  rm -rf "${folder}"
  mv "${temporary}" "${folder}"
}

no_python() {
  log "no Python 3.${oldest} or newer found, tried: ${candidates[*]}" \
    "Debian, Ubuntu: sudo apt-get install python3 python3-venv" \
    "macOS: brew install python. Other systems: https://www.python.org/downloads/" \
    "If Python is not on your PATH: PYTHON=/path/to/python3 make setup"
  exit 1
}

# Prints the path of a Python of the image's version that uv installs, or nothing.
managed_python() {
  local flags=(--managed-python --no-python-downloads) output
  "${uv}" python find "${flags[@]}" "${image_python}" 2>/dev/null && return
  case ${UV_PYTHON_DOWNLOADS:-} in never | manual) return 0 ;; *) ;; esac
  log "installing Python ${image_python}, the version of the image"
  if [[ -n ${PYTHON_GITOPS_MIRROR:-} ]]; then
    export UV_PYTHON_INSTALL_MIRROR="${UV_PYTHON_INSTALL_MIRROR:-${PYTHON_GITOPS_MIRROR%/}/astral-sh/python-build-standalone/releases/download}"
  fi
  # One retry: without a network, more would only take longer.
  if output="$(UV_HTTP_RETRIES=1 "${uv}" python install --no-bin "${image_python}" 2>&1)"; then
    "${uv}" python find "${flags[@]}" "${image_python}" 2>/dev/null
  else
    # The last cause is the most exact one.
    log "could not install it: ${output##*cause: }"
  fi
}

# Sets python to PYTHON, an installed Python of the image's version, one that uv installs, or the newest, in this order.
find_python() {
  python="$(first_that "${new_enough}" "${candidates[0]}")"
  if [[ -z ${python} && -z ${PYTHON:-} ]]; then
    python="$(managed_python)"
  fi
  if [[ -z ${python} ]]; then
    python="$(first_that "${new_enough}" "${candidates[@]}")"
  fi
  if [[ -z ${python} ]]; then
    no_python
  fi
}

# Exits if .venv is up to date; otherwise, sets made to what it is made of, or to nothing.
exit_if_current() {
  local current wanted
  made=''
  if [[ ! -f ${stamp} ]]; then
    return
  fi
  made="$(<"${stamp}")"
  current="$(fingerprint .venv/bin/python)"
  wanted="${current}"
  if [[ -n ${PYTHON:-} ]]; then
    wanted="$(fingerprint "${PYTHON}")"
  fi
  if [[ ${made} == "${current}" && ${made} == "${wanted}" ]]; then
    exit
  fi
}

# Waits until no other setup of this app is running, such as that of make dev.
take_turn() {
  local place holder tries=0
  mkdir -p "${cache}/setups"
  place="$(pwd -P | cksum)"
  turn="${cache}/setups/${place// /-}"
  until mkdir "${turn}" 2>/dev/null; do
    holder="$(cat "${turn}/pid" 2>/dev/null || true)"
    tries=$((tries + 1))
    if [[ -n ${holder} ]] && ! kill -0 "${holder}" 2>/dev/null || [[ -z ${holder} && ${tries} -gt 25 ]]; then
      # It was killed.
      rm -rf "${turn}"
    elif [[ ${tries} -gt 3000 ]]; then
      log "another setup of this app does not end (process ${holder}): stop it, then run this again."
      exit 1
    else
      if [[ ${tries} -eq 5 ]]; then
        log "waiting for another setup of this app (process ${holder:-unknown})"
      fi
      sleep 0.2
    fi
  done
  trap 'rm -rf "${turn}"' EXIT
  printf '%s' "$$" >"${turn}/pid"
}

# Prefers the version of the image, then the newest. PYTHON replaces all candidates.
candidates=("python${image_python}")
for ((minor = 14; minor >= oldest; minor--)); do
  if [[ 3.${minor} != "${image_python}" ]]; then
    candidates+=("python3.${minor}")
  fi
done
candidates+=(python3)
if [[ -n ${PYTHON:-} ]]; then
  candidates=("${PYTHON}")
fi

if [[ ${1:-} == uv ]]; then
  find_uv
  use_indexes_of_pip
  shift
  exec "${uv}" "$@"
fi

exit_if_current
take_turn
# The other setup may have done the work.
exit_if_current

find_uv
use_indexes_of_pip
find_python
version="$("${python}" --version)"
if [[ ${version} != "Python ${image_python}."* ]]; then
  log "warning: .venv gets ${version}, but the image has Python ${image_python}: install it, or set PYTHON to its path"
fi
wanted="$(identify "${python}")"
current="$(identify .venv/bin/python)"
if [[ ${made} == "${wanted} "* && ${current} == "${wanted}" ]]; then
  log "installing the locked packages in .venv"
else
  log "creating .venv with ${version} and installing the locked packages"
  "${uv}" venv --quiet --clear --no-project --python "${python}" .venv
fi
rm -f "${stamp}"
if ! "${uv}" pip sync --quiet --python .venv/bin/python --require-hashes \
  --only-binary :all: "${lock}"; then
  log "could not install the packages. Fix the error above, then run this again." \
    "They are locked for Python ${image_python}, and .venv has ${version}. As in the image, only wheels are installed." \
    "If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts."
  exit 1
fi
# The same path for all versions of Python, for editors. Relative, so that the folder can move.
(cd .venv && ln -sfn lib/python3.*/site-packages site-packages)
# Last, so that an interrupted run is repeated.
made="$(fingerprint .venv/bin/python)"
printf '%s\n' "${made}" >"${stamp}"
log "done."
