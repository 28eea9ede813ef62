#!/usr/bin/env bash
# Makes a package index out of files: downloads the wheels that a lock file asks for, for the image's Python, and sorts
# them as an index has them, so that any web server of files can serve it: FOLDER/NAME/WHEEL.
# Usage: wheel-mirror.sh REQUIREMENTS PYTHON_VERSION FOLDER
# See https://peps.python.org/pep-0503/
set -euo pipefail

readonly requirements="$1" python="$2" folder="$3"
readonly pip="${PYTHON_GITOPS_CACHE:?}/lint/bin/pip"
if [[ ! -x ${pip} ]]; then
  printf '%s is missing: run scripts/tools.sh\n' "${pip}" >&2
  exit 2
fi

machine="$(uname -m)"
platforms=(--platform "manylinux2014_${machine}" --platform "linux_${machine}")
for minor in {17..41}; do
  platforms+=(--platform "manylinux_2_${minor}_${machine}")
done
mkdir -p "${folder}"
"${pip}" download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  --implementation cp --python-version "${python}" "${platforms[@]}" --requirement "${requirements}" --dest "${folder}"

for wheel in "${folder}"/*.whl; do
  name="$(basename "${wheel}")"
  name="$(tr '[:upper:]_.' '[:lower:]--' <<<"${name%%-*}")"
  mkdir -p "${folder}/${name}"
  mv "${wheel}" "${folder}/${name}/"
done
