#!/usr/bin/env bash
# Builds pinned versions of etcd and kube-apiserver into the cache folder: bin/etcd-VERSION and
# bin/kube-apiserver-VERSION. `go install MODULE@VERSION` rejects a go.mod that replaces modules, so each is built in a
# wrapper module with the same requirements and replacements.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly etcd_version=3.6.16
readonly kubernetes_version=1.34.4
readonly bin="${PYTHON_GITOPS_CACHE}/bin"
export GOWORK=off CGO_ENABLED=0 GOFLAGS='-mod=mod -trimpath -buildvcs=false'

# local_replacements GO_MOD: prints the modules that go.mod replaces with a local folder. Module archives lack it.
local_replacements() {
  local json
  json="$(go mod edit -json "$1")"
  node -p '(JSON.parse(process.argv[1]).Replace ?? []).filter((r) => !r.New.Version).map((r) => r.Old.Path).join("\n")' "${json}"
}

# build BINARY MODULE VERSION PACKAGE STAGING_VERSION LINKER_FLAGS: builds PACKAGE of MODULE as BINARY.
# STAGING_VERSION is the published version of the modules that MODULE replaces with folders; if empty, each has the
# version that MODULE requires.
build() {
  local binary="$1" module="$2" version="$3" package="$4" staging="$5" flags="$6"
  local scratch info folder replaced path
  if [[ -x ${bin}/${binary} ]]; then
    return
  fi
  step "Building ${binary}, which takes a few minutes"
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  info="$(cd "${scratch}" && go mod download -json "${module}@${version}")"
  folder="$(node -p 'JSON.parse(process.argv[1]).Dir' "${info}")"
  cp "${folder}/go.mod" "${folder}/go.sum" "${scratch}"
  chmod u+w "${scratch}/go.mod" "${scratch}/go.sum"
  replaced="$(local_replacements "${scratch}/go.mod")"
  go mod edit -module=wrapper.invalid/build -require="${module}@${version}" "${scratch}/go.mod"
  for path in ${replaced}; do
    go mod edit -dropreplace="${path}" "${scratch}/go.mod"
    if [[ -n ${staging} ]]; then
      go mod edit -replace="${path}=${path}@${staging}" "${scratch}/go.mod"
    fi
  done
  (cd "${scratch}" && go build -ldflags "-s -w ${flags}" -o "${binary}" "${package}")
  mv "${scratch}/${binary}" "${bin}/${binary}"
  rm -rf "${scratch}"
}

need go 'install Go 1.25 or newer, see https://go.dev/doc/install'
need node 'install Node.js 20 or newer, see https://nodejs.org/'

build "etcd-${etcd_version}" go.etcd.io/etcd/server/v3 "v${etcd_version}" go.etcd.io/etcd/server/v3 '' ''

# Without a version, the API server reports v0.0.0, which misleads clients.
stamp=
IFS=. read -r major minor _ <<<"${kubernetes_version}"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  stamp+=" -X ${package}.gitVersion=v${kubernetes_version} -X ${package}.gitMajor=${major} -X ${package}.gitMinor=${minor}"
  stamp+=" -X ${package}.gitTreeState=clean"
done
build "kube-apiserver-${kubernetes_version}" k8s.io/kubernetes "v${kubernetes_version}" k8s.io/kubernetes/cmd/kube-apiserver \
  "v0.${kubernetes_version#*.}" "${stamp}"
