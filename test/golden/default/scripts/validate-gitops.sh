#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/validate-gitops.sh
# Builds and checks all manifests, in CI and locally. --json prints JSON.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

if [[ ! -x node_modules/.bin/python-gitops ]]; then
  echo "python-gitops is not installed: run npm ci" >&2
  exit 2
fi
scripts/install-tools.sh
exec node_modules/.bin/python-gitops validate "$@"
