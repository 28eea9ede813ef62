#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.search). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/search/scripts/test.sh
# Runs the tests and passes arguments to pytest. Measures coverage if there are none, because coverage needs a full run.
# Test a deployed service: BASE_URL=https://… scripts/test.sh test/integration_test.py
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

if (($# == 0)); then
  set -- --cov
fi
# The platform tests find their plugin whatever conftest.py and pyproject.toml contain. Relative paths, which mean nothing to
# the server that the tests start in another folder.
export PYTHONPATH="src:test${PYTHONPATH:+:${PYTHONPATH}}"
exec .venv/bin/python -m pytest -p gitops_contract "$@"
