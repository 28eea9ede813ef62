#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/install-tools.sh
# Installs tools, pinned, into a cache folder that all repositories share; it does nothing about one that is there
# already. Usage: scripts/install-tools.sh [kustomize] [kubeseal]; without a name, kustomize.
set -euo pipefail

readonly kustomize_version=5.8.2
readonly kubeseal_version=0.27.1
readonly bin="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}/bin"

# install NAME VERSION PACKAGE FOUND PURPOSE ADDRESS: FOUND is the version on the PATH, PURPOSE completes "is needed to".
install() {
  local name="$1" version="$2" package="$3" found="$4" purpose="$5" address="$6"
  local target="${bin}/${name}-${version}" scratch
  if [[ -x ${target} || ${found} == "${version}" ]]; then
    return
  fi
  if ! command -v go >/dev/null; then
    cat >&2 <<EOF
${name} ${version} is needed to ${purpose}, and Go to install it. Either install Go 1.25 or newer
(https://go.dev/doc/install) and run this again, or put ${name} ${version} on the PATH yourself
(${address}). Running and testing the apps needs neither.
EOF
    exit 1
  fi
  echo "Building ${name} ${version} into ${bin}, once; this takes a minute or two …" >&2
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '${scratch}'" EXIT
  # The module proxy's checksum database vouches for the source.
  GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "${package}@v${version}"
  # Renamed into place: two installations at once do not meet half a file.
  mv "${scratch}/${name}" "${target}"
  rm -rf "${scratch}"
}

# version_of COMMAND…: the version that a command prints; nothing when it is not installed.
version_of() {
  local printed=''
  if command -v "$1" >/dev/null; then
    printed="$("$@")"
  fi
  if [[ ${printed} =~ [0-9]+\.[0-9]+\.[0-9]+ ]]; then
    printf '%s' "${BASH_REMATCH[0]}"
  fi
}

if (($# == 0)); then
  set -- kustomize
fi
for tool in "$@"; do
  case "${tool}" in
    kustomize)
      found="$(version_of kustomize version)"
      install kustomize "${kustomize_version}" sigs.k8s.io/kustomize/kustomize/v5 "${found}" \
        'build the manifests' https://kubectl.docs.kubernetes.io/installation/kustomize/
      ;;
    kubeseal)
      found="$(version_of kubeseal --version)"
      install kubeseal "${kubeseal_version}" github.com/bitnami-labs/sealed-secrets/cmd/kubeseal "${found}" \
        'seal secrets' https://github.com/bitnami-labs/sealed-secrets
      ;;
    *)
      echo "no tool ${tool}: there are kustomize and kubeseal" >&2
      exit 2
      ;;
  esac
done
