#!/usr/bin/env bash
# Installs sshd from Debian if it is missing, and doesn't start it. The tests of deploy keys start one on the loopback
# address.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

if [[ -x /usr/sbin/sshd ]]; then
  exit
fi
user="$(id -u)"
if [[ ${user} -ne 0 ]]; then
  echo 'installing openssh-server requires root: run this as root, or install it yourself' >&2
  exit 2
fi
need apt-get 'install openssh-server with the package manager of this machine'
step 'Installing openssh-server from Debian'
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends openssh-server >&2
