#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.storefront): an edit here is overwritten by `npx projen`.
# What to change instead: make owners FILE=apps/storefront/scripts/server.sh
# Serves the application with gunicorn and the configuration of the container, on this machine only.
# Reload on every change: GUNICORN_CMD_ARGS=--reload scripts/server.sh
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

cd src
export ANNOUNCE=1 APP_NAME="${APP_NAME:-storefront}"
# exec: Ctrl+C and SIGTERM go to gunicorn itself, and its exit status is ours.
exec ../.venv/bin/python -m gunicorn --config python:gitops_runtime.gunicorn_conf server:app
