#!/usr/bin/env bash
# Generated from .projenrc.ts (apps.mailer). `npx projen` overwrites edits.
# What to change instead: make owners FILE=apps/mailer/scripts/server.sh
# Serves the app locally in the same way as the container.
set -euo pipefail

folder="$(dirname "${BASH_SOURCE[0]}")"
cd -- "${folder}/.."
scripts/setup.sh

cd src
export ANNOUNCE=1 APP_NAME="${APP_NAME:-mailer}" PORT="${PORT:-5000}" PATH="${PWD}/../.venv/bin:${PATH}"
# exec, so that the server receives Ctrl+C and SIGTERM and sets the exit status.
exec python -m mailer --queue "\$(QUEUE)"
