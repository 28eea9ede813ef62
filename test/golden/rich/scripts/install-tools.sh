#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/install-tools.sh
# Installs pinned tools into a cache folder that repositories share. Skips tools that are already installed.
# Usage: scripts/install-tools.sh [kustomize] [kubeseal]; the default is kustomize.
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
${name} ${version} is needed to ${purpose}. Install Go 1.25 or newer (https://go.dev/doc/install) and run this again,
or put ${name} ${version} on your PATH (${address}).
You don't need it to run and test the apps.
EOF
    exit 1
  fi
  echo "Building ${name} ${version} in ${bin}. This takes a minute or two, once." >&2
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  # shellcheck disable=SC2064 # expand now, not when the trap runs
  trap "rm -rf '${scratch}'" EXIT
  # Go verifies the source with the checksum database.
  GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "${package}@v${version}"
  # Move it into place, so that parallel installations never see half a file.
  mv "${scratch}/${name}" "${target}"
  rm -rf "${scratch}"
}

# version_of COMMAND…: prints the version of a command, or nothing if it isn't installed.
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
      echo "unknown tool: ${tool}. Use kustomize or kubeseal" >&2
      exit 2
      ;;
  esac
done
