#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/validate-gitops.sh
# Builds every overlay and the root, and checks what git must hold; CI runs it, and so can you. --json for programs.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

if [[ ! -x node_modules/.bin/python-gitops ]]; then
  echo "the command line of the library is not installed: run npm ci" >&2
  exit 2
fi
scripts/install-tools.sh
exec node_modules/.bin/python-gitops validate "$@"
