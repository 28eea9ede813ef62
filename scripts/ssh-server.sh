#!/usr/bin/env bash
# Installs sshd from Debian if it is missing, and doesn't start it. The tests of deploy keys start one on the loopback
# address.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

if [[ ! -x /usr/sbin/sshd ]]; then
  install_from_debian openssh-server
fi
