#!/usr/bin/env bash
# Generated from .projenrc.ts (name): an edit here is overwritten by `npx projen`.
# What to change instead: make owners FILE=scripts/commit-release.sh
# Releases, commits and pushes; when another push was faster, it does so again on top of that one.
# Usage: commit-release.sh BRANCH APP ENVIRONMENT (--image IMAGE | --from ENVIRONMENT)
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly branch="$1" app="$2" environment="$3"
shift 3

git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
# The token in GH_TOKEN reaches git through the helper alone: it is in no file and on no command line.
git config credential.helper '!gh auth git-credential'

for attempt in 1 2 3 4 5; do
  git fetch --quiet origin "${branch}"
  git checkout --quiet --force --detach FETCH_HEAD
  # It runs kustomize edit set image in the release file of the environment.
  node_modules/.bin/python-gitops release "${app}" "${environment}" "$@"
  git add --all -- "apps/${app}"
  if git diff --cached --quiet; then
    exit 0
  fi
  git commit --quiet --message "release(${app}): ${environment}"
  if git push --quiet origin "HEAD:refs/heads/${branch}"; then
    exit 0
  fi
  echo "another push was faster, attempt ${attempt}; trying again" >&2
  sleep "${attempt}"
done
echo "the release could not be pushed to ${branch}" >&2
exit 1
