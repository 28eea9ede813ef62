#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.catalog). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/catalog/scripts/setup.sh
# Creates .venv with the locked packages of the service and its tests; PYTHON=… chooses the interpreter.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."

readonly lock=test/requirements-test.txt
readonly stamp=.venv/setup-stamp
readonly image_python=3.13
readonly oldest=11 # 3.11: the runtime and the locked packages go back to it

readonly new_enough="import sys; sys.exit(sys.version_info < (3, ${oldest}))"
readonly has_venv='import ensurepip, venv'
# What a .venv is made from: the interpreter and the lock.
readonly fingerprint='
import hashlib, pathlib, platform, sys
lock = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()
print(platform.python_implementation(), platform.python_version(), lock)
'

say() {
  printf 'setup: %s\n' "$@" >&2
}

if [[ -f ${stamp} ]]; then
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

# The image's version first, then the newest; PYTHON=… is the only candidate where it is given.
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
  # Asks the interpreter itself: a name on the PATH may be a shim of a version that is not installed.
  if "${candidate}" -c "${new_enough}" 2>/dev/null; then
    if "${candidate}" -c "${has_venv}" 2>/dev/null; then
      python="${candidate}"
      break
    fi
    without_venv="${without_venv:-${candidate}}"
  fi
done
if [[ -z ${python} && -n ${without_venv} ]]; then
  say "${without_venv} cannot create virtual environments: its modules venv and ensurepip are missing." \
    "On Debian and Ubuntu they are a package of their own: sudo apt-get install python3-venv"
  exit 1
fi
if [[ -z ${python} ]]; then
  say "no Python 3.${oldest} or newer found, tried: ${candidates[*]}" \
    "Debian, Ubuntu: sudo apt-get install python3 python3-venv" \
    "macOS: brew install python; others: https://www.python.org/downloads/" \
    "One that is not on the PATH: PYTHON=/path/to/python3 make setup"
  exit 1
fi

version="$("${python}" --version)"
say "creating .venv with ${version}; installing the locked packages takes a moment (only now and when they change) …"
# Removing the old one first leaves no package behind that the lock no longer names.
"${python}" -m venv --clear .venv
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet --require-hashes \
  --requirement "${lock}"; then
  say "the packages could not be installed, see above; run it again when that is solved."
  exit 1
fi
# Last, so that a run that was interrupted is repeated.
.venv/bin/python -c "${fingerprint}" "${lock}" >"${stamp}"
say "done."
