#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/storefront/scripts/test.sh
# Runs the tests and passes arguments to pytest. Measures coverage if there are none, because coverage needs a full run.
# Test a deployed service: BASE_URL=https://… scripts/test.sh test/integration_test.py
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

if (($# == 0)); then
  set -- --cov
fi
exec .venv/bin/python -m pytest "$@"
