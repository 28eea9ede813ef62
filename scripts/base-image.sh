#!/usr/bin/env bash
# Builds a stand-in for the official image python:3.13-slim-trixie from Debian packages, for machines that can reach a
# Debian mirror but no image registry. Writes an OCI archive to base-image/image.tar in the cache folder. Also installs
# buildah, runc, debootstrap and iproute2 from Debian. Both need root.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly suite=trixie
readonly python=3.13

# Required commands, each with its package.
readonly tools=(buildah:buildah runc:runc debootstrap:debootstrap ip:iproute2)

# Prints the packages of the commands that are missing.
missing_packages() {
  local tool
  for tool in "${tools[@]}"; do
    if ! command -v "${tool%%:*}" >/dev/null; then
      printf '%s ' "${tool#*:}"
    fi
  done
}

install_packages_of_debian() {
  local missing packages
  missing="$(missing_packages)"
  read -ra packages <<<"${missing}"
  if [[ ${#packages[@]} -gt 0 ]]; then
    install_from_debian "${packages[@]}"
  fi
}

# in_store FOLDER ARGUMENTS: runs buildah with a separate store, so it never touches other images. The vfs driver works
# on every file system, even in a container.
in_store() {
  local store="$1"
  shift
  buildah --root "${store}/root" --runroot "${store}/run" --storage-driver vfs "$@"
}

# fill ROOT: installs Debian and Python, with python and pip on the same paths as in the official image.
fill() {
  local root="$1" found name
  debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip,python3-venv "${suite}" "${root}" >&2
  found="$(chroot "${root}" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
  if [[ ${found} != "${python}" ]]; then
    printf 'Debian %s has Python %s, not %s\n' "${suite}" "${found}" "${python}" >&2
    exit 2
  fi
  for name in python python3 pip pip3; do
    ln -s "/usr/bin/${name/%python/python3}" "${root}/usr/local/bin/${name}"
  done
  # Debian protects its system Python from pip. The official image has no such protection.
  rm "${root}"/usr/lib/python3*/EXTERNALLY-MANAGED
  # The official image lacks these, too.
  rm -rf "${root}"/var/cache/apt/* "${root}"/var/lib/apt/lists/* "${root}"/var/log/* "${root}"/usr/share/{doc,man,locale}/*
}

# make_image ARCHIVE: builds the image, and writes it to ARCHIVE.
make_image() {
  local container root
  container="$(in_store "${scratch}" from scratch)"
  root="$(in_store "${scratch}" mount "${container}")"
  fill "${root}"
  in_store "${scratch}" umount "${container}" >/dev/null
  in_store "${scratch}" config --env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin --cmd python3 "${container}"
  in_store "${scratch}" commit --quiet --format oci "${container}" stand-in >/dev/null
  in_store "${scratch}" push --quiet stand-in "oci-archive:$1" >/dev/null
  in_store "${scratch}" rm "${container}" >/dev/null
}

install_packages_of_debian

# The folder's name has a hash of this script, so a change of the script builds a new image.
hash="$(sha256sum scripts/base-image.sh | cut -c 1-12)"
readonly target="${PYTHON_GITOPS_CACHE}/base-image-${hash}"
if [[ ! -f ${target}/image.tar ]]; then
  step "Building a stand-in for python:${python}-slim-${suite}, which takes two minutes"
  mkdir -p "${PYTHON_GITOPS_CACHE}"
  scratch="$(mktemp -d "${PYTHON_GITOPS_CACHE}/.base-image-XXXXXX")"
  # debootstrap may have left something mounted, which must survive.
  trap 'rm -rf --one-file-system "${scratch}"' EXIT
  mkdir "${scratch}/out"
  make_image "${scratch}/out/image.tar"
  mv "${scratch}/out" "${target}"
fi
ln -sfn "${target}" "${PYTHON_GITOPS_CACHE}/base-image"
