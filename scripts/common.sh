# Sourced by the other scripts: the cache folder, required programs, and packing.
# shellcheck shell=bash

# All checkouts share one cache. Generated repositories look for kustomize in the same folder.
export PYTHON_GITOPS_CACHE="${PYTHON_GITOPS_CACHE:-${XDG_CACHE_HOME:-${HOME}/.cache}/python-gitops}"

# A stalled download is retried after 20 seconds; npm would wait for 5 minutes each time.
export npm_config_fetch_timeout=20000 npm_config_fetch_retries=5

step() {
  printf '\n== %s\n' "$*" >&2
}

# need COMMAND HOW: exits if COMMAND is missing, and prints HOW to get it.
need() {
  if ! command -v "$1" >/dev/null; then
    printf '%s is required but was not found: %s\n' "$1" "$2" >&2
    exit 2
  fi
}

need_tools() {
  need git 'see https://git-scm.com/downloads'
  need node 'install Node.js 20 or newer, see https://nodejs.org/'
  need npm 'it is part of Node.js, see https://nodejs.org/'
  need python3 'install Python 3.11 or newer, see https://www.python.org/downloads/'
  need make 'install GNU make, as in: sudo apt-get install make'
  need go 'install Go 1.25 or newer, see https://go.dev/doc/install; it builds the pinned kustomize and actionlint once'
  local found
  found="$(node --version)"
  if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
    printf 'Node.js 20 or newer is required, found %s\n' "${found}" >&2
    exit 2
  fi
  found="$(python3 --version)"
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    printf 'Python 3.11 or newer is required, found %s\n' "${found}" >&2
    exit 2
  fi
}

# install_from_debian PACKAGE...: installs packages of this machine, which only root can do.
install_from_debian() {
  local user
  user="$(id -u)"
  if [[ ${user} -ne 0 ]]; then
    printf 'installing %s requires root: run this as root, or install it yourself\n' "$*" >&2
    exit 2
  fi
  need apt-get "install $* with the package manager of this machine"
  step "Installing $* from Debian"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@" >&2
}

# Installs the packages of package-lock.json if it has changed since the last time.
install_packages() {
  if ! cmp --silent package-lock.json node_modules/.installed-lock.json; then
    step 'Installing the npm packages'
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed-lock.json
  fi
}

# Passes the certificates of NODE_EXTRA_CA_CERTS to the package managers only: every Node.js process would read them as
# it starts, which doubles its start, and the tests start thousands.
certificates_for_package_managers() {
  if [[ -n ${NODE_EXTRA_CA_CERTS:-} ]]; then
    local file="${PYTHON_GITOPS_CACHE}/certificates.pem"
    mkdir -p "${PYTHON_GITOPS_CACHE}"
    {
      node -p 'require("node:tls").rootCertificates.join("\n")'
      cat "${NODE_EXTRA_CA_CERTS}"
    } >"${file}.$$"
    # Complete before it gets its name, because another run may read it.
    mv "${file}.$$" "${file}"
    export npm_config_cafile="${file}" YARN_HTTPS_CA_FILE_PATH="${file}"
    unset NODE_EXTRA_CA_CERTS
  fi
}

# Compiles and packs the library into dist/js.
pack() {
  step 'Compiling and packing the library'
  # Otherwise, output of deleted source files would be packed, too.
  rm -rf lib dist/js
  npx projen compile
  npx projen package:js
}

# Packs the library unless the tarball is newer than everything it is made of.
pack_if_needed() {
  local tarball newer
  tarball="$(find dist/js -name '*.tgz' -print -quit 2>/dev/null || true)"
  if [[ -n ${tarball} ]]; then
    newer="$(find src templates schemas bin package.json .npmignore scripts/prune-package.js scripts/bundle.js -newer "${tarball}" -print -quit)"
    if [[ -z ${newer} ]]; then
      return
    fi
  fi
  pack
}
