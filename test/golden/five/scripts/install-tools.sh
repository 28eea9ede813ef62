#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/install-tools.sh
# Installs pinned tools into a cache folder that repositories share. Skips tools that are already installed.
# Usage: scripts/install-tools.sh [kustomize] [kubeseal]; the default is kustomize.
# PYTHON_GITOPS_MIRROR replaces https://github.com, for networks that reach GitHub only through a mirror.
set -euo pipefail

readonly kustomize_version=5.8.2
readonly kubeseal_version=0.27.1
# SHA-256 of the archives, as each project publishes them with the release.
readonly checksums='
1ee90e851535f13b21b5fb69a24a6e843da13ca7aa52538e345ce7c15471ef47  kustomize_v5.8.2_darwin_amd64.tar.gz
4ce452c096a4005be16ddc02129255830d1d6605ffe3693699c72a1b2be48658  kustomize_v5.8.2_darwin_arm64.tar.gz
06af0a202c2b831207d0173f9c9cdb1b30abceca0747cb3fbb72792d26055c95  kustomize_v5.8.2_linux_amd64.tar.gz
0991957191951cb7dddd142403b5bb98a1fcd6378ba0079dddc1e2c309080a7f  kustomize_v5.8.2_linux_arm64.tar.gz
d7474e153440658bd26540aadc6ce6816e14afefb15ab54ad33e54869b8af2d2  kubeseal-0.27.1-darwin-amd64.tar.gz
d420c490d1b5a5b3c912e7bb5fa3cafd43b12c73dacd430b8d9ff680922ab0a3  kubeseal-0.27.1-darwin-arm64.tar.gz
01069a5e79ed7702ba10bed42cd8132d94746ca288add06836d082b4202c2789  kubeseal-0.27.1-linux-amd64.tar.gz
6eeac859e3ce924358c512c572345df3a19e88f14e075d39a57bf54d13e22d22  kubeseal-0.27.1-linux-arm64.tar.gz
'
readonly mirror="${PYTHON_GITOPS_MIRROR:-https://github.com}"
readonly bin="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}/bin"

# The folder of an installation that is under way. A function that ends has no local variables left for the trap.
scratch=''
trap 'rm -rf -- "${scratch}"' EXIT

# install NAME VERSION FOUND ARCHIVE_PATH PACKAGE PURPOSE ADDRESS: FOUND is the version on the PATH, PURPOSE completes
# "is needed to".
install() {
  local name="$1" version="$2" found="$3" archive="$4" package="$5" purpose="$6" address="$7"
  local target="${bin}/${name}-${version}"
  if [[ -x ${target} || ${found} == "${version}" ]]; then
    return
  fi
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  download "${name} ${version}" "${archive}" "${scratch}/archive"
  if [[ -e ${scratch}/archive ]]; then
    tar -xzf "${scratch}/archive" -C "${scratch}" "${name}"
  elif command -v go >/dev/null; then
    echo "Building ${name} ${version} with Go instead. This takes a minute or two, once." >&2
    # Go verifies the source with the checksum database.
    GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "${package}@v${version}"
  else
    cat >&2 <<TEXT
${name} ${version} is needed to ${purpose}. Run this again when ${mirror} answers, set PYTHON_GITOPS_MIRROR to a mirror
of it, install Go 1.25 or newer (https://go.dev/doc/install), or put ${name} ${version} on your PATH (${address}).
You don't need it to run and test the apps.
TEXT
    exit 1
  fi
  # Move it into place, so that parallel installations never see half a file.
  mv "${scratch}/${name}" "${target}"
  rm -rf "${scratch}"
}

# download WHAT ARCHIVE_PATH FILE: writes no FILE if there is nothing to download, and exits if it isn't the pinned archive.
download() {
  local what="$1" archive="$2" file="$3" expected='' actual hash name
  while read -r hash name; do
    if [[ ${name} == "${archive##*/}" ]]; then
      expected="${hash}"
    fi
  done <<<"${checksums}"
  if [[ -z ${expected} ]]; then
    echo "${what}: no prebuilt program is pinned for this system." >&2
    return
  fi
  echo "Downloading ${what} from ${mirror} into ${bin}, once." >&2
  if ! curl --fail --location --silent --show-error --connect-timeout 10 --max-time 300 --retry 2 \
    --output "${file}" "${mirror}/${archive}"; then
    echo "${what}: could not download ${mirror}/${archive}" >&2
    rm -f -- "${file}"
    return
  fi
  actual="$(sha256_of "${file}")"
  if [[ ${actual} != "${expected}" ]]; then
    cat >&2 <<TEXT
${what}: ${mirror}/${archive} is not the pinned archive, so nothing was installed.
  SHA-256 expected: ${expected}
  SHA-256 received: ${actual}
A proxy or mirror may have replaced it. Ask who runs it, or set PYTHON_GITOPS_MIRROR to another one.
TEXT
    exit 1
  fi
}

# macOS has no sha256sum.
sha256_of() {
  local printed
  if command -v sha256sum >/dev/null; then
    printed="$(sha256sum -- "$1")"
  else
    printed="$(shasum --algorithm 256 -- "$1")"
  fi
  printf '%s' "${printed%% *}"
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

# platform: prints the system and the processor as they are in the names of archives.
platform() {
  local system machine
  system="$(uname -s | tr '[:upper:]' '[:lower:]')"
  machine="$(uname -m)"
  case "${machine}" in
    x86_64) machine=amd64 ;;
    aarch64) machine=arm64 ;;
    *) ;;
  esac
  printf '%s' "$1${system}$1${machine}"
}

if (($# == 0)); then
  set -- kustomize
fi
for tool in "$@"; do
  case "${tool}" in
    kustomize)
      found="$(version_of kustomize version)"
      suffix="$(platform _)"
      install kustomize "${kustomize_version}" "${found}" \
        "kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${kustomize_version}/kustomize_v${kustomize_version}${suffix}.tar.gz" \
        sigs.k8s.io/kustomize/kustomize/v5 'build the manifests' \
        https://kubectl.docs.kubernetes.io/installation/kustomize/
      ;;
    kubeseal)
      found="$(version_of kubeseal --version)"
      suffix="$(platform -)"
      install kubeseal "${kubeseal_version}" "${found}" \
        "bitnami-labs/sealed-secrets/releases/download/v${kubeseal_version}/kubeseal-${kubeseal_version}${suffix}.tar.gz" \
        github.com/bitnami-labs/sealed-secrets/cmd/kubeseal 'seal secrets' \
        https://github.com/bitnami-labs/sealed-secrets
      ;;
    *)
      echo "unknown tool: ${tool}. Use kustomize or kubeseal" >&2
      exit 2
      ;;
  esac
done
