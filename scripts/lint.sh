#!/usr/bin/env bash
# Lints words, imports, templates and scripts, with the strictest rules of each linter, and tests the runtime module.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly lint="${PYTHON_GITOPS_CACHE}/lint/bin"
readonly actionlint="${PYTHON_GITOPS_CACHE}/bin/actionlint-1.7.12"
if [[ ! -x ${lint}/ruff || ! -x ${actionlint} ]]; then
  echo 'the linters are not installed: run scripts/tools.sh' >&2
  exit 2
fi

# Imports that scripts/rooms.yaml disallows, and import cycles.
npx depcruise --config scripts/dependency-cruiser.js --output-type err-long src

# Exports that no other file uses.
npx knip --config scripts/knip.jsonc

# Names that several files export.
node scripts/exports.js

# Plain American English (scripts/words.yaml).
node scripts/words.js

scratch="$(mktemp -d)"
trap 'rm -rf "${scratch}"' EXIT

# An app for each server and framework. The starter's own rules are milder and skip generated files, so this runs all
# rules on all files, too.
npx ts-node --project test/tsconfig.json test/support/render-apps.ts "${scratch}/apps"
strict="${PWD}/scripts/ruff-strict.toml"
for folder in "${scratch}"/apps/*; do
  (
    cd "${folder}"
    "${lint}/ruff" check --no-cache .
    "${lint}/ruff" check --no-cache --config "${strict}" .
    "${lint}/ruff" format --no-cache --check --config "${strict}" .
    "${lint}/bandit" --quiet --recursive src
    sed -i '/^\[\[tool.mypy.overrides\]\]/,/^ignore_errors/d' pyproject.toml
    "${lint}/mypy" --cache-dir "${scratch}/mypy"
  )
done
"${lint}/ruff" check --no-cache test/runtime
"${lint}/ruff" format --no-cache --check test/runtime
"${lint}/ruff" check --no-cache --config test/runtime/ruff.toml test/support scripts
"${lint}/ruff" format --no-cache --config test/runtime/ruff.toml --check test/support scripts
for folder in "${scratch}"/apps/*; do
  # An app has the modules of one server and one framework, so the tests of other modules don't apply. An app with its
  # own code has other paths.
  [[ -e ${folder}/src/server.py ]] || continue
  tests=()
  for test in test/runtime/*.py; do
    module="${test##*/test_}"
    module="${module%.py}"
    case "${module}" in
      asgi_app | django_app | flask_app) needed="${module}" ;;
      tracing) needed=otlp ;;
      granian | gunicorn) needed="${module}_server" ;;
      *) needed=__init__ ;;
    esac
    if [[ -e ${folder}/src/gitops_runtime/${needed}.py ]]; then
      tests+=("${test}")
    fi
  done
  MYPYPATH="${folder}/src" "${lint}/mypy" --strict --cache-dir "${scratch}/mypy-strict" "${tests[@]}"
done
"${lint}/ruff" check --no-cache --config "${strict}" benchmarks
"${lint}/ruff" format --no-cache --check --config "${strict}" benchmarks
MYPYPATH="${scratch}/apps/granian/src" "${lint}/mypy" --strict --cache-dir "${scratch}/mypy-strict" benchmarks/server.py

"${lint}/hadolint" --failure-threshold style templates/app/Dockerfile
# Developers get the newest versions that Debian has.
"${lint}/hadolint" --failure-threshold style --ignore DL3008 templates/repository/.devcontainer/Dockerfile

shell=(.ci/run scripts/*.sh templates/app/scripts/*.sh templates/repository/scripts/*.sh test/support/*.sh test/support/cluster/kept/*.sh)
"${lint}/shellcheck" --external-sources --enable all --severity style "${shell[@]}"
"${lint}/shfmt" -i 2 -ci -d "${shell[@]}"

PATH="${lint}:${PATH}" "${actionlint}" templates/repository/.github/workflows/*.yml
# zizmor checks pins, which the library fills in (src/config/actions.ts).
npx ts-node --project test/tsconfig.json test/support/render-workflow-templates.ts "${scratch}/workflows"
"${lint}/zizmor" --quiet --offline --config test/fixtures/checkers/zizmor.yaml --persona=auditor \
  "${scratch}"/workflows/*.yml
"${lint}/yamllint" --strict --config-file scripts/yamllint.yaml templates/repository/.github

scripts/test-runtime.sh "${scratch}/apps"
