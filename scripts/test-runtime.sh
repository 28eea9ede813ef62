#!/usr/bin/env bash
# Tests an app for each server and framework: the app's own tests and the platform contract, then the runtime module,
# with the starters' locked packages and with the lowest versions that it supports (RUNTIME_REQUIREMENTS).
# Usage: scripts/test-runtime.sh FOLDER [PYTEST_OPTION...]   FOLDER has the output of test/support/render-apps.ts
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

apps="$1"
shift
readonly lint="${PYTHON_GITOPS_CACHE}/lint/bin"
scratch="$(mktemp -d)"
trap 'rm -rf "${scratch}"' EXIT
if [[ ! -x ${lint}/uv || ! -x ${lint}/pytest ]]; then
  echo 'the linters are not installed: run scripts/tools.sh' >&2
  exit 2
fi

# One environment for all apps: their requirements are compatible.
cat "${apps}"/*/src/gitops_runtime/requirements.in >"${scratch}/runtime.in"
"${lint}/uv" pip compile --quiet --no-header --no-annotate --resolution lowest-direct --python "${lint}/python" \
  --output-file "${scratch}/lowest.txt" "${scratch}/runtime.in"
grep -E '^(dj-database-url|fastapi|httpx2|pytest|starlette|whitenoise)==' scripts/requirements-lint.txt >"${scratch}/tests.txt"
hash="$(cat "${scratch}/lowest.txt" "${scratch}/tests.txt" | sha256sum | cut -c 1-12)"
readonly lowest="${PYTHON_GITOPS_CACHE}/runtime-lowest-${hash}"
if [[ ! -e ${lowest}/complete ]]; then
  step 'Installing the lowest versions that the runtime module supports'
  rm -rf "${lowest}"
  "${lint}/python" -m venv "${lowest}"
  "${lowest}/bin/pip" install --disable-pip-version-check --quiet --requirement "${scratch}/lowest.txt" \
    --requirement "${scratch}/tests.txt"
  touch "${lowest}/complete"
fi

cp -r test/runtime "${scratch}/runtime"

# test_runtime FOLDER PYTHON [PYTEST_OPTION...]: tests the runtime module of an app.
test_runtime() {
  local folder="$1" python="$2"
  shift 2
  step "Testing the runtime module: ${folder##*/}, ${python}"
  APP_SRC="${folder}/src" PYTHONPATH="${folder}/src" PYTHONDONTWRITEBYTECODE=1 \
    "${python}" -m pytest -p no:cacheprovider -W error --rootdir "${scratch}/runtime" --quiet "${scratch}/runtime" "$@"
}

for folder in "${apps}"/*; do
  if [[ -e ${folder}/src/gitops_runtime/otlp.py ]]; then
    # Otherwise, it is like an app without traces.
    test_runtime "${folder}" "${lint}/python" -k test_tracing "$@"
    test_runtime "${folder}" "${lowest}/bin/python" -k test_tracing "$@"
    continue
  fi
  step "Running the tests of a new app, including the platform contract: ${folder##*/}"
  (cd "${folder}" && PYTHONDONTWRITEBYTECODE=1 "${lint}/python" -m pytest -p no:cacheprovider --quiet)
  if [[ ! -e ${folder}/src/server.py ]]; then
    # It has its own code and paths, so the tests of the runtime module don't apply.
    continue
  fi
  if [[ ${folder##*/} == fastapi ]]; then
    # It has the runtime module of Starlette, which was just tested.
    continue
  fi
  test_runtime "${folder}" "${lint}/python" "$@"
  # Flask's lowest version runs with gunicorn, and that of granian with other frameworks.
  if [[ ${folder##*/} != granian ]]; then
    # make dev starts the same servers on a developer's machine, with the locked versions.
    test_runtime "${folder}" "${lowest}/bin/python" --ignore "${scratch}/runtime/test_dev.py" "$@"
  fi
done

step 'Running the platform contract of an existing app, whose own conftest.py and pyproject.toml do not know it'
existing="${scratch}/existing"
cp -r "${apps}/own-wsgi" "${existing}"
mkdir -p "${existing}/.venv/bin"
printf '#!/bin/sh\n' >"${existing}/scripts/setup.sh"
printf '#!/bin/sh\nexec %s "$@"\n' "${lint}/python" >"${existing}/.venv/bin/python"
chmod +x "${existing}/.venv/bin/python"
echo '"""Fixtures."""' >"${existing}/test/conftest.py"
printf '[tool.pytest.ini_options]\naddopts = "--strict-markers"\n' >"${existing}/pyproject.toml"
PYTHONDONTWRITEBYTECODE=1 "${existing}/scripts/test.sh" -p no:cacheprovider --quiet test/integration_test.py
