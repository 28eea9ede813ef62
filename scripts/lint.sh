#!/usr/bin/env bash
# Lints templates and scripts, each with the linters of its language at their strictest, and tests the runtime module.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly lint="${PYTHON_GITOPS_CACHE}/lint/bin"
readonly app=templates/app
readonly actionlint="${PYTHON_GITOPS_CACHE}/bin/actionlint-1.7.12"
if [[ ! -x ${lint}/ruff || ! -x ${actionlint} ]]; then
  echo 'the linters are not installed: run scripts/tools.sh' >&2
  exit 2
fi
scratch="$(mktemp -d)"
trap 'rm -rf "${scratch}"' EXIT

# The starter configuration leaves generated files out; here they are the subject, so they are named.
generated=("${app}"/src/gitops_runtime/*.py "${app}/test/gitops_contract.py" "${app}/test/integration_test.py")
"${lint}/ruff" check --no-cache "${app}" "${generated[@]}"
"${lint}/ruff" format --no-cache --check "${app}" "${generated[@]}"
"${lint}/bandit" --quiet --recursive "${app}/src"
cp -r "${app}" "${scratch}/app"
sed -i '/^\[\[tool.mypy.overrides\]\]/,/^ignore_errors/d' "${scratch}/app/pyproject.toml"
(cd "${scratch}/app" && "${lint}/mypy" --no-incremental)
"${lint}/ruff" check --no-cache test/runtime
"${lint}/ruff" format --no-cache --check test/runtime
"${lint}/ruff" check --no-cache --config test/runtime/ruff.toml test/support
"${lint}/ruff" format --no-cache --config test/runtime/ruff.toml --check test/support
MYPYPATH="${scratch}/app/src" "${lint}/mypy" --strict --no-incremental test/runtime

"${lint}/hadolint" --failure-threshold style "${app}/Dockerfile"

shell=(.ci/run scripts/*.sh templates/app/scripts/*.sh templates/repository/scripts/*.sh test/support/*.sh)
"${lint}/shellcheck" --external-sources --enable all --severity style "${shell[@]}"
"${lint}/shfmt" -i 2 -ci -d "${shell[@]}"

PATH="${lint}:${PATH}" "${actionlint}" templates/repository/.github/workflows/*.yml
"${lint}/zizmor" --quiet --offline --persona=auditor templates/repository/.github/workflows
"${lint}/yamllint" --strict --config-file scripts/yamllint.yaml templates/repository/.github

cp -r test/runtime "${scratch}/runtime"
APP_SRC="${scratch}/app/src" PYTHONPATH="${scratch}/app/src" PYTHONDONTWRITEBYTECODE=1 \
  "${lint}/python" -m pytest -p no:cacheprovider -W error --rootdir "${scratch}/runtime" --quiet "${scratch}/runtime"
