#!/usr/bin/env bash
# Installs pinned versions of the checkers that test/packed/checkers.test.ts runs on whole repositories into the cache
# folder: kubeconform with offline schemas, kube-score, kube-linter, gitleaks, and some Python packages. Skips what is
# installed. scripts/tools.sh installs the linters of templates.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly bin="${PYTHON_GITOPS_CACHE}/bin"
# The same version as that of the namespaces' Pod Security Standards (src/config/defaults.ts).
readonly kubernetes=1.34

# install_go NAME VERSION PACKAGE [MODULE REPLACEMENT]
# MODULE is the module of PACKAGE. Pass it if the module proxy has it only under its repository's name, REPLACEMENT.
install_go() {
  local name="$1" version="$2" package="$3" module="${4:-}" replacement="${5:-}"
  local target="${bin}/${name}-${version}" scratch
  if [[ -x ${target} ]]; then
    return
  fi
  step "Building ${name} ${version}"
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  if [[ -z ${module} ]]; then
    GOBIN="${scratch}" CGO_ENABLED=0 go install -trimpath "${package}@v${version}"
  else
    # With this Go version, go.mod loads only the modules that are needed.
    printf 'module install\ngo 1.25\nrequire %s v%s\nreplace %s => %s v%s\n' \
      "${module}" "${version}" "${module}" "${replacement}" "${version}" >"${scratch}/go.mod"
    (cd "${scratch}" && GOBIN="${scratch}" GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0 go install -trimpath "${package}")
  fi
  mv "${scratch}/${name}" "${target}"
  rm -rf "${scratch}"
}

install_go kubeconform 0.8.0 github.com/yannh/kubeconform/cmd/kubeconform
install_go kube-score 1.20.0 github.com/zegl/kube-score/cmd/kube-score
install_go kube-linter 0.8.3 golang.stackrox.io/kube-linter/cmd/kube-linter \
  golang.stackrox.io/kube-linter github.com/stackrox/kube-linter
# Its go.mod still has the name of its original owner.
install_go gitleaks 8.30.1 github.com/zricethezav/gitleaks/v8

# The folder's name has a hash of the list of versions, so another list is another folder.
hash="$(sha256sum scripts/requirements-checkers.txt | cut -c 1-12)"
readonly venv="${PYTHON_GITOPS_CACHE}/checkers-${hash}"
if [[ ! -f ${venv}/complete ]]; then
  step 'Installing the checkers from PyPI'
  rm -rf "${venv}"
  python3 -m venv "${venv}"
  "${venv}/bin/pip" install --disable-pip-version-check --quiet --requirement scripts/requirements-checkers.txt
  # checkov runs `kustomize` from the PATH.
  mkdir "${venv}/path"
  ln -s "${bin}/kustomize-5.8.2" "${venv}/path/kustomize"
  touch "${venv}/complete"
fi
ln -sfn "${venv}" "${PYTHON_GITOPS_CACHE}/checkers"

scripts/custom-resources.sh
definitions="$(readlink -f "${PYTHON_GITOPS_CACHE}/crds")"
hash="$(printf '%s\n' "${kubernetes}" "${venv}" "${definitions}" | cat - scripts/kubernetes_schemas.py | sha256sum | cut -c 1-12)"
readonly schemas="${PYTHON_GITOPS_CACHE}/schemas-${hash}"
if [[ ! -d ${schemas} ]]; then
  step 'Writing the schemas of Kubernetes and of the custom resources'
  scratch="$(mktemp -d "${PYTHON_GITOPS_CACHE}/.schemas-XXXXXX")"
  "${venv}/bin/python" scripts/kubernetes_schemas.py "${kubernetes}" "${scratch}" "${definitions}"/*.yaml
  mv "${scratch}" "${schemas}"
fi
ln -sfn "${schemas}" "${PYTHON_GITOPS_CACHE}/schemas"
