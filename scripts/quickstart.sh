#!/usr/bin/env bash
# Pack the library, create a repository with it, and try it out: tests, server, manifests, and a release.
# Usage: scripts/quickstart.sh [FOLDER]   FOLDER must not exist; the default is a temporary folder. The script keeps it.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/common.sh
source scripts/common.sh

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  sed -n '2,3s/^# //p' "$0"
  exit 0
fi
folder="${1:-}"
if [[ -z ${folder} ]]; then
  folder="$(mktemp -d)/shop"
elif [[ -e ${folder} ]]; then
  echo "${folder} already exists: choose another folder" >&2
  exit 2
fi
need_tools
install_packages
pack

tarball="$(echo "${PWD}"/dist/js/*.tgz)"
projen="${PWD}/node_modules/.bin/projen"
mkdir -p "${folder}"
cd "${folder}"

step "Creating a repository from the package in ${PWD}"
# projen creates the first commit, and a new machine may lack an identity for it.
GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-Quick Start}" GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-quickstart@example.org}"
GIT_COMMITTER_NAME="${GIT_COMMITTER_NAME:-Quick Start}" GIT_COMMITTER_EMAIL="${GIT_COMMITTER_EMAIL:-quickstart@example.org}"
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
"${projen}" new --from "@org/python-gitops-app@file:${tarball}" --name shop \
  --repo-url https://github.com/acme/shop --registry docker.io/acme

step 'Running the tests of its app: make test'
make test

step 'Starting its server and calling the endpoints: make run'
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
log="$(mktemp)"
# Starts the server directly instead of with make, to have its process ID.
PORT="${port}" apps/shop/scripts/server.sh >"${log}" 2>&1 &
server=$!
trap 'kill "${server}" 2>/dev/null; rm -f "${log}"' EXIT
for path in /health /ready / /metrics; do
  python3 - "http://127.0.0.1:${port}${path}" "${server}" <<'PYTHON'
import os, sys, time, urllib.error, urllib.request

url, server = sys.argv[1], int(sys.argv[2])
for _ in range(100):
    try:
        body = urllib.request.urlopen(url, timeout=5).read().decode()
        break
    except urllib.error.URLError:
        os.kill(server, 0)
        time.sleep(0.2)
else:
    sys.exit(f"{url} does not respond")
print(f"{url}  {body.splitlines()[0]}")
PYTHON
done
kill "${server}"
wait "${server}"
trap - EXIT
rm -f "${log}"

step 'Validating its manifests: make validate'
make validate

step 'Releasing an image to dev, and validating again'
# Normally, CI has pushed the image. This one is only an example, and nothing deploys it.
commit="$(git rev-parse HEAD)"
node_modules/.bin/python-gitops release shop dev --image ":${commit}"
make validate
git add --all
git commit --quiet --message 'release(shop): dev'

step 'Synthesizing again, which must change nothing'
npx projen
git diff --exit-code

cat >&2 <<EOF

Everything works. Your repository is in
  ${PWD}
Next: look at .projenrc.ts, run make to see all tasks, and read ONBOARDING.md.
EOF
