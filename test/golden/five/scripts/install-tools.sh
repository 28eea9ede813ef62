#!/usr/bin/env bash
# Generated from .projenrc.ts (name): an edit here is overwritten by `npx projen`.
# What to change instead: make owners FILE=scripts/install-tools.sh
# Installs kustomize, pinned, into a cache folder that all repositories share. It does nothing when it is there already.
set -euo pipefail

readonly version=5.8.2
readonly bin="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}/bin"
readonly target="${bin}/kustomize-${version}"

if [[ -x ${target} ]]; then
  exit 0
fi
if command -v kustomize >/dev/null; then
  found="$(kustomize version)"
  if [[ ${found} == "v${version}" ]]; then
    exit 0
  fi
fi
if ! command -v go >/dev/null; then
  cat >&2 <<EOF
kustomize ${version} is needed to build the manifests, and Go to install it. Either install Go 1.25 or newer
(https://go.dev/doc/install) and run make tools again, or put kustomize ${version} on the PATH yourself
(https://kubectl.docs.kubernetes.io/installation/kustomize/). Running and testing the apps needs neither.
EOF
  exit 1
fi

echo "Building kustomize ${version} into ${bin}, once; this takes a minute or two …" >&2
mkdir -p "${bin}"
scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
trap 'rm -rf "${scratch}"' EXIT
# The module proxy's checksum database vouches for the source.
GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "sigs.k8s.io/kustomize/kustomize/v5@v${version}"
# Renamed into place: two installations at once do not meet half a file.
mv "${scratch}/kustomize" "${target}"
