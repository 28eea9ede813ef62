#!/usr/bin/env bash
# Stops this stack, and removes its folder.
set -euo pipefail
here="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
for file in "${here}"/pids/*; do
  kill -KILL "$(cat "${file}")" 2>/dev/null || true
done
rm -rf "${here}"
