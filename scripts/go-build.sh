# Sourced, after common.sh, by scripts that build Go programs of pinned modules into bin/ of the cache folder.
# shellcheck shell=bash

shopt -s inherit_errexit
readonly bin="${PYTHON_GITOPS_CACHE:?}/bin"

# module_folder MODULE@VERSION: downloads a module, and prints its folder.
module_folder() {
  local info
  # Outside any module, so that downloading doesn't depend on the Go version that the module requires.
  if ! info="$(cd / && GOFLAGS=-mod=mod GOWORK=off go mod download -json "$1")"; then
    printf 'cannot download %s: this machine must reach a Go module proxy (go env GOPROXY)\n%s\n' "$1" "${info}" >&2
    exit 2
  fi
  node -p 'JSON.parse(process.argv[1]).Dir' "${info}"
}

# local_replacements GO_MOD: prints the modules that go.mod replaces with a local folder. Module archives lack it.
local_replacements() {
  local json
  json="$(go mod edit -json "$1")"
  node -p '(JSON.parse(process.argv[1]).Replace ?? []).filter((r) => !r.New.Version).map((r) => r.Old.Path).join("\n")' "${json}"
}

# stamps VALUE...: prints linker flags that set variables, each given as PACKAGE.NAME=VALUE.
stamps() {
  printf ' -X %s' "$@"
}

# build BINARY MODULE VERSION PACKAGE STAGING_VERSION LINKER_FLAGS: builds PACKAGE of MODULE as BINARY, unless it exists.
# `go install MODULE@VERSION` rejects a go.mod that replaces modules, so this builds in a wrapper module with the same
# requirements and replacements. STAGING_VERSION is the published version of the modules that MODULE replaces with
# folders; if empty, each has the version that MODULE requires.
build() {
  local binary="$1" module="$2" version="$3" package="$4" staging="$5" flags="$6"
  local scratch folder replaced path
  if [[ -x ${bin}/${binary} ]]; then
    return
  fi
  step "Building ${binary}, which takes a few minutes"
  mkdir -p "${bin}"
  scratch="$(mktemp -d "${bin}/.install-XXXXXX")"
  folder="$(module_folder "${module}@${version}")"
  cp "${folder}/go.mod" "${folder}/go.sum" "${scratch}"
  chmod u+w "${scratch}/go.mod" "${scratch}/go.sum"
  replaced="$(local_replacements "${scratch}/go.mod")"
  go mod edit -module=wrapper.invalid/build -require="${module}@${version}" "${scratch}/go.mod"
  for path in ${replaced}; do
    go mod edit -dropreplace="${path}" "${scratch}/go.mod"
    if [[ -n ${staging} ]]; then
      go mod edit -replace="${path}=${path}@${staging}" "${scratch}/go.mod"
    fi
  done
  (
    set -e
    cd "${scratch}"
    export GOWORK=off CGO_ENABLED=0 GOFLAGS='-mod=mod -trimpath -buildvcs=false'
    go build -ldflags "-s -w ${flags}" -o "${binary}" "${package}"
  )
  mv "${scratch}/${binary}" "${bin}/${binary}"
  rm -rf "${scratch}"
}
