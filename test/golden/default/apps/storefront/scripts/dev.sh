#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/storefront/scripts/dev.sh
# Runs a workload for development: it restarts when a file in src/ changes, breakpoint() works, and logs are readable.
# Usage: scripts/dev.sh [WORKLOAD]   "all" runs the services and workers together.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

cd src
export PATH="${PWD}/../.venv/bin:${PATH}"
# exec, so that Ctrl+C and SIGTERM reach it.
exec python -m gitops_runtime.dev dev "$@"
