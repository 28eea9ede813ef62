#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/storefront/scripts/server.sh
# Serves the application as the container does, on this machine only.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

cd src
export ANNOUNCE=1 APP_NAME="${APP_NAME:-storefront}"
# exec: Ctrl+C and SIGTERM go to the server itself, and its exit status is ours.
exec ../.venv/bin/python -m gitops_runtime
