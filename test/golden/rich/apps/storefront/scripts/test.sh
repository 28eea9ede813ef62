#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/storefront/scripts/test.sh
# Runs your tests and measures their coverage, then runs the platform tests. With arguments, which go to pytest, runs
# your tests only, without coverage.
# Test a deployed service: BASE_URL=https://… scripts/test.sh test/integration_test.py
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

readonly contract=test/integration_test.py
# The platform tests find their plugin whatever conftest.py and pyproject.toml contain. Relative paths, which mean nothing to
# the server that the tests start in another folder.
export PYTHONPATH="src:test${PYTHONPATH:+:${PYTHONPATH}}"
pytest=(.venv/bin/python -m pytest -p gitops_contract)

if (($# > 0)); then
  if [[ $* != *integration_test* ]]; then
    set -- --ignore="${contract}" "$@"
  fi
  exec "${pytest[@]}" "$@"
fi

status=0
"${pytest[@]}" --cov --ignore="${contract}" || status=$?
if ((status == 0)); then
  exec "${pytest[@]}" "${contract}"
fi
# 5: there are no tests. The platform tests import the app, so they are what coverage can measure.
if ((status == 5)); then
  exec "${pytest[@]}" --cov "${contract}"
fi
exit "${status}"
