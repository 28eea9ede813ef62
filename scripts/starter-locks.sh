#!/usr/bin/env bash
# Locks the packages of the starter files of each framework and server. Without arguments, pins that still fit stay.
# Usage: scripts/starter-locks.sh [--upgrade]
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

scratch="$(mktemp -d)"
trap 'rm -rf "${scratch}"' EXIT
# Locks are for all supported versions of Python.
compile=("${PYTHON_GITOPS_CACHE}/lint/bin/uv" pip compile --quiet --no-header --generate-hashes --universal
  --only-binary :all: --no-strip-extras --python-version 3.11 "$@")

npx ts-node --project test/tsconfig.json test/support/render-apps.ts "${scratch}" \
  granian gunicorn asgi fastapi django django-gunicorn
for folder in "${scratch}"/*; do
  name="${folder##*/}"
  target="templates/app/variants/${name}"
  if [[ ${name} == granian ]]; then
    target=templates/app
  fi
  step "Locking the packages of ${target}"
  for lock in src/requirements test/requirements-test; do
    (cd "${folder}" && "${compile[@]}" --output-file "${lock}.txt" "${lock}.in")
    cp "${folder}/${lock}.txt" "${target}/${lock}.txt"
  done
done

step 'Locking the packages of each starter uv.lock'
npx ts-node --project test/tsconfig.json test/support/update-uv-locks.ts
