#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/storefront/scripts/setup.sh
# Creates .venv with the locked packages of the app and its tests. PYTHON=path sets the interpreter.
# Usage: scripts/setup.sh [uv VERSION]   With uv, installs that version into the cache folder and prints its path instead.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."

readonly lock=test/requirements-test.txt
readonly stamp=.venv/setup-stamp
readonly image_python=3.13
readonly oldest=11 # 3.11: the oldest version that the runtime supports

readonly new_enough="import sys; sys.exit(sys.version_info < (3, ${oldest}))"
readonly has_venv='import ensurepip, venv'
# Identifies the interpreter and the lock that .venv was created with.
readonly fingerprint='
import hashlib, pathlib, platform, sys
lock = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()
print(platform.python_implementation(), platform.python_version(), lock)
'

log() {
  printf 'setup: %s\n' "$@" >&2
}

readonly tool="${1:-}"
readonly cache="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}"
readonly uv="${cache}/uv-${2:-}"
if [[ ${tool} == uv && -x ${uv}/bin/uv ]]; then
  printf '%s\n' "${uv}/bin/uv"
  exit 0
fi

if [[ -z ${tool} && -f ${stamp} ]]; then
  made="$(<"${stamp}")"
  current="$(.venv/bin/python -c "${fingerprint}" "${lock}" 2>/dev/null || true)"
  wanted="${current}"
  if [[ -n ${PYTHON:-} ]]; then
    wanted="$("${PYTHON}" -c "${fingerprint}" "${lock}" 2>/dev/null || true)"
  fi
  if [[ ${made} == "${current}" && ${made} == "${wanted}" ]]; then
    exit 0
  fi
fi

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

python=''
without_venv=''
for candidate in "${candidates[@]}"; do
  # Runs the interpreter: a name on the PATH may be a shim for a version that isn't installed.
  if "${candidate}" -c "${new_enough}" 2>/dev/null; then
    if "${candidate}" -c "${has_venv}" 2>/dev/null; then
      python="${candidate}"
      break
    fi
    without_venv="${without_venv:-${candidate}}"
  fi
done
if [[ -z ${python} && -n ${without_venv} ]]; then
  log "${without_venv} cannot create virtual environments: the modules venv and ensurepip are missing." \
    "On Debian and Ubuntu: sudo apt-get install python3-venv"
  exit 1
fi
if [[ -z ${python} ]]; then
  log "no Python 3.${oldest} or newer found, tried: ${candidates[*]}" \
    "Debian, Ubuntu: sudo apt-get install python3 python3-venv" \
    "macOS: brew install python. Other systems: https://www.python.org/downloads/" \
    "If Python is not on your PATH: PYTHON=/path/to/python3 make setup"
  exit 1
fi

if [[ ${tool} == uv ]]; then
  mkdir -p "${cache}"
  # Complete before it gets its name, so that an interrupted run leaves nothing that looks installed.
  temporary="$(mktemp -d "${uv}.XXXXXX")"
  trap 'rm -rf "${temporary}"' EXIT
  "${python}" -m venv "${temporary}"
  "${temporary}/bin/python" -m pip install --disable-pip-version-check --no-input --quiet "uv==$2" >&2
  rm -rf "${uv}"
  mv "${temporary}" "${uv}"
  printf '%s\n' "${uv}/bin/uv"
  exit 0
fi

version="$("${python}" --version)"
if [[ ${version} != "Python ${image_python}."* ]]; then
  log "warning: .venv gets ${version}, but the image has Python ${image_python}: install it, or set PYTHON to its path"
fi
log "creating .venv with ${version} and installing the locked packages; this takes a moment"
# Starts from scratch, so that no package stays that the lock no longer contains.
"${python}" -m venv --clear .venv
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes \
  --only-binary :all: --requirement "${lock}"; then
  log "could not install the packages. Fix the error above, then run this again." \
    "They are locked for Python ${image_python}, and .venv has ${version}. As in the image, only wheels are installed." \
    "If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts."
  exit 1
fi
# Last, so that an interrupted run is repeated.
.venv/bin/python -c "${fingerprint}" "${lock}" >"${stamp}"
log "done."
