#!/usr/bin/env bash
# Runs a command in the network of this stack, as in: ./enter.sh kubectl get applications --all-namespaces
set -euo pipefail
here="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
holder="$(cat "${here}/pids/namespace")"
export KUBECONFIG="${here}/test.kubeconfig" PATH="${here}/bin:${PATH}" GIT_SSL_CAINFO="${here}/tls.crt"
exec nsenter --net="/proc/${holder}/ns/net" -- "$@"
