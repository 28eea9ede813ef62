#!/usr/bin/env bash
# Runs the tests. See `scripts/test.sh --help`.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

usage() {
  cat <<'TEXT'
Run every test of the library. CI runs the same command.

Usage:
  scripts/test.sh            run all checks, the unit tests, and the tests of the packed library
  scripts/test.sh --quick    check words, types, and TypeScript style, and run the fast unit tests; skip slow tests
                             (test/quick.json), templates, and the packed library
  scripts/test.sh --help     print this text

Requires git, Node.js, Python, Go, and make. Installs pinned versions of all other tools into a cache folder
(PYTHON_GITOPS_CACHE, by default ~/.cache/python-gitops), except with --quick.
To run a single test file: npx jest test/render/documents.test.ts
TEXT
}

types() {
  node_modules/typescript-native/bin/tsc --noEmit --project test/tsconfig.json
}

# ESLint's cache misses problems that depend on other files, so only --quick uses it.
style() {
  npx projen eslint "$@"
}

synthesized() {
  local before after
  before="$(git diff)"
  npx projen
  after="$(git diff)"
  if [[ ${after} != "${before}" ]]; then
    git --no-pager diff --stat
    echo 'npx projen changed committed files: commit the changes'
    return 1
  fi
}

api_is_current() {
  npx projen docgen
  if ! git diff --exit-code --stat -- API.md; then
    echo 'API.md is out of date: run npx projen docgen, and commit API.md'
    return 1
  fi
}

unit() {
  JEST_JUNIT_OUTPUT_NAME=unit.xml npx jest --ci "$@"
}

# These tests often wait for a network or a server, so there are more workers than cores.
packed() {
  local cores
  cores="$(getconf _NPROCESSORS_ONLN)"
  JEST_JUNIT_OUTPUT_NAME=packed.xml npx projen test:packed --maxWorkers="$((cores + (cores + 1) / 2))"
}

# Installs the tools that tests need.
lane_tools() {
  loudly 'Install the tools' scripts/tools.sh
}

lane_synthesis() {
  quietly 'Synthesize the library itself' synthesized
}

# Builds the library, checks generated files, and runs the unit tests, which start the compiled command line.
lane_library() {
  quietly 'Compile and pack the library' pack
  touch "${steps_folder}/is-packed"
  quietly 'Compare API.md with the docstrings' api_is_current
  quietly 'Compare docs/options.md and the JSON Schema with the docstrings' node scripts/options.js --check
  quietly 'Compare the schemas with their pinned sources' node scripts/schemas.js --check
  loudly 'Unit tests' unit
}

# The packed tests run at the same time as the unit tests: they wait for programs and servers, so a core would be idle at times.
lane_checks() {
  quietly 'Check the types of the tests' types
  quietly 'Lint TypeScript' style
  quietly 'Lint words, imports, templates, and scripts' scripts/lint.sh
  until [[ -e ${steps_folder}/is-packed ]]; do
    sleep 0.2
  done
  loudly 'Tests of the packed library' packed
}

quick_checks() {
  quietly 'Check words' node scripts/words.js
  quietly 'Check types' types
  quietly 'Lint TypeScript' style --cache --cache-location .cache/eslint/
}

quick_unit() {
  local slow
  slow="$(node -p 'require("./test/quick.json").leaveOut.join("|")')"
  loudly 'Unit tests that start few programs' unit --testPathIgnorePatterns /node_modules/ /test/packed/ /test/cluster/ "${slow}"
}

mode="${1:-}"
case "${mode}" in
  '' | --quick) ;;
  --help | -h)
    usage
    exit
    ;;
  *)
    printf 'unknown option %s: use --quick, --help, or none\n' "${mode}" >&2
    exit 2
    ;;
esac

# shellcheck source=scripts/steps.sh
source scripts/steps.sh
certificates_for_package_managers
rm -rf test-reports

if [[ ${mode} == --quick ]]; then
  quietly 'Install the npm packages' install_packages
  together quick_checks quick_unit
  node scripts/count-tests.js test-reports/unit.xml
  exit
fi

need_tools
quietly 'Install the npm packages' install_packages
together lane_tools lane_synthesis
together lane_library lane_checks
node scripts/count-tests.js test-reports/unit.xml test-reports/packed.xml
