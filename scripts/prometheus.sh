#!/usr/bin/env bash
# Unpacks Prometheus and promtool from Debian to prometheus/usr/bin in the cache folder. Installs and starts no service.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly target="${PYTHON_GITOPS_CACHE}/prometheus"
if [[ ! -x ${target}/usr/bin/promtool ]]; then
  need apt-get 'these tests run on Debian and Ubuntu'
  need dpkg 'these tests run on Debian and Ubuntu'
  step 'Unpacking Prometheus from Debian'
  mkdir -p "${PYTHON_GITOPS_CACHE}"
  scratch="$(mktemp -d "${PYTHON_GITOPS_CACHE}/.prometheus-XXXXXX")"
  # A new machine has no package lists yet.
  (cd "${scratch}" && { apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }; }) >&2
  dpkg --extract "${scratch}"/prometheus_*.deb "${scratch}/unpacked"
  "${scratch}/unpacked/usr/bin/promtool" --version >&2
  rm -rf "${target}"
  mv "${scratch}/unpacked" "${target}"
  rm -rf "${scratch}"
fi
