#!/usr/bin/env bash
# Builds pinned versions of what the cluster tests run into the cache folder: the programs of a Kubernetes control plane,
# kwok, Argo CD, and the Sealed Secrets controller. Also copies their definitions, so that nothing else of the modules is
# needed later, and installs Redis from Debian if it is missing. Skips what is installed.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/go-build.sh
source scripts/go-build.sh
# shellcheck source=scripts/steps.sh
source scripts/steps.sh

readonly etcd_version=3.6.16
readonly kubernetes_version=1.34.4
readonly argocd_version=3.2.11
# The version that this version of Argo CD ships.
readonly kustomize_version=5.7.0
readonly kwok_version=0.8.0
readonly sealed_secrets_version=0.27.1
# The oldest supported versions (src/config/minimum-versions.ts).
readonly oldest_kustomize_version=5.0.0
readonly oldest_kubernetes_version=1.30.14
# The newest version whose API server builds in a few minutes, and accepts the generated objects.
readonly newest_kubernetes_version=1.36.3

need_cluster_tools() {
  need_tools
  need openssl 'install it, as in: sudo apt-get install openssl'
  need unshare 'it is part of util-linux: sudo apt-get install util-linux'
  need nsenter 'it is part of util-linux: sudo apt-get install util-linux'
  need setpriv 'it is part of util-linux: sudo apt-get install util-linux'
  need ip 'it is part of iproute2: sudo apt-get install iproute2'
  if ! unshare --net true 2>/dev/null; then
    echo 'unshare --net is not allowed here: run this as root, in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN' >&2
    exit 2
  fi
  local found
  found="$(go env GOVERSION)"
  if ! node -e 'process.exit(require("semver").gte(process.argv[1], "1.25.0") ? 0 : 1)' "${found#go}"; then
    printf 'Go 1.25 or newer is required, found %s\n' "${found}" >&2
    exit 2
  fi
}

redis() {
  if ! command -v redis-server >/dev/null; then
    install_from_debian redis-server
  fi
}

etcd() {
  local module=go.etcd.io/etcd/server/v3
  build "etcd-${etcd_version}" "${module}" "v${etcd_version}" "${module}" '' ''
}

# kubernetes VERSION PROGRAM...: builds programs of Kubernetes as PROGRAM-VERSION.
kubernetes() {
  local version="$1" program package stamp='' major minor _
  shift
  # Without a version, the API server reports v0.0.0, which misleads clients.
  IFS=. read -r major minor _ <<<"${version}"
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    stamp+="$(stamps "${package}.gitVersion=v${version}" "${package}.gitMajor=${major}" \
      "${package}.gitMinor=${minor}" "${package}.gitTreeState=clean")"
  done
  for program in "$@"; do
    build "${program}-${version}" k8s.io/kubernetes "v${version}" "k8s.io/kubernetes/cmd/${program}" "v0.${version#*.}" \
      "${stamp}"
  done
}

argocd() {
  local package=github.com/argoproj/argo-cd/v3/common stamp
  stamp="$(stamps "${package}.version=${argocd_version}" "${package}.buildDate=1970-01-01T00:00:00Z" \
    "${package}.gitTreeState=clean")"
  # One program: its name, or ARGOCD_BINARY_NAME, selects the component.
  build "argocd-${argocd_version}" github.com/argoproj/argo-cd/v3 "v${argocd_version}" github.com/argoproj/argo-cd/v3/cmd \
    '' "${stamp}"
}

# Copies the settings that Argo CD's own installation has.
argocd_settings() {
  local target="${PYTHON_GITOPS_CACHE}/argocd-cm-${argocd_version}.yaml" folder
  if [[ -f ${target} ]]; then
    return
  fi
  folder="$(module_folder "github.com/argoproj/argo-cd/v3@v${argocd_version}")"
  install -m 644 "${folder}/manifests/base/config/argocd-cm.yaml" "${target}"
}

# kustomize VERSION: builds it as kustomize-VERSION.
kustomize() {
  local version="$1" module=sigs.k8s.io/kustomize/kustomize/v5 stamp
  stamp="$(stamps "sigs.k8s.io/kustomize/api/provenance.version=v${version}")"
  build "kustomize-${version}" "${module}" "v${version}" "${module}" '' "${stamp}"
}

kwok() {
  local stamp
  stamp="$(stamps "sigs.k8s.io/kwok/pkg/consts.Version=v${kwok_version}")"
  build "kwok-${kwok_version}" sigs.k8s.io/kwok "v${kwok_version}" sigs.k8s.io/kwok/cmd/kwok '' "${stamp}"
}

# Copies what kwok's own release configures it with: when nodes and pods become ready.
stages() {
  local target="${PYTHON_GITOPS_CACHE}/kwok-stages-${kwok_version}" folder scratch part
  if [[ -d ${target} ]]; then
    return
  fi
  folder="$(module_folder "sigs.k8s.io/kwok@v${kwok_version}")"
  scratch="$(mktemp -d "${PYTHON_GITOPS_CACHE}/.stages-XXXXXX")"
  for part in node/fast node/heartbeat-with-lease pod/fast; do
    find "${folder}/kustomize/stage/${part}" -maxdepth 1 -name '*.yaml' ! -name kustomization.yaml -exec cp {} "${scratch}" \;
  done
  chmod -R u+w "${scratch}"
  mv "${scratch}" "${target}"
}

sealed_secrets() {
  local stamp
  stamp="$(stamps "main.VERSION=${sealed_secrets_version}")"
  build "sealed-secrets-controller-${sealed_secrets_version}" github.com/bitnami-labs/sealed-secrets \
    "v${sealed_secrets_version}" github.com/bitnami-labs/sealed-secrets/cmd/controller '' "${stamp}"
}

need_cluster_tools
mkdir -p "${bin}"
quietly 'Install Redis' redis
quietly 'Build etcd' etcd
quietly 'Build Kubernetes' kubernetes "${kubernetes_version}" kube-apiserver kube-controller-manager kube-scheduler kubectl
quietly 'Build Argo CD' argocd
quietly 'Copy the settings of Argo CD' argocd_settings
quietly 'Build the kustomize of Argo CD' kustomize "${kustomize_version}"
quietly 'Build the oldest kustomize' kustomize "${oldest_kustomize_version}"
quietly 'Build the oldest kube-apiserver' kubernetes "${oldest_kubernetes_version}" kube-apiserver
quietly 'Build the newest kube-apiserver' kubernetes "${newest_kubernetes_version}" kube-apiserver
quietly 'Build kwok' kwok
quietly 'Copy the stages of kwok' stages
quietly 'Build the Sealed Secrets controller' sealed_secrets
quietly 'Copy the definitions of the custom resources' scripts/custom-resources.sh
