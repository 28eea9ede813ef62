#!/usr/bin/env bash
# Generated from .projenrc.ts (name): an edit here is overwritten by `npx projen`.
# What to change instead: make owners FILE=scripts/changed-apps.sh
# Prints the apps whose image a range of commits changes, as a JSON list. Usage: changed-apps.sh BASE HEAD
# Without a usable BASE (a new branch, a forced push) it prints all of them.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly base="${1:-}" head="${2:-HEAD}"

usable=yes
git cat-file -e "${base}^{commit}" 2>/dev/null || usable=no

apps=()
for dockerfile in apps/*/Dockerfile; do
  [[ -e ${dockerfile} ]] || continue
  folder="${dockerfile%/Dockerfile}"
  # Manifests and Applications are in no image, and the hash manifest changes with them.
  image=(-- "${folder}" ":!${folder}/k8s" ":!${folder}/argo" ":!${folder}/.generated.sha256")
  if [[ ${usable} == yes ]] && git diff --quiet "${base}" "${head}" "${image[@]}"; then
    continue
  fi
  apps+=("\"${folder#apps/}\"")
done
list="$(
  IFS=,
  echo "${apps[*]-}"
)"
echo "[${list}]"
