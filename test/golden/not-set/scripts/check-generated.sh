#!/usr/bin/env bash
# Generated from .projenrc.ts (name): an edit here is overwritten by `npx projen`.
# What to change instead: make owners FILE=scripts/check-generated.sh
# Says whether a generated file was edited, by the committed hashes: no Node.js, no registry. CI runs it first, and a
# pre-commit hook may (ONBOARDING.md). The full check, make validate, compares with .projenrc.ts itself.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

# macOS has no sha256sum.
check=(sha256sum --check --quiet)
if ! command -v sha256sum >/dev/null; then
  check=(shasum --algorithm 256 --check --quiet)
  if ! command -v shasum >/dev/null; then
    echo 'neither sha256sum nor shasum is installed: one of them is needed to compare hashes' >&2
    exit 2
  fi
fi

manifests=(.generated.sha256)
# By the Dockerfile, which every app has: a manifest that was deleted is missed then.
for dockerfile in apps/*/Dockerfile; do
  if [[ -e ${dockerfile} ]]; then
    manifests+=("${dockerfile%/Dockerfile}/.generated.sha256")
  fi
done
if ! cat -- "${manifests[@]}" | "${check[@]}"; then
  cat >&2 <<'TEXT'
These files are generated: what to change instead is said by make owners FILE=PATH. npx projen writes them again and
saves your edit as a patch.
TEXT
  exit 1
fi
