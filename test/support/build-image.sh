#!/usr/bin/env bash
# Builds an image from an unmodified Dockerfile where there is no image registry: each image that the Dockerfile starts
# FROM is the stand-in of scripts/base-image.sh, and pip finds its packages in a mirror on the loopback address.
# Usage: build-image.sh STORE MIRROR CONTEXT IMAGE [--online] [--build-arg NAME=VALUE]…
#   STORE    folder of buildah's images and containers, its own
#   MIRROR   folder made by wheel-mirror.sh
#   CONTEXT  folder with the Dockerfile
#   IMAGE    name of the image
#   --online keeps the network; without it, the build has nothing but the loopback interface
set -euo pipefail

if [[ ${UNSHARED:-} != 1 && ${5:-} != --online ]]; then
  UNSHARED=1 exec unshare --net -- "${BASH_SOURCE[0]}" "$@"
fi
readonly store="$1" mirror="$2" context="$3" image="$4"
shift 4
if [[ ${1:-} == --online ]]; then
  shift
fi
readonly base="${PYTHON_GITOPS_CACHE:?}/base-image/image.tar"
if [[ ! -f ${base} ]]; then
  printf '%s is missing: run scripts/base-image.sh\n' "${base}" >&2
  exit 2
fi
if [[ ${UNSHARED:-} == 1 ]]; then
  ip link set lo up
fi

# A separate folder, so that no build finds leftovers of another; buildah's caches for RUN --mount are below it too.
scratch="$(mktemp -d)"
export TMPDIR="${scratch}"
server=
cleanup() {
  if [[ -n ${server} ]]; then
    kill "${server}"
    wait "${server}" || [[ $? -eq 143 ]]
  fi
  rm -rf "${scratch}"
}
trap cleanup EXIT

in_store() {
  buildah --root "${store}/root" --runroot "${store}/run" "$@"
}

python3 "${BASH_SOURCE[0]%/*}/mirror-server.py" "${mirror}" >"${scratch}/port" 2>"${scratch}/server.log" &
server=$!
for _ in {1..100}; do
  if [[ -s ${scratch}/port ]]; then
    break
  fi
  sleep 0.1
done
port="$(<"${scratch}/port")"
if [[ -z ${port} ]]; then
  cat "${scratch}/server.log" >&2
  echo 'the mirror does not start' >&2
  exit 1
fi
printf '[global]\nindex-url = http://127.0.0.1:%s/\n' "${port}" >"${scratch}/pip.conf"

present="$(in_store images --quiet --filter reference=localhost/stand-in)"
if [[ -z ${present} ]]; then
  pulled="$(in_store pull --quiet "oci-archive:${base}")"
  in_store tag "${pulled}" localhost/stand-in
fi
# A stage that starts FROM an earlier one needs no image.
stages="$(sed -nE 's/^FROM .* AS (\S+)$/\1/Ip' "${context}/Dockerfile")"
bases="$(sed -nE 's/^FROM (--platform=\S+ )?(\S+).*/\2/Ip' "${context}/Dockerfile" | sort -u)"
contexts=()
for from in ${bases}; do
  if grep --quiet --line-regexp --fixed-strings -- "${from}" <<<"${stages}"; then
    continue
  fi
  if [[ ${from} != *python:3.13* ]]; then
    printf 'the stand-in has Python 3.13, which %s is not\n' "${from}" >&2
    exit 2
  fi
  contexts+=(--build-context "${from}=container-image://localhost/stand-in")
done

# The docker format: OCI's has no HEALTHCHECK.
in_store bud --quiet --isolation chroot --format docker --network host --http-proxy=false --no-cache --pull-never \
  --layers=false --volume "${scratch}/pip.conf:/etc/pip.conf:ro" "${contexts[@]}" "$@" --tag "${image}" \
  "${context}"
