#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.reports). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/reports/scripts/server.sh
# Runs a workload as the container does, with the variables in .env. Usage: scripts/server.sh [WORKLOAD]
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

cd src
export PATH="${PWD}/../.venv/bin:${PATH}"
# exec, so that the server receives Ctrl+C and SIGTERM and sets the exit status.
exec python -m gitops_runtime.dev run "$@"
