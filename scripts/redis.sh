#!/usr/bin/env bash
# Installs redis-server from Debian if it is missing, and doesn't start it. The test of recipes starts one on the loopback
# address.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

if ! command -v redis-server >/dev/null; then
  install_from_debian redis-server
fi
