#!/usr/bin/env bash
# Unpacks prometheus and promtool from the Debian package into the cache folder. Installing the package would start a
# service.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly folder="${PYTHON_GITOPS_CACHE}/prometheus"
if [[ -x ${folder}/prometheus && -x ${folder}/promtool ]]; then
  exit
fi
need apt-get 'put prometheus and promtool into the folder prometheus of the cache folder'
need dpkg-deb 'put prometheus and promtool into the folder prometheus of the cache folder'
scratch="$(mktemp -d)"
trap 'rm -rf "${scratch}"' EXIT
# As this user: by default, root's apt-get downloads as a user who may not write into this folder.
(cd "${scratch}" && apt-get download -qq -o APT::Sandbox::User=root prometheus && dpkg-deb --extract prometheus_*.deb root)
mkdir -p "${folder}"
mv "${scratch}"/root/usr/bin/prometheus "${scratch}"/root/usr/bin/promtool "${folder}/"
