#!/usr/bin/env bash
# Generated from .projenrc.ts (name). `npx projen` overwrites edits.
# What to change instead: make owners FILE=scripts/report-missing-secrets.sh
# Reports secrets that this run of a workflow doesn't get, why, and what happens instead. It never fails the run: the step
# that needs a secret does.
# MISSING lists their names, INSTEAD completes "Without them, ", and HEAD is the repository of the pull request, if any.
set -euo pipefail

missing="${MISSING:-}"
read -ra names <<<"${missing//$'\n'/ }"
if ((${#names[@]} == 0)); then
  exit 0
fi
list="$(printf ', %s' "${names[@]}")"
list="${list:2}"

if [[ ${GITHUB_EVENT_NAME:-} == pull_request && ${HEAD:-} != "${GITHUB_REPOSITORY:-}" ]]; then
  why='GitHub passes no secrets to pull requests from forks.'
  fix='If a step fails because of that, a maintainer can push the commits to a branch of this repository.'
elif [[ ${GITHUB_ACTOR:-} == 'dependabot[bot]' ]]; then
  why='Runs that Dependabot starts get only Dependabot secrets.'
  fix='Add them in Settings, Secrets and variables, Dependabot, or rerun after a person pushes to the branch.'
else
  why='They are not set.'
  fix='Add them in Settings, Secrets and variables, Actions. make doctor lists what the workflows need.'
fi
printf '::warning title=Missing secrets: %s::%s Without them, %s %s\n' "${list}" "${why}" "${INSTEAD:-}" "${fix}"
