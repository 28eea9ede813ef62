#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/check-generated.sh
# Finds edited generated files by their committed hashes, without Node.js. CI runs it first. With --staged, it checks
# staged files for a pre-commit hook (see ONBOARDING.md). The full check is make drift.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check-generated.sh [--staged]

Compare generated files with their committed hashes. Node.js is not needed.

  --staged  Check staged files instead of files on disk, then compare them with what the staged .projenrc.ts
            renders. The second part is skipped if node_modules is missing.
  --help    Show this help

Exit codes: 0 no differences, 1 differences, 2 could not check.
TEXT
}

# macOS has no sha256sum.
find_hasher() {
  if command -v sha256sum >/dev/null; then
    check=(sha256sum --check --quiet --strict)
  elif command -v shasum >/dev/null; then
    check=(shasum --algorithm 256 --check --quiet --strict)
  else
    echo 'sha256sum and shasum are missing: install one of them to compare hashes' >&2
    exit 2
  fi
}

# Lists the hash manifests of the current folder.
find_manifests() {
  local dockerfile
  manifests=(.generated.sha256)
  # Every app has a Dockerfile, so a deleted hash manifest is noticed.
  for dockerfile in apps/*/Dockerfile; do
    if [[ -e ${dockerfile} ]]; then
      manifests+=("${dockerfile%/Dockerfile}/.generated.sha256")
    fi
  done
}

# Git passes variables to hooks, which may be relative paths.
make_git_variables_absolute() {
  local worktree
  worktree="$(git rev-parse --show-toplevel)"
  if [[ -n ${GIT_DIR:-} ]]; then
    GIT_DIR="$(git rev-parse --absolute-git-dir)"
    GIT_WORK_TREE="${worktree}"
    export GIT_DIR GIT_WORK_TREE
  fi
  if [[ -n ${GIT_INDEX_FILE:-} && ${GIT_INDEX_FILE} != /* ]]; then
    export GIT_INDEX_FILE="${PWD}/${GIT_INDEX_FILE}"
  fi
}

# Writes the staged files of this folder to another one and changes to it.
enter_copy() {
  local unmerged prefix git_dir
  unmerged="$(git ls-files --unmerged)"
  if [[ -n ${unmerged} ]]; then
    echo 'cannot check staged files: resolve the merge conflicts first' >&2
    exit 2
  fi
  prefix="$(git rev-parse --show-prefix)"
  git_dir="$(git rev-parse --absolute-git-dir)"
  GIT_LFS_SKIP_SMUDGE=1 git checkout-index --all --prefix="$1/"
  cd -- "$1/${prefix}"
  # Release files name commits, which the copy doesn't have.
  export GIT_DIR="${git_dir}"
}

explain_staged() {
  echo 'Only staged files were checked: run npx projen, then git add the files it writes.' >&2
}

staged=false
case "$#:${1:-}" in
  0:) ;;
  1:--staged) staged=true ;;
  1:--help | 1:-h)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

find_hasher
if [[ ${staged} == true ]]; then
  make_git_variables_absolute
fi
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

if [[ ${staged} == true ]]; then
  root="${PWD}"
  copy="$(mktemp -d)"
  trap 'rm -rf -- "${copy}"' EXIT
  enter_copy "${copy}"
fi
find_manifests
if ! cat -- "${manifests[@]}" | "${check[@]}"; then
  cat >&2 <<'TEXT'
These generated files were edited. See what to change instead with make owners FILE=PATH. npx projen restores them
and saves your edits as patches.
TEXT
  if [[ ${staged} == true ]]; then
    explain_staged
  fi
  exit 1
fi
if [[ ${staged} == false ]]; then
  exit 0
fi

# The full check renders the staged .projenrc.ts and compares it with the other staged files.
if [[ ! -x ${root}/node_modules/.bin/python-gitops ]]; then
  echo 'compared only hashes: node_modules is missing. Install it with npx --yes pnpm@10.34.9 install --frozen-lockfile' >&2
  exit 0
fi
ln -s -- "${root}/node_modules" node_modules
code=0
node_modules/.bin/python-gitops drift || code=$?
if [[ ${code} == 1 ]]; then
  explain_staged
fi
exit "${code}"
