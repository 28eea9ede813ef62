#!/usr/bin/env bash
# Runs every test on a machine that has git, Node.js, Python, Go and make: it installs the rest itself, pinned, into a
# cache folder. Usage: scripts/test.sh
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

need_tools
install_packages
scripts/tools.sh
rm -rf test-reports

step 'Synthesizing the library: its own generated files must be what .projenrc.ts says'
before="$(git diff)"
npx projen
after="$(git diff)"
if [[ ${after} != "${before}" ]]; then
  git --no-pager diff --stat >&2
  echo 'npx projen changed files that are committed: commit what it wrote' >&2
  exit 1
fi

pack

step 'Comparing API.md with the docstrings'
npx projen docgen
if ! git diff --exit-code --stat -- API.md; then
  echo 'API.md does not say what the docstrings say: commit what npx projen docgen wrote' >&2
  exit 1
fi

step 'Comparing docs/options.md and its JSON Schema with the docstrings and the rules'
node scripts/options.js --check

step 'Comparing the schemas with their pinned sources'
node scripts/schemas.js --check

step 'Linting the templates and scripts'
scripts/lint.sh

step 'Unit tests'
JEST_JUNIT_OUTPUT_NAME=unit.xml npx projen test

step 'Tests of the packed library'
JEST_JUNIT_OUTPUT_NAME=packed.xml npx projen test:packed

step 'All tests'
node scripts/count-tests.js test-reports/unit.xml test-reports/packed.xml
