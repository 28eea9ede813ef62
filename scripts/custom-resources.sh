#!/usr/bin/env bash
# Copies CustomResourceDefinitions (Argo CD, Sealed Secrets, Prometheus operator, Gateway API) from pinned Go modules to
# crds/*.yaml in the cache folder.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/go-build.sh
source scripts/go-build.sh

# MODULE@VERSION, its folder of definitions, and a pattern of file names.
readonly sources=(
  'github.com/argoproj/argo-cd/v3@v3.2.11 manifests/crds *-crd.yaml'
  'github.com/bitnami-labs/sealed-secrets@v0.27.1 helm/sealed-secrets/crds *.yaml'
  'github.com/prometheus-operator/prometheus-operator@v0.85.0 example/prometheus-operator-crd *_servicemonitors.yaml'
  'github.com/prometheus-operator/prometheus-operator@v0.85.0 example/prometheus-operator-crd *_podmonitors.yaml'
  'github.com/prometheus-operator/prometheus-operator@v0.85.0 example/prometheus-operator-crd *_prometheusrules.yaml'
  'sigs.k8s.io/gateway-api@v1.6.3 config/crd/standard *_httproutes.yaml'
)

# The folder's name has a hash of the list, so another list is another folder.
hash="$(printf '%s\n' "${sources[@]}" | sha256sum | cut -c 1-12)"
readonly target="${PYTHON_GITOPS_CACHE}/crds-${hash}"
if [[ ! -d ${target} ]]; then
  step 'Copying the definitions of the custom resources'
  mkdir -p "${PYTHON_GITOPS_CACHE}"
  scratch="$(mktemp -d "${PYTHON_GITOPS_CACHE}/.crds-XXXXXX")"
  for source in "${sources[@]}"; do
    read -r module folder pattern <<<"${source}"
    path="$(module_folder "${module}")"
    find "${path}/${folder}" -name "${pattern}" -exec cp {} "${scratch}" \;
  done
  chmod -R u+w "${scratch}"
  mv "${scratch}" "${target}"
fi
ln -sfn "${target}" "${PYTHON_GITOPS_CACHE}/crds"
