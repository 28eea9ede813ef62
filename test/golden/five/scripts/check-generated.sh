#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/check-generated.sh
# Says whether a generated file was edited, by the committed hashes: no Node.js, no registry. CI runs it first. With
# --staged it judges what is staged instead, for a pre-commit hook (ONBOARDING.md). The full check is make drift.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check-generated.sh [--staged]

Compares the generated files with the committed hashes. It needs no Node.js.

  --staged  judge what is staged and not what is on disk, and then compare it with what the staged .projenrc.ts renders;
            that second part needs node_modules, and is left out, and said to be, without
  --help    print this

Exit codes: 0 in order, 1 something differs, 2 the check could not be made.
TEXT
}

# macOS has no sha256sum.
find_hasher() {
  if command -v sha256sum >/dev/null; then
    check=(sha256sum --check --quiet --strict)
  elif command -v shasum >/dev/null; then
    check=(shasum --algorithm 256 --check --quiet --strict)
  else
    echo 'neither sha256sum nor shasum is installed: one of them is needed to compare hashes' >&2
    exit 2
  fi
}

# The hash manifests of the current folder.
find_manifests() {
  local dockerfile
  manifests=(.generated.sha256)
  # By the Dockerfile, which every app has: a manifest that was deleted is missed then.
  for dockerfile in apps/*/Dockerfile; do
    if [[ -e ${dockerfile} ]]; then
      manifests+=("${dockerfile%/Dockerfile}/.generated.sha256")
    fi
  done
}

# A hook gets git's own variables, which may be relative to where it was started.
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

# Writes what is staged below this folder into another one, and goes there. Line endings are those of .gitattributes.
enter_copy() {
  local unmerged prefix git_dir
  unmerged="$(git ls-files --unmerged)"
  if [[ -n ${unmerged} ]]; then
    echo 'a merge has conflicts that are not resolved: what is staged cannot be judged yet' >&2
    exit 2
  fi
  prefix="$(git rev-parse --show-prefix)"
  git_dir="$(git rev-parse --absolute-git-dir)"
  GIT_LFS_SKIP_SMUDGE=1 git checkout-index --all --prefix="$1/"
  cd -- "$1/${prefix}"
  # Release files name commits, which the copy has none of.
  export GIT_DIR="${git_dir}"
}

say_staged() {
  echo 'This is about what is staged: run npx projen, and git add its result too.' >&2
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
These files are generated: what to change instead is said by make owners FILE=PATH. npx projen writes them again and
saves your edit as a patch.
TEXT
  if [[ ${staged} == true ]]; then
    say_staged
  fi
  exit 1
fi
if [[ ${staged} == false ]]; then
  exit 0
fi

# The full check: renders the staged .projenrc.ts, and compares with everything else that is staged.
if [[ ! -x ${root}/node_modules/.bin/python-gitops ]]; then
  echo 'only hashes were compared: without node_modules nobody knows what .projenrc.ts renders; npx --yes pnpm@10.34.9 install --frozen-lockfile installs them' >&2
  exit 0
fi
ln -s -- "${root}/node_modules" node_modules
code=0
node_modules/.bin/python-gitops drift || code=$?
if [[ ${code} == 1 ]]; then
  say_staged
fi
exit "${code}"
