#!/usr/bin/env bash
# Builds pinned versions of etcd and kube-apiserver into the cache folder: bin/etcd-VERSION and
# bin/kube-apiserver-VERSION.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/go-build.sh
source scripts/go-build.sh

need go 'install Go 1.25 or newer, see https://go.dev/doc/install'
need node 'install Node.js 20 or newer, see https://nodejs.org/'

readonly etcd_version=3.6.16
build "etcd-${etcd_version}" go.etcd.io/etcd/server/v3 "v${etcd_version}" go.etcd.io/etcd/server/v3 '' ''
kubernetes "${kubernetes_version}" kube-apiserver
