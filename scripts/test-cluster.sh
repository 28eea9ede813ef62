#!/usr/bin/env bash
# Runs the cluster tests. See `scripts/test-cluster.sh --help`.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

usage() {
  cat <<'TEXT'
Test generated repositories on a Kubernetes control plane with Argo CD (docs/cluster-tests.md).

Usage:
  scripts/test-cluster.sh [--keep] [NAME...]

Runs test/cluster/NAME.test.ts for each name, by default all of them.

  --keep    keep the cluster running after the tests, and print its folder
  --help    print this text

Requires Linux, root, git, openssl, Node.js, Python, make, Go, util-linux, and iproute2. Builds pinned versions of
everything else into a cache folder (PYTHON_GITOPS_CACHE, by default ~/.cache/python-gitops).
TEXT
}

cluster() {
  JEST_JUNIT_OUTPUT_NAME=cluster.xml npx projen test:cluster "$@"
}

tests=()
for argument in "$@"; do
  case "${argument}" in
    --help | -h)
      usage
      exit
      ;;
    --keep) export CLUSTER_KEEP=yes ;;
    -*)
      printf 'unknown option %s: use --keep or --help\n' "${argument}" >&2
      exit 2
      ;;
    *)
      if [[ ! -f test/cluster/${argument}.test.ts ]]; then
        printf 'there is no test/cluster/%s.test.ts\n' "${argument}" >&2
        exit 2
      fi
      tests+=("test/cluster/${argument}.test.ts")
      ;;
  esac
done

# shellcheck source=scripts/steps.sh
source scripts/steps.sh
rm -f test-reports/cluster.xml

need_tools
quietly 'Install the npm packages' install_packages
loudly 'Build the programs of the cluster' scripts/cluster-tools.sh
quietly 'Compile and pack the library' pack_if_needed
loudly 'Cluster tests' cluster "${tests[@]}"
node scripts/count-tests.js test-reports/cluster.xml
